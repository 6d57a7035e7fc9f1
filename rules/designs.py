"""Designs of scanners: what they are made from, whether they can be used, and how good they are."""

import json
import math
from functools import cache

from neuralcode.coding.registry import find
from neuralcode.scanner import design, events, experiments, presets

# What is kept in memory at once of a design matrix.
LARGEST_DESIGN = 50_000_000
# Stimuli by which a design is judged: events that are further apart do not change one another.
JUDGED = 200


def timing_of(config, name, stimuli):
    """What the design of a scanner depends on, where it shows so many stimuli.

    Parameters
    ----------
    config : dict
        That of a data set has `labels`: what a table of events calls its items.
    name : str
        Of the scanner.
    stimuli : int

    Returns
    -------
    dict
        See `neuralcode.scanner.experiments.timing`.
    """
    hierarchy = config["hierarchy"]
    exemplars = hierarchy["exemplars"]["new"]
    all_exemplars = exemplars * math.prod(hierarchy["categories"].values())
    group, kind = config["stimuli"]["levels"], "level"
    if name in hierarchy["scanners"] and stimuli == all_exemplars:
        group, kind = exemplars, "exemplar"
    return experiments.timing(
        config["scanners"][name],
        name=name,
        study_seed=config["study_seed"],
        group=group,
        kind=kind,
        labels=config.get("labels", ()),
    )


def problems(config, name, stimuli):
    """Whether the betas of all stimuli can be estimated separately, and the design fits in memory.

    Parameters
    ----------
    config : dict
    name : str
        Of the scanner.
    stimuli : int

    Yields
    ------
    key, allowed, better
        Of the scanner's block.
    """
    scanner = config["scanners"][name]
    tr, interval = scanner["tr"], scanner["interval"]
    if scanner["events"]:
        yield from _table(config, name, stimuli)
        return
    places = stimuli * scanner["repeats"]
    trials = places + events.blank_trials(places, scanner["blanks"])
    scans = math.floor((trials * interval + events.TAIL) / tr + 1e-9)
    drifts = design.drift_terms(scans, tr=tr, high_pass=scanner["high_pass"])
    if places + drifts > scans:
        allowed = (
            f"so long that a run has more scans than regressors: at {interval:g} s it has {scans} "
            f"scans for {places} stimuli and {drifts} drift terms, and the design is rank deficient"
        )
        yield "interval", allowed, max(4 * tr, interval)
        return
    if scans * (places + drifts) > LARGEST_DESIGN:
        least = 1.01 * tr * scans * (places + drifts) / LARGEST_DESIGN
        allowed = (
            f"so long that the design fits in memory, at least {least:g} s: with {places} stimuli "
            f"a run has {scans} scans"
        )
        yield "tr", allowed, min(least, interval)
        return
    try:
        ratio = quality_of(config, name, stimuli)["variance_ratio"]
    except ValueError:  # rank deficient in spite of enough scans
        ratio = math.inf
    if ratio > experiments.HOPELESS:
        allowed = (
            f"so long that betas can be told from each other and from drift: at {interval:g} s "
            f"their variance is {ratio:.3g} times that of isolated events, and above "
            f"{experiments.HOPELESS:g} times they are mostly noise (blanks: 0.25 helps as well)"
        )
        yield "interval", allowed, max(2 * interval, scanner["duration"] + 5.0)


def _table(config, name, stimuli):
    """Whether a table of events suits the stimuli of a scanner, and its betas can be estimated."""
    scanner = config["scanners"][name]
    try:
        runs = experiments.runs_of(timing_of(config, name, stimuli), stimuli)
        scans = max(run.scans(scanner["tr"]) for run in runs)
        places = len(runs[0].onsets)
        if scans * places * len(runs) > LARGEST_DESIGN:
            allowed = f"tables whose designs fit in memory; a run has {scans} scans"
            yield "events", allowed, ""
            return
        durations = {float(duration) for run in runs for duration in run.durations}
        if _has_spikes(config, name) and durations != {scanner["duration"]}:
            allowed = (
                f"a table in which every stimulus lasts {scanner['duration']:g} s, the duration of "
                f"the scanner: it also scans codes with spikes in time"
            )
            yield "events", allowed, ""
            return
        ratio = quality_of(config, name, stimuli)["variance_ratio"]
    except (OSError, ValueError) as error:
        yield "events", f"a table that can be used: {error}", ""
        return
    if ratio > experiments.HOPELESS:
        allowed = (
            f"a table whose events lie so far apart that betas can be told from each other and "
            f"from drift: their variance is {ratio:.3g} times that of isolated events, and above "
            f"{experiments.HOPELESS:g} times they are mostly noise"
        )
        yield "events", allowed, ""


def _has_spikes(config, name):
    studies = [study for study in config["studies"] if name in study["scanners"]]
    return any(find(scheme).activity for study in studies for scheme in study["schemes"])


def quality_of(config, name, stimuli):
    """How well the design of a scanner tells so many stimuli apart.

    Parameters
    ----------
    config : dict
    name : str
        Of the scanner.
    stimuli : int

    Returns
    -------
    dict of str to float
        See `neuralcode.scanner.experiments.quality`.

    Raises
    ------
    OSError, ValueError
        If a table of events cannot be used.
    """
    scanner, timing = config["scanners"][name], timing_of(config, name, stimuli)
    if not scanner["events"]:
        stimuli = min(stimuli, JUDGED)
    judged = ("field_strength", "voxel_size", "cortical_thickness", "noise", "drift", "drift_kind")
    return _quality(json.dumps([timing, stimuli, {key: scanner[key] for key in judged}]))


def said(config, scanned):
    """Warnings of designs whose betas are much noisier than need be.

    Parameters
    ----------
    config : dict
    scanned : iterable of (str, int)
        Name of a scanner, and the number of stimuli that it shows.

    Yields
    ------
    str
    """
    worst = {}
    for name, stimuli in scanned:
        ratio = quality_of(config, name, stimuli)["variance_ratio"]
        worst[name] = max(worst.get(name, (0.0, 0)), (ratio, stimuli))
    for name, (ratio, stimuli) in worst.items():
        if ratio > experiments.QUESTIONABLE:
            scanner = config["scanners"][name]
            if scanner["events"]:
                remedy = f"events further apart in {scanner['events']}"
            elif scanner["blanks"] < 0.25:
                remedy = (
                    f"a quarter of the trials empty (scanners.{name}.blanks: 0.25), or a longer "
                )
                remedy += f"interval than {scanner['interval']:g} s"
            else:
                remedy = f"a longer interval than {scanner['interval']:g} s"
            yield (
                f"scanner {name} with {stimuli} stimuli: its betas have {ratio:.3g} times the "
                f"variance of isolated events, because the events overlap too much to be told from "
                f"each other and from drift. What helps: {remedy}"
            )


@cache
def _quality(given):
    timing, stimuli, judged = json.loads(given)
    own = {key: timing[key] for key in ("tr", "hrf", "high_pass")}
    experiment = experiments.make(timing, stimuli)
    return experiments.quality(presets.Scanner(**judged, **own), experiment)
