"""Encode the stimuli of a batch of seeds by one coding scheme."""

import numpy as np

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
    seeds, shown = range(*seeds), {"category": slice(categories)}
    given = {"scheme": scheme, "recipe": recipe, "parameters": parameters}
    given |= {"study_seed": study_seed}

    def encoded(block, items):
        activity = encode(items, seeds=block, **given)
        return {f"readout_{readout}": array for readout, array in activity.items()}

    items = files.read_blocks(items_path, [variable], seeds=seeds, made_from=expected, only=shown)
    blocks = [encoded(block, own) for block, (own,) in items]
    # A seed that needs double precision brings it to all.
    kinds = {name: np.result_type(*(block[name] for block in blocks)) for name in blocks[0]}
    files.write_blocks(
        output_path,
        (
            {name: block[name].astype(kind, copy=False) for name, kind in kinds.items()}
            for block in blocks
        ),
        seeds=seeds,
        long_name="activity of a unit, by readout; level 0 is the prototype",
        made_from=made_from,
    )
