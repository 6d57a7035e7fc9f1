"""Scanners whose noise is set so that they reach a published figure, before any job."""

import json
from functools import cache

from neuralcode.coding.encoding import encode
from neuralcode.coding.registry import find
from neuralcode.names import layers_of
from neuralcode.recipes import RECIPES
from neuralcode.scanner import calibration, experiments
from neuralcode.scanner.presets import Scanner
from neuralcode.scanner.scan import standardised
from neuralcode.stimuli import make_items, noise_sd_by_level
from rules import schemes
from rules.designs import timing_of

# Seeds whose mean is brought to the target, in the recipe whose items all codes take.
SEEDS, RECIPE = 12, "text"


def calibrated(config, used):
    """The configuration with the noise of scanners that are to reach a figure.

    Parameters
    ----------
    config : dict
        With all defaults, and without other problems.
    used : iterable of str
        Names of scanners.

    Returns
    -------
    dict
    """
    scanners = dict(config["scanners"])
    for name in used:
        if scanners[name]["calibrate"] != "none":
            scanners[name] = scanners[name] | {"noise": _noise(_given(config, name))}
    return config | {"scanners": scanners}


def problems(config, used):
    """Scanners that cannot be calibrated.

    Parameters
    ----------
    config, used
        See `calibrated`.

    Yields
    ------
    path, given, allowed, better
        See `rules.consistency.problems`.
    """
    for name in used:
        scanner = config["scanners"][name]
        if scanner["calibrate"] == "none":
            continue
        scheme = scanner["calibrate_scheme"]
        if not schemes.is_known(config, scheme) or find(scheme).activity is not None:
            path = ["scanners", name, "calibrate_scheme"]
            able = [other for other in schemes.plain_names() if find(other).activity is None]
            allowed = f"{schemes.in_words(config, able)} (codes that are not in time)"
            yield path, scheme, allowed, "vector"
            continue
        try:
            _noise(_given(config, name))
        except calibration.OutOfReachError as error:
            allowed = f"a figure that some amount of noise gives: {error}"
            nearest = float(f"{0.95 * error.nearest:.2g}")
            if nearest > 0:
                path = ["scanners", name, "calibrate_to"]
                yield path, scanner["calibrate_to"], allowed, nearest
            else:
                yield ["scanners", name, "calibrate"], scanner["calibrate"], allowed, "none"


def _given(config, name):
    """All that the noise of a calibrated scanner depends on, as text."""
    levels, scanner = config["stimuli"]["levels"], config["scanners"][name]
    shown = min(scanner["categories"], config["stimuli"]["categories"])
    given = {
        "parameters": schemes.block_of(config, scanner["calibrate_scheme"]),
        # Whatever noise is given is replaced.
        "scanner": scanner | {"noise": 1.0},
        "shown": shown,
        "stimuli": config["stimuli"],
        "study_seed": config["study_seed"],
        "timing": timing_of(config, name, shown * levels),
    }
    return json.dumps(given, sort_keys=True)


@cache
def _noise(text):
    given = json.loads(text)
    return calibration.calibrated(
        given["scanner"]["calibrate"], given["scanner"]["calibrate_to"], *_scanned(text)
    )


def _scanned(text):
    """The scanner, its experiment, and activities of the code that it is calibrated for."""
    given = json.loads(text)
    scanner, stimuli = Scanner(**given["scanner"]), given["stimuli"]
    experiment = experiments.make(given["timing"], given["shown"] * stimuli["levels"])
    if scanner.calibrate == "tsnr":
        return scanner, experiment, ()
    return scanner, experiment, _activities(given, stimuli)


def _activities(given, stimuli):
    scheme = given["scanner"]["calibrate_scheme"]
    noise_sd = noise_sd_by_level(
        stimuli["levels"], stimuli["noise_sd_step"], RECIPES[RECIPE].prototype_noise_sd
    )
    count, units, study_seed = given["shown"], stimuli["units"], given["study_seed"]
    found = []
    for seed in range(SEEDS):
        items = make_items(study_seed, seed, categories=count, units=units, noise_sd=noise_sd)
        for layer in layers_of(scheme):
            (items,) = encode(
                items[None],
                scheme=layer,
                recipe=RECIPE,
                study_seed=study_seed,
                seeds=[seed],
                parameters=given["parameters"],
            )["none"]
        found.append(standardised(items.reshape(-1, items.shape[-1])))
    return found
