"""A scheme of one's own, added as the README shows it and in no other way."""

import re

import pandas as pd
import pytest
import yaml
from conftest import REPOSITORY, SMALL


@pytest.fixture(scope="module")
def snippets():
    section = (
        (REPOSITORY / "README.md").read_text(encoding="utf-8").split("## Add a coding scheme")[1]
    )
    return re.findall(r"```(?:python|yaml)\n(.*?)```", section.split("\n## ")[0], re.DOTALL)


def add(workflow, snippets):
    function, study = snippets
    path = workflow / "workflow_scripts/neuralcode/coding/mine.py"
    path.write_text(function, encoding="utf-8")
    workflow.configure(**SMALL | yaml.safe_load(study))
    return path


def test_the_readme_shows_it_in_two_files(snippets):
    assert len(snippets) == 2


def test_the_scheme_of_the_readme_runs_through_the_whole_workflow(workflow, snippets):
    add(workflow, snippets)
    workflow.run()
    table = pd.read_csv(workflow / "results/tables/functional_smoothness.csv")
    row = table.set_index(["scheme", "scanner"]).loc[("sparse", "none")]
    assert 0.1 < row["functional_smoothness"] < 1
    assert "sparse" in (workflow / "results/tables/similarity_by_distortion.csv").read_text(
        encoding="utf-8"
    )
    logs = list((workflow / "results/logs/encode/text/sparse").glob("*.log"))
    assert len(logs) == 2


def test_a_scheme_without_a_function_says_what_to_write(workflow, snippets):
    add(workflow, snippets).unlink()
    failed = workflow.run(check=False)
    assert failed.returncode != 0
    assert "'schemes.sparse' is not a key" in failed.output
    assert "workflow_scripts/neuralcode/coding/" in failed.output
    assert not (workflow / "results").exists()


@pytest.mark.parametrize(
    ("old", "new", "facts"),
    [
        (" = 0.1):", " = 2.0):", ["default of share", "below 1", "mine.py"]),
        (": Annotated[float, Range(above=0, below=1)]", "", ["share has no type hint", "mine.py"]),
        ("        Share of active units.\n", "", ["share has no description", "mine.py"]),
        ("import numpy as np", "import nowhere", ["nowhere", "mine.py"]),
    ],
)
def test_a_mistake_in_a_scheme_stops_before_any_job(workflow, snippets, old, new, facts):
    path = add(workflow, snippets)
    workflow.configure(**SMALL | yaml.safe_load(snippets[1]) | {"schemes": {}})
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    failed = workflow.run("--dry-run", check=False)
    assert failed.returncode != 0
    for fact in facts:
        assert fact in failed.output
    assert "Traceback" not in failed.output
