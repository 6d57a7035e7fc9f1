"""Which neural codes let fMRI see the similarity of stimuli?

Functions over arrays: nothing in this package reads a configuration or a clock, and no file but the
weights that `networks.pretrained` loads. In the order of the data: `recipes` and `stimuli`,
`coding` (the schemes), `scanner` (a simulated fMRI scanner), `analysis` (similarity, functional
smoothness, RSA, decoding). Beside them: `networks` (deep networks), `theory` (predictions),
`settings` and `parameters` (what is allowed, with defaults), `randomness` (every random number).

>>> from neuralcode import Scanner
>>> Scanner("7t", voxel_size=1.2).field_strength
7
"""

from importlib import import_module

# Imported when asked for: a script that needs one module of this package loads no other.
_PUBLIC = {"Scanner": "neuralcode.scanner.presets"}

__all__ = sorted(_PUBLIC)


def __getattr__(name):
    if name not in _PUBLIC:
        raise AttributeError(f"module 'neuralcode' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__():
    return [*globals(), *_PUBLIC]
