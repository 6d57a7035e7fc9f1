"""The contract of a coding scheme: what its function must return, checked after each call."""

import numpy as np

from neuralcode.limits import LARGEST

#: Loss in single precision that is allowed, as a share of the spread of a pattern over its units.
ALLOWED_LOSS = 1e-4
#: Axes of the patterns of a seed, and of the activity of a code in time.
PATTERNS = ("category", "level", "unit")
SPIKES = ("value", "trial", "time step")


class ActivityError(ValueError):
    """The activity in time of a coding scheme is something else than numbers of spikes."""


class SchemeError(ValueError):
    """A coding scheme returned something else than patterns.

    Attributes
    ----------
    scheme : str
    seed : int
    """

    def __init__(self, scheme, seed, readout, given, shape):
        self.scheme, self.seed = scheme, seed
        of_readout = "" if readout is None else f", readout {readout}"
        super().__init__(
            f"The coding scheme {scheme} returned something else than patterns in seed "
            f"{seed}{of_readout}.\n"
            f"  returned: {given}\n"
            "  expected: a numpy array of real, finite, unmasked numbers of shape (category, "
            f"level, unit) = {shape}"
        )


def checked(result, *, scheme, seed, readouts, shape):
    """Check what a scheme's function returned for one seed.

    Parameters
    ----------
    result : object
        What the function returned.
    scheme : str
    seed : int
    readouts : sequence of str
        Names of the arrays that the scheme is registered with; a scheme with more than one returns
        a dict.
    shape : (int, int, int)
        Number of categories and levels that the function was given, and of the units that the
        scheme is registered with.

    Returns
    -------
    dict of ndarray of shape `shape`
        By readout, float32 or float64. Whole numbers and truth values (as 0 and 1) are numbers. A
        seed in which float32 would change a pattern by more than 1e-4 of its standard deviation
        over units (a small spread on a large offset, or values beyond 3e38) stays float64.

    Raises
    ------
    SchemeError
        Names the scheme, the seed, and where it applies the readout, category, level and unit;
        says what was returned and what is expected.

    Examples
    --------
    >>> code = np.arange(6).reshape(1, 2, 3)
    >>> checked(code, scheme="mine", seed=0, readouts=["none"], shape=(1, 2, 3))["none"].dtype
    dtype('float32')
    """
    result = result if isinstance(result, dict) else {"none": result}
    if set(result) != set(readouts):
        given = f"readouts {_listed(result)}; registered are {_listed(readouts)}"
        raise SchemeError(scheme, seed, None, given, shape)
    checked_arrays = {}
    for readout in readouts:
        given = _problem(result[readout], shape)
        if given is None:
            numbers = np.asarray(result[readout])
            given = _bad_value(numbers) or _bad_spread(numbers)
        if given is not None:
            raise SchemeError(scheme, seed, readout if len(readouts) > 1 else None, given, shape)
        checked_arrays[readout] = _stored(numbers)
    return checked_arrays


def checked_spikes(result, *, scheme, shape):
    """Check what the activity of a code in time returned.

    Parameters
    ----------
    result : object
        What the function returned.
    scheme : str
    shape : (int, int, int)
        Number of values, trials and time steps that were asked for.

    Returns
    -------
    ndarray of shape `shape`
        As it was returned.

    Raises
    ------
    ActivityError
        Names the scheme; says what was returned and what is expected.

    Examples
    --------
    >>> checked_spikes(np.zeros((2, 1, 5)), scheme="mine", shape=(2, 1, 5)).sum()
    np.float64(0.0)
    """
    given = _problem(result, shape, SPIKES)
    if given is None and result.dtype.kind in "if":
        beyond = ~(np.isfinite(result) & (result >= 0))
        if beyond.any():
            value = result[_first(beyond)]
            name = "NaN" if np.isnan(value) else str(value)
            given = f"{name} in {_place(beyond, SPIKES)}"
    if given is None:
        return result
    raise ActivityError(
        f"The activity in time of the coding scheme {scheme} is something else than spikes.\n"
        f"  returned: {given}\n"
        "  expected: a numpy array of real, finite, unmasked numbers of spikes, none below 0, of "
        f"shape (value, trial, time step) = {tuple(shape)}"
    )


def _listed(names):
    return ", ".join(map(str, names)) or "none at all"


def _problem(array, shape, axes=PATTERNS):
    """What is wrong with the type or the shape, in words; None where nothing is."""
    if not isinstance(array, np.ndarray):
        kind = type(array)
        if array is None:
            return "None (is a return missing at the end of the function?)"
        return f"an object of type {kind.__module__}.{kind.__qualname__}, not a numpy array"
    if array.dtype.kind not in "biuf":
        kind = {"c": "complex numbers", "O": "Python objects", "U": "text", "S": "bytes"}
        return f"{kind.get(array.dtype.kind, 'no numbers')} (dtype {array.dtype})"
    if array.shape != tuple(shape):
        text = f"an array of shape {array.shape}"
        if axes == PATTERNS and array.ndim == 3 and array.shape[:2] == tuple(shape[:2]):
            text += (
                f": {array.shape[2]} units, while the scheme is registered with {shape[2]} "
                "(the fact `units` of @scheme)"
            )
        return text
    if np.ma.getmaskarray(array).any():
        return f"an array in which {_place(np.ma.getmaskarray(array), axes)} is masked"
    return None


def _bad_value(numbers):
    """The first value that is not finite or too large, in words; None where all are numbers."""
    if numbers.dtype.kind != "f":
        return None
    is_single = numbers.dtype.itemsize <= 4  # which cannot hold the limit
    beyond = ~(np.isfinite(numbers) if is_single else np.abs(numbers) <= LARGEST)
    if not beyond.any():
        return None
    value = numbers[_first(beyond)]
    name = "NaN" if np.isnan(value) else str(value)
    limit = f", beyond {LARGEST:g}" if np.isfinite(value) else ""
    return f"{name} in {_place(beyond)}{limit}; {beyond.sum()} of {beyond.size} values are like it"


def _bad_spread(numbers):
    """The first pattern with a spread that underflows, in words."""
    if numbers.dtype.kind != "f" or numbers.dtype.itemsize <= 4:
        return None
    spread = numbers.max(axis=-1) - numbers.min(axis=-1)
    vanishing = (spread > 0) & (spread < 1 / LARGEST)
    if not vanishing.any():
        return None
    spread = spread[_first(vanishing)]
    return f"values that differ by {spread:g} in {_place(vanishing)}, less than {1 / LARGEST:g}"


def _stored(numbers):
    """In single precision where it keeps the patterns, else in double precision."""
    if numbers.dtype.kind == "b" or (numbers.dtype.kind == "f" and numbers.dtype.itemsize <= 4):
        return numbers.astype(np.float32)
    exact = numbers.astype(np.float64)
    with np.errstate(over="ignore"):  # to infinity, which is no small change
        single = exact.astype(np.float32)
    change = np.abs(exact - single).max(axis=-1)
    is_constant = exact.max(axis=-1) == exact.min(axis=-1)
    is_kept = (change <= ALLOWED_LOSS * exact.std(axis=-1)) | (is_constant & np.isfinite(change))
    return single if is_kept.all() else exact


def _first(where):
    return tuple(np.argwhere(where)[0])


def _place(where, names=PATTERNS):
    return ", ".join(f"{name} {index}" for name, index in zip(names, _first(where), strict=False))
