"""The report: its parts, and that it shows what the rules make for it."""

import base64
import re
from pathlib import Path

import pytest
import yaml
from conftest import REPOSITORY
from docutils.utils import SystemMessage

from pages import pages, report_page, software
from rules.by_hand import loaded
from rules.configuration import check
from rules.reference import parameters
from rules.study import results


def test_the_reports_list_all_that_the_rules_mark_and_no_more():
    with loaded() as workflow:
        marked = {
            str(path): path.flags["report"]
            for rule in workflow.rules
            for path in rule.output
            if "report" in path.flags
        }
    listed = results.listed()
    assert {Path(path).name for path in marked} == listed.keys()
    for path, entry in marked.items():
        result = listed[Path(path).name]
        assert result["file"] == path
        assert entry.labels == {"result": result["title"]}


def test_every_caption_is_text_without_an_error():
    captions = sorted((REPOSITORY / "report").glob("*.rst"))
    assert len(captions) >= 30
    for path in captions:
        assert "<p>" in report_page.text(path.read_text(encoding="utf-8")), path


def test_an_error_in_a_caption_is_an_error():
    with pytest.raises(SystemMessage, match="hierarchy"):
        report_page.text("Networks (hierarchy_...) are means.")


def test_pictures_and_tables_are_inside_the_page():
    svg, csv = b"<svg/>", b"scheme,level\n" + b"".join(b"<hash>,%d\n" % n for n in range(30))
    figure = report_page.figure("A & B", "<p>See.</p>", svg)
    assert f"base64,{base64.b64encode(svg).decode()}" in figure
    assert "A &amp; B" in figure
    # Who does not see the picture is told what it shows.
    assert 'alt="A &amp; B: See."' in figure
    table = report_page.table("Levels", "<p>See.</p>", "levels.csv", csv)
    assert f"base64,{base64.b64encode(csv).decode()}" in table
    assert "the first 12 of 30 rows" in table
    assert table.count("<tr>") == 13
    assert "&lt;hash&gt;" in table
    assert table.count('<th scope="col">') == 2
    page = report_page.page("Title", [("One", figure), ("Two", table)])
    assert '<meta name="viewport" content="width=device-width' in page
    # The link back leads to the contents.
    assert 'href="#contents"' in page
    assert page.count('id="contents"') == 1
    assert re.findall(r'href="(#section-\d)"', page) == ["#section-1", "#section-2"]
    assert re.findall(r'<section id="(section-\d)">', page) == ["section-1", "section-2"]


def test_text_in_a_table_is_no_markup():
    assert "&lt;b&gt;" in pages.table(["head"], [["<b>"]])


def test_versions_are_those_pinned_and_those_here():
    pins = {"arrays": {"numpy": "1.0", "python": "3.11"}, "torch": {"pytorch": "2", "numpy": "1.0"}}
    rows = {row[0]: row[1:] for row in software.versions(pins)}
    assert set(rows) == {"numpy", "pytorch"}
    assert rows["numpy"][0] == "1.0"
    assert rows["numpy"][1] != "1.0"
    assert rows["numpy"][2] == "arrays, torch"
    assert software.found("no-such-package") == "not in this environment"


def test_parameters_that_differ_from_the_default_study_are_said_to():
    given = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text(encoding="utf-8"))
    assert not any(changed for _, _, changed, _ in parameters(check(given)))
    given["seeds"] = 120
    given["scanners"]["mine"] = {"voxel_size": 2.0}
    rows = {key: (value, changed) for key, value, changed, _ in parameters(check(given))}
    assert rows["seeds"] == ("120", "100")
    assert rows["scanners.mine.voxel_size"] == ("2.0", "")
    assert [key for key, (_, changed) in rows.items() if changed] == ["seeds"]
