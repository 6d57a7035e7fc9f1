"""Compare each prototype with its distortions, in a batch of seeds: of a code, or of the stimuli.

All places where a code is compared (its units, each scanner) share a job and a file, because a
comparison takes less time than the start of a job.
"""

from neuralcode.analysis.similarity import named, prototype_similarity, similarity_across_runs
from storage import files


def compared(patterns, *, across_runs):
    """What is compared in one place, by variable."""
    if not across_runs:
        return {"similarity": prototype_similarity(patterns)}
    return {
        "similarity_across_runs": similarity_across_runs(patterns),
        "pooled_similarity": prototype_similarity(patterns.mean(axis=1)),
    }


def dimensions(variable, place):
    """Each place may have a number of categories of its own."""
    runs = ("prototype_runs",) if variable == "similarity_across_runs" else ()
    return ("seed", *runs, f"category_{place}", "level")


def run(patterns_paths, output_path, *, variables, recipe, scheme, seeds, expected, made_from):
    found, names = {}, {}
    for place, path in patterns_paths.items():
        patterns = files.read_batch(
            path, variables[place], seeds=range(*seeds), made_from=expected[place]
        )
        where = f"recipe {recipe}, scheme {scheme}, scanner {place}, in {path}"
        with named("seed", "category", "level", where=where, seeds=range(*seeds)):
            similarity = compared(patterns, across_runs=variables[place] == "betas")
        for variable, array in similarity.items():
            name = files.in_place(variable, place)
            found[name], names[name] = array, dimensions(variable, place)
    files.write_batch(
        output_path,
        found,
        seeds=range(*seeds),
        long_name="Pearson correlation over units between the prototype and its distortion",
        made_from=made_from,
        dimensions=names,
    )
