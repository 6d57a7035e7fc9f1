"""Coding schemes: how a pattern of activity stands for an item.

To add a scheme, write a function for one seed in a module of this package and register it::

    @scheme("square")
    def square(items, rng, *, exponent):
        return np.sign(items) * np.abs(items) ** exponent

`items` has the shape (category, level, unit) and `rng` is a `numpy.random.Generator` of the seed
and the scheme. The function returns an array (category, level, unit') or, where a code can be read
out in more than one way, a dict of such arrays by readout. Its parameters come from the
configuration.
"""
