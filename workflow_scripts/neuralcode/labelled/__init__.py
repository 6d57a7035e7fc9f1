"""The street over labelled data: encode, scan and compare patterns of your own.

Each function takes numpy arrays, lists, DataFrames or DataArrays, checks them (`patterns`), and
gives labelled data. What they compute is what the workflow computes: they call the same functions.
"""
