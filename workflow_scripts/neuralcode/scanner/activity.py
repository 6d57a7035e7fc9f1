"""Activity that a scanner sees of spikes. It knows no code: scans do not change with one."""


def activity_of(counts, *, duration, mean_rate, signal_rate):
    """Activity that a scanner sees of spikes.

    Parameters
    ----------
    counts : ndarray of shape (..., bin, condition, unit)
        See `spikes_in_time`.
    duration : float
        Of a stimulus in s.
    mean_rate : float
        Of the code in Hz: `neuralcode.coding.registry.Scheme.mean_rate`.
    signal_rate : float
        Rate in Hz that counts as 1.

    Returns
    -------
    ndarray of the shape of the counts, float32
        Deviation of the rate from the code's mean, over `signal_rate`.

    Examples
    --------
    >>> activity_of(np.full((2, 1, 1), 5.0), duration=0.5, mean_rate=10.0, signal_rate=10.0).ravel()
    array([1., 1.])
    """
    bins = counts.shape[-3]
    return (counts / (duration / bins) - mean_rate) / signal_rate
