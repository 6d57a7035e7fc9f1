"""The scanners of version 0.1.0, which tests of statistics keep when the presets change."""

from neuralcode.scanner import design, events
from neuralcode.scanner.presets import Scanner

COMMON = {
    "signal_rate": 10.0,
    "unit_spacing": 1.5,
    "layout": "random",
    "categories": 5,
    "runs": 6,
    "duration": 3.0,
    "interval": 8.0,
    "order": "random",
    "tr": 2.0,
    "hrf": "spm",
    "noise": 1.0,
    "drift": 1.0,
    "high_pass": 128.0,
    "smoothing": 0.0,
    # Not in that version: off, as in its model.
    "cortical_thickness": 0.0,
    "grid": "fixed",
    "blanks": 0.0,
    "jitter": 0.0,
    "repeats": 1,
    "rest": 0.0,
    "events": "",
    "common_noise": 0.0,
    "common_noise_fwhm": 4.0,
    "trial_variability": 0.0,
    "drift_kind": "cosines",
}
BLOCKS = {
    "3t": COMMON
    | {"field_strength": 3, "voxel_size": 3.0, "point_spread": 2.8, "signal_change": 3.0},
    "7t": COMMON
    | {"field_strength": 7, "voxel_size": 1.5, "point_spread": 1.02, "signal_change": 3.5},
}


def scanner(name, **changes):
    return Scanner(**BLOCKS[name] | changes)


def experiment(stimuli):
    """The design of all of them: it does not depend on the field strength."""
    run = events.run(stimuli, duration=COMMON["duration"], interval=COMMON["interval"])
    return design.experiment([run], **{key: COMMON[key] for key in ("tr", "hrf", "high_pass")})
