"""Limits of the values of patterns."""

#: Largest magnitude of a value, and its inverse the smallest spread of a pattern: the sums of
#: squares of a Pearson correlation stay far from the limits of double precision (1e308, 1e-308).
LARGEST = 1e100
