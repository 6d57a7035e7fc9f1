"""Compare each prototype with its distortions, in a batch of seeds."""

from neuralcode.analysis.similarity import named, prototype_similarity, similarity_across_runs
from storage import files


def run(
    patterns_path, output_path, *, variable, recipe, scheme, scanner, seeds, expected, made_from
):
    patterns = files.read_batch(patterns_path, variable, seeds=range(*seeds), made_from=expected)
    where = f"recipe {recipe}, scheme {scheme}, scanner {scanner}, in {patterns_path}"
    with named("seed", "category", "level", where=where, seeds=range(*seeds)):
        if variable == "betas":
            similarity = {
                "similarity_across_runs": similarity_across_runs(patterns),
                "pooled_similarity": prototype_similarity(patterns.mean(axis=1)),
            }
        else:
            similarity = {"similarity": prototype_similarity(patterns)}
    files.write_batch(
        output_path,
        similarity,
        seeds=range(*seeds),
        long_name="Pearson correlation over units between the prototype and its distortion",
        made_from=made_from,
        dimensions={
            "similarity_across_runs": ("seed", "prototype_runs", "category", "level"),
        },
    )
