"""Presets of scanners: usual ones, and those of published experiments."""

# What differs from the defaults, which are those of a usual scanner of 3 T (gradient echo). The
# sources of each value are in docs/physics.md.
PRESETS = {
    "3t": {},
    "7t": {"field_strength": 7, "voxel_size": 1.5, "point_spread": 1.02, "signal_change": 3.5},
    # Allen et al. 2022, Nature Neuroscience 25:116-126.
    "nsd": {
        "field_strength": 7,
        "voxel_size": 1.8,
        "point_spread": 1.02,
        "signal_change": 3.5,
        "duration": 3.0,
        "interval": 4.0,
        "blanks": 0.17,
        "tr": 1.6,
        "grid": "random",
        "common_noise": 0.5,
        "drift_kind": "random walk",
    },
    # Kriegeskorte et al. 2008, Neuron 60:1126-1141.
    "kriegeskorte": {
        "field_strength": 3,
        "voxel_size": 2.0,
        "point_spread": 2.8,
        "duration": 2.0,
        "interval": 4.0,
        "blanks": 0.25,
        "tr": 2.0,
        "grid": "random",
        "common_noise": 0.5,
        "drift_kind": "random walk",
    },
}
