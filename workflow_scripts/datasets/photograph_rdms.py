"""Files of dissimilarity matrices of all layers that see photographs, for rsatoolbox."""

from storage import datasets, files, photograph_rdms


def run(dataset_path, rdms_paths, models_path, *, networks, scanners, scanned_path=None):
    dataset = datasets.read(dataset_path)
    scanned = datasets.read(scanned_path) if scanned_path else None
    found = [photograph_rdms.of_layers(dataset, network) for network in networks]
    found += [
        photograph_rdms.of_scans(scanned, network, scanner)
        for network in networks
        for scanner in scanners
    ]
    found.append(photograph_rdms.models(dataset))
    for matrices, path in zip(found, [*rdms_paths, models_path], strict=True):
        with files.written(path) as partial:
            matrices.save(partial, file_type="hdf5", overwrite=True)
