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
    function, schema, study = snippets
    (workflow / "workflow_scripts/neuralcode/coding/mine.py").write_text(function, encoding="utf-8")
    path = workflow / "config/config.schema.yaml"
    text = path.read_text(encoding="utf-8")
    before = "      vector:\n        description: The item itself."
    assert text.count(before) == 1
    path.write_text(text.replace(before, schema + before), encoding="utf-8")
    workflow.configure(**SMALL | yaml.safe_load(study))


def test_the_readme_shows_it_in_few_lines(snippets):
    function, _, study = snippets
    code = [line for line in function.splitlines() if line.strip()]
    assert len(code) + len(study.splitlines()) <= 15


def test_the_scheme_of_the_readme_runs_through_the_whole_workflow(workflow, snippets):
    add(workflow, snippets)
    workflow.run()
    table = pd.read_csv(workflow / "results/tables/functional_smoothness.csv")
    row = table.set_index("scheme").loc["sparse"]
    assert 0.1 < row["functional_smoothness"] < 1
    assert "sparse" in (workflow / "results/tables/similarity_by_distortion.csv").read_text(
        encoding="utf-8"
    )
    logs = list((workflow / "results/logs/encode/text/sparse").glob("*.log"))
    assert len(logs) == 2


def test_a_scheme_without_a_function_says_what_to_write(workflow, snippets):
    add(workflow, snippets)
    (workflow / "workflow_scripts/neuralcode/coding/mine.py").unlink()
    failed = workflow.run(check=False)
    assert failed.returncode != 0
    assert "@scheme('sparse')" in failed.output
    assert not (workflow / "results").exists()
