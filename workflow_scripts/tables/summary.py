"""The answer in short and our numbers next to the paper's: the last lines of a run."""

import pandas as pd

from audit import verdicts
from figures.names import recipe_title
from neuralcode.recipes import RECIPES
from tables import answer

DEPTHS = ("depth-1", "depth-8", "depth-9")
TITLES = {
    "yes": "read by a scanner",
    "undecided": "undecided",
    "no": "not read by any",
}


def lines_of_answer(table):
    """Which codes scanners read, in a few lines; table: that of the answer."""
    lines = [answer.sentence(table)]
    best = answer.best_of_codes(table)
    for recipe, codes in best.groupby("recipe", sort=False):
        of_recipe = f", {recipe_title(recipe)}" if best.index.unique("recipe").size > 1 else ""
        for verdict, title in TITLES.items():
            named = [scheme for _, scheme in codes.index[codes == verdict]]
            if named:
                lines.append(f"  {title}{of_recipe}: {', '.join(named)}")
    return [*lines, "  See results/figures/answer.png", ""]


def lines_of_smoothness(measured, published):
    """Functional smoothness of networks in each recipe next to the published values."""
    recipes = list(measured["recipe"].unique())
    measured = measured.set_index(["recipe", "scheme"])
    depths = [scheme for scheme in DEPTHS if scheme in measured.index.unique("scheme")]
    if not depths:
        return []
    lines = [
        "Functional smoothness in the units, its interval over seeds, and the paper's value",
        "",
    ]
    lines.append(
        "".join(f"{title:<24}" for title in ("", *(f"{r} recipe" for r in recipes))) + "paper"
    )
    for scheme in depths:
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
    if "depth-8" in depths or "depth-9" in depths:
        lines += ["", "The paper's code reports its network of 9 layers as layer 8."]
    return lines


def lines_of_claims(rows):
    """The verdicts, on the paper's claims and on our own apart."""
    lines = [""]
    for title, part in verdicts.groups(rows.to_dict("records")):
        _, _, found = verdicts.counts(row["verdict"] for row in part).partition(": ")
        lines.append(f"{title} ({len(part)}): {found}")
    return lines


def run(smoothness_path, published_path, path, *, answer_path=None, claims_path=None):
    measured = pd.read_csv(smoothness_path).query("scanner == 'none'")
    measured = measured[measured["recipe"].isin(RECIPES)]
    published = pd.read_csv(published_path).set_index("scheme")["functional_smoothness"]
    lines = lines_of_answer(pd.read_csv(answer_path)) if answer_path else []
    lines += lines_of_smoothness(measured, published)
    if claims_path:
        lines += lines_of_claims(pd.read_csv(claims_path, keep_default_na=False))
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
