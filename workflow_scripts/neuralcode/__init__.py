"""Which neural codes can fMRI read?

Functions over arrays: nothing in this package reads a configuration or a clock, and no file but the
weights that `networks.pretrained` loads and the data that `labelled` reads. In the order of the
data: `recipes` and `stimuli`, `coding` (the schemes), `scanner` (a simulated fMRI scanner),
`analysis` (similarity, functional smoothness, RSA, decoding). Beside them: `networks` (deep
networks), `theory` (predictions), `settings` and `parameters` (what is allowed, with defaults),
`randomness` (every random number).

`labelled` has the street for patterns of your own, with checks and labels:

>>> import numpy as np
>>> from neuralcode import Scanner, scan
>>> patterns = np.random.default_rng(1).normal(size=(12, 100))  # item x unit
>>> scan(patterns, Scanner("7t", voxel_size=1.2), seed=0).dims
('run', 'item', 'voxel')
"""

from importlib import import_module

# Imported when asked for: a script that needs one module of this package loads no other.
_PUBLIC = {
    "Scanner": "neuralcode.scanner.presets",
    "encode": "neuralcode.labelled.codes",
    "functional_smoothness": "neuralcode.labelled.comparisons",
    "losses": "neuralcode.labelled.comparisons",
    "measure": "neuralcode.labelled.scans",
    "rdm": "neuralcode.labelled.comparisons",
    "read_patterns": "neuralcode.labelled.files",
    "read_rdms": "neuralcode.labelled.rdms",
    "scan": "neuralcode.labelled.scans",
    "similarity": "neuralcode.labelled.comparisons",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name):
    if name not in _PUBLIC:
        raise AttributeError(f"module 'neuralcode' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__():
    return [*globals(), *_PUBLIC]
