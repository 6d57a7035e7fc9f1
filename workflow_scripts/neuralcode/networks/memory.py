"""How much memory a job needs that shows images to a network. Without torch."""


def needed_mb(found, n_images, batch, keep=False, sampled=0):
    """Memory of a job that shows images to a network and measures its layers, in MB.

    Parameters
    ----------
    found : dict
        ``weights_mb``; ``image_mb``, of a forward pass, per image; ``units``, of each layer that is
        measured.
    n_images, batch : int
        Number of images, and of those in a forward pass.
    keep : bool
        Whether the activity of all layers is kept.
    sampled : int
        Most units of a layer whose activity is kept.

    Returns
    -------
    int
        Upper limit. Python and torch take 300 to 400 MB, and weights are in memory twice while they
        are loaded. Convolutions reorder what they are given and return: measured, 1.2 times
        (Inception v3) to 1.9 times (VGG-16) the tensors of the pass, with the largest layer, which
        is sorted and standardised.
    """
    batch = min(batch, n_images)
    largest = 4 * max(found["units"], default=0) / 1e6
    activity = 1.5 * batch * (found["image_mb"] + largest)
    # All layers stay where later batches are compared with them.
    held = (batch < n_images) + 2 * keep
    everything = 4 * n_images * sum(found["units"]) / 1e6
    kept = 3 * 4 * n_images * sum(min(units, sampled) for units in found["units"]) / 1e6
    matrices = 12 * len(found["units"]) * n_images**2 / 1e6
    weights = found["weights_mb"]
    return round(450 + weights + max(weights, activity + held * everything + matrices + kept))
