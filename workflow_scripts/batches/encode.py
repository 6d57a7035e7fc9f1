"""Encode the stimuli of a batch of seeds by one coding scheme."""

from neuralcode.coding.encoding import encode
from storage import files


def run(
    items_path,
    output_path,
    *,
    variable,
    categories,
    scheme,
    recipe,
    study_seed,
    seeds,
    parameters,
    expected,
    made_from,
):
    items = files.read_batch(
        items_path,
        variable,
        seeds=range(*seeds),
        made_from=expected,
        only={"category": slice(categories)},
    )
    activity = encode(
        items,
        scheme=scheme,
        recipe=recipe,
        study_seed=study_seed,
        seeds=range(*seeds),
        parameters=parameters,
    )
    files.write_batch(
        output_path,
        {f"readout_{readout}": array for readout, array in activity.items()},
        seeds=range(*seeds),
        long_name="activity of a unit, by readout; level 0 is the prototype",
        made_from=made_from,
    )
