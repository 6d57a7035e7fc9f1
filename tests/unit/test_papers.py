"""What stands around the code: citation, licences, changes, and the README's example."""

import re
import tomllib
from itertools import chain

import yaml
from conftest import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_citation_names_the_paper_and_leaves_the_version_to_the_project():
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert "version" not in citation
    assert "version" not in citation["preferred-citation"]
    assert [work["doi"] for work in citation["references"]] == ["10.7554/eLife.21397"]


def test_the_newest_released_change_is_this_version_and_each_has_its_link():
    changes = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## \[(\S+)\]", changes, re.M)
    assert titles[:2] == ["Unreleased", PROJECT["version"]]
    assert re.findall(r"^\[(\S+)\]: https://", changes, re.M) == titles


def test_everything_that_is_installed_by_name_has_its_licence_listed():
    wanted = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    names = {re.match(r"[A-Za-z0-9-]+", requirement)[0] for requirement in wanted}
    rows = (REPOSITORY / "LICENSES-OF-OTHERS.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| ([a-z0-9-]+) \| [^|]+ \| ([^|]+) \|$", rows, re.M))
    assert names <= set(listed), names - set(listed)
