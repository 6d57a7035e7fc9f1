"""Fetch the weights of a pre-trained network."""

import os

from storage import downloads


def run(path, *, network, address, sha256, weights, checks=()):
    """Fetch the weights, unless they are there.

    Parameters
    ----------
    path : str
    network, address, sha256, weights : str
    checks : list of str
        What must have been found right before anything is fetched; not read.
    """
    if not address:
        # Here, for an address alone needs no torchvision.
        from neuralcode.networks.weights import torchvision_sha256, torchvision_weights

        address = torchvision_weights(network, weights).url
        sha256 = torchvision_sha256(address, sha256)
    if sha256 and os.path.exists(path) and downloads.sha256_of(path).startswith(sha256):
        os.utime(path)  # as new as what it was checked with
        return
    try:
        downloads.fetch(address, path, sha256)
    except downloads.DownloadError as error:
        raise downloads.DownloadError(
            f"The weights of {network} are missing, and cannot be fetched.\n  {error}\n"
            f"Put that file to {path}, or give its path as `weights` of {network} under "
            "photographs.networks in the configuration."
        ) from error
