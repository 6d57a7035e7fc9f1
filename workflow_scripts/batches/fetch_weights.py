"""Fetch the weights of a pre-trained network."""

from storage import downloads


def run(path, *, network, address, sha256, weights):
    if not address:
        # Here, for an address alone needs no torchvision.
        from neuralcode.networks.pretrained import torchvision_sha256, torchvision_weights

        address = torchvision_weights(network, weights).url
        sha256 = torchvision_sha256(address, sha256)
    try:
        downloads.fetch(address, path, sha256)
    except downloads.DownloadError as error:
        raise downloads.DownloadError(
            f"The weights of {network} are missing, and cannot be fetched.\n  {error}\n"
            f"Put that file to {path}, or give its path as `weights` of {network} under "
            "photographs.networks in the configuration."
        ) from error
