"""Files of dissimilarity matrices of all layers that see photographs, for rsatoolbox."""

from storage import datasets, files, photograph_rdms
from storage.labels import joined


def run(dataset_path, rdms_paths, models_path, *, networks, scanners, scanned_path=None):
    dataset = datasets.read(dataset_path)
    scanned = datasets.read(scanned_path) if scanned_path else None
    write(photograph_rdms.models(dataset), models_path)
    for network in networks:
        write(photograph_rdms.of_layers(dataset, network), rdms_paths[network])
        for scanner in scanners:
            matrices = photograph_rdms.of_scans(scanned, network, scanner)
            write(matrices, rdms_paths[joined(network, scanner)])


def write(matrices, path):
    with files.written(path) as partial:
        matrices.save(partial, file_type="hdf5", overwrite=True)
