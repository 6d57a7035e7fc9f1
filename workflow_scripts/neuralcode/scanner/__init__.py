"""A simulated fMRI scanner in physical units: millimetres, seconds, percent of a baseline.

In the order of the data: `layouts` (where units lie), `voxels` (point spread, averaging), `hrf`
(haemodynamic response), `design` (events and estimator), `noise`, `measure` (time series and the
GLM on them), `theory` (what noise does to similarity).
"""
