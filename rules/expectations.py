"""What the recorded inputs of a job must have been made from: the settings of earlier jobs."""

from storage import records


def of_inputs(workflow, study, paths):
    """What each recorded file must have been made from.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
        With all its rules.
    study : rules.study.Study
    paths : iterable of str

    Returns
    -------
    dict of dict
        By path, of those that have a record and that a rule makes: see `storage.records`.
    """
    recorded = sorted({str(path) for path in paths if records.record_of(path) is not None})
    found = {path: made_from(workflow, study, path) for path in recorded}
    return {path: facts for path, facts in found.items() if facts is not None}


def made_from(workflow, study, path):
    """What a result is made from, with all that its inputs are made from; None if no rule makes it.

    Parameters
    ----------
    workflow, study
        See `of_inputs`.
    path : str

    Returns
    -------
    dict, or None
    """
    if path not in study.made_from:
        study.made_from[path] = _made_from(workflow, study, path)
    return study.made_from[path]


def _made_from(workflow, study, path):
    makers = [rule for rule in workflow.rules if rule.is_producer(path)]
    # A workflow that imports this one has rules of its own, which say nothing.
    name = makers[0].params.get("rule") if makers else None
    if name is None:
        return None
    wildcards = makers[0].get_wildcards(path)
    inputs, *_ = makers[0].expand_input(wildcards)
    settings = study.job(name, **wildcards).settings
    return records.made_from(name, settings, of_inputs(workflow, study, inputs))
