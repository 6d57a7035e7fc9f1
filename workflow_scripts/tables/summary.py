"""The numbers that the paper states beside ours, as the workflow prints them at its end."""

import pandas as pd

DEPTHS = ("depth-1", "depth-8", "depth-9")


def run(smoothness_path, published_path, path):
    measured = pd.read_csv(smoothness_path).query("scanner == 'none'")
    published = pd.read_csv(published_path).set_index("scheme")["functional_smoothness"]
    recipes = list(measured["recipe"].unique())
    measured = measured.set_index(["recipe", "scheme"])
    lines = ["Functional smoothness, with its interval over seeds, beside the published value", ""]
    lines.append(
        "".join(f"{title:<24}" for title in ("", *(f"{r} recipe" for r in recipes))) + "paper"
    )
    for scheme in DEPTHS:
        cells = [scheme]
        for recipe in recipes:
            if (recipe, scheme) in measured.index:
                row = measured.loc[recipe, scheme]
                cells.append(
                    f"{row.functional_smoothness:.3f} [{row.ci_low:.3f}, {row.ci_high:.3f}]"
                )
            else:
                cells.append("not in the study")
        paper = f"{published[scheme]:.2f}" if scheme in published else "-"
        lines.append("".join(f"{cell:<24}" for cell in cells) + paper)
    lines += ["", "The paper's value for layer 8 is printed by code that has run 9 layers."]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
