"""A simulated fMRI scanner in physical units: millimetres, seconds, percent of a baseline.

In the order of the data: `layouts` (where units lie), `voxels` (point spread, averaging), `design`
(events, haemodynamic response, estimator), `noise`, `measure` (time series and the GLM on them),
`theory` (what noise does to similarity). Only `design` needs nilearn, and imports it when called.
"""
