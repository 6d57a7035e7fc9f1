"""Draw the spikes of a code in time for a batch of seeds, in all runs of a scan.

All scanners that show the same stimuli for as long, in as many runs, see the same spikes.
"""

import numpy as np

from neuralcode.randomness import generator
from neuralcode.recipes import recipe_of
from neuralcode.scanner.spikes import spikes_in_time
from storage import files


def run(
    items_path,
    output_path,
    *,
    categories,
    duration,
    groups,
    of_map,
    parameters,
    recipe,
    repeats,
    runs,
    scheme,
    seeds,
    study_seed,
    expected,
    made_from,
):
    def of_seed(seed, items):
        # A map is fitted to prototypes that are not scanned, as many as a scan has stimuli.
        levels = items.shape[1]
        shown = items[categories:, 0][: categories * levels] if of_map else items[:categories]
        shown = shown.reshape(-1, shown.shape[-1])
        found = []
        for group in range(groups):
            name = f"spikes/group {group}" if groups > 1 else "spikes"
            part = np.tile(shown[group::groups], (repeats, 1))
            spikes = spikes_in_time(
                recipe_of(recipe).prepare(part, scheme),
                scheme,
                parameters,
                runs=runs,
                duration=duration,
                rng=generator(
                    study_seed,
                    seed,
                    "spikes of the map" if of_map else name,
                    f"{recipe}/{scheme}",
                ),
            )
            found.append(spikes)
        return {"spikes": np.stack(found)[None]}

    seeds = range(*seeds)
    items = files.read_seeds(items_path, ["items"], seeds=seeds, made_from=expected)
    files.write_blocks(
        output_path,
        (of_seed(seed, *given) for seed, given in zip(seeds, items, strict=True)),
        seeds=seeds,
        long_name="number of spikes of a unit in a part of a stimulus",
        made_from=made_from,
        dimensions={"spikes": ("seed", "group", "run", "bin", "presentation", "unit")},
    )
