"""The report: its parts, and that it shows what the rules make for it."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
import yaml
from conftest import REPOSITORY
from docutils.utils import SystemMessage
from jinja2 import UndefinedError

from audit.words import DATA
from pages import claims, findings, pages, provenance, software
from pages.results import result_of
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


def test_every_kind_of_data_that_a_result_shows_is_one_of_the_audit():
    shown = [data for entry in results.listed().values() for data in entry.get("shows", ())]
    assert set(shown) <= set(DATA)
    assert {"similarity", "functional_smoothness", "decoding"} <= set(shown)


def test_every_caption_is_text_without_an_error():
    captions = sorted((REPOSITORY / "report").glob("*.rst"))
    assert len(captions) >= 30
    for path in captions:
        assert "<p>" in pages.text(path.read_text(encoding="utf-8")), path


def test_an_error_in_a_caption_is_an_error():
    with pytest.raises(SystemMessage, match="hierarchy"):
        pages.text("Networks (hierarchy_...) are means.")


def test_a_name_that_a_template_lacks_is_an_error():
    with pytest.raises(UndefinedError, match="title"):
        pages.render("audit.html", groups=[], not_tested=[])


PAGE = {
    "title": "Title",
    "findings": [],
    "facts": [],
    "groups": [],
    "library": "",
    "not_tested": [],
    "parameters": {"title": "0 parameters", "rows": []},
    "versions": {"text": "", "rows": []},
}


def test_pictures_and_tables_are_inside_the_page(tmp_path):
    svg = '<svg><path d="M 1.23456 2"/><text>50 % of "#1"</text></svg>'
    (tmp_path / "one.svg").write_text(svg, encoding="utf-8")
    (tmp_path / "levels.csv").write_text(
        "scheme,level\n" + "".join(f"<hash>,{n}\n" for n in range(30)), encoding="utf-8"
    )
    entries = [
        {"file": str(tmp_path / "one.svg"), "title": "A & B", "caption": "See <1>."},
        {"file": str(tmp_path / "levels.csv"), "title": "Levels", "caption": "See."},
    ]
    figure, table = (result_of(entry) for entry in entries)
    sections = [
        {"id": f"section-{number}", "title": title, "text": "", "results": [result]}
        for number, (title, result) in enumerate((("One", figure), ("Two", table)), 1)
    ]
    page = pages.render("report.html", **PAGE | {"sections": sections})
    shown = unquote(re.search(r'<img src="data:image/svg\+xml,([^"]+)"', page)[1])
    assert shown == svg.replace("1.23456", "1.23").replace('"', "'")
    assert "A &amp; B" in page
    # Who does not see the picture is told what it shows.
    assert 'alt="A &amp; B: See &lt;1&gt;."' in page
    saved = unquote(re.search(r'download="levels.csv" href="data:text/csv,([^"]+)"', page)[1])
    assert saved == (tmp_path / "levels.csv").read_text(encoding="utf-8")
    assert "the first 12 of 30 rows" in page
    assert page.count("<td>&lt;hash&gt;</td>") == 12
    assert '<th scope="col">level</th>' in page
    assert '<meta name="viewport" content="width=device-width' in page
    # The link back leads to the contents.
    assert 'href="#contents"' in page
    assert page.count('id="contents"') == 1
    assert re.findall(r'href="#(section-\d)"', page) == ["section-1", "section-2"]
    assert re.findall(r'<section id="(section-\d)">', page) == ["section-1", "section-2"]


ROW = dict.fromkeys(("id", "where", "measured", "measured_text", "measured_released"), "x")
ROW |= dict.fromkeys(("missing", "criterion", "intervals_over", "ours", "published"), "")
ROW |= {"claim": "a < b & c", "verdict": "reproduced", "explanation": "It is below."}


def audit_page(rows, effects=(), not_tested=()):
    return pages.render(
        "audit.html", title="Audit", groups=claims.groups(rows, effects), not_tested=not_tested
    )


def test_the_page_has_a_word_and_a_symbol_for_each_verdict_and_escapes_the_text():
    verdicts = {
        "reproduced": "\u2713",
        "not reproduced": "\u2717",
        "reproduced only with the released recipe": "\u25d0",
        "undecided": "?",
        "not run": "\u2013",
        "cited": "\u201d",
        "not in the published means": "\u2717",
    }
    rows = [
        ROW | {"id": f"claim-{n}", "verdict": verdict, "criterion": "(1) above 0. (2) below 1."}
        for n, verdict in enumerate(verdicts)
    ]
    page = audit_page(rows, not_tested=[("Brains are wet.", "There", "No brain < here.")])
    for verdict, symbol in verdicts.items():
        assert f'<span class="symbol">{symbol}</span>{verdict}</td>' in page
        assert f"1 {verdict}" in page
    assert page.count("a &lt; b &amp; c") == len(verdicts)
    assert page.count("(1) above 0.<br>(2) below 1.") == len(verdicts)
    assert "a < b" not in page
    assert "http" not in page
    assert "1 statements without a test" in page
    assert "No brain &lt; here." in page


def test_the_page_counts_our_own_claims_apart():
    rows = [ROW, ROW | {"verdict": "undecided"}, ROW | {"ours": "yes"}]
    paper, ours = audit_page(rows).split("<h2>What we add</h2>")
    assert "2 claims: 1 reproduced, 1 undecided" in paper
    assert "1 claim: 1 reproduced" in ours


def test_what_is_missing_in_one_recipe_alone_does_not_stand_out():
    page = audit_page([ROW | {"missing": "a study"}])
    assert "Not judged: a study" in page
    assert "Missing" not in page
    page = audit_page([ROW | {"missing": "a study", "verdict": "not run"}])
    assert "<b>Missing:</b> a study" in page


EFFECT = {"id": "x", "recipe": "", "test": "1", "effect": "hash", "data": "similarity"}
EFFECT |= {"value": "0.5", "ci_low": "0.4", "ci_high": "0.6", "kept_from": "0.1", "kept_to": "inf"}
EFFECT |= {"criterion": "above 0.1", "outcome": "kept"}


def test_the_effect_nearest_to_failing_is_drawn_and_links_to_its_figure():
    near = EFFECT | {"test": "2", "effect": "vector", "value": "0.2", "ci_low": "0.15"}
    shown = {"similarity": {"link": "#figure-2", "kind": "figure", "title": "Figure 2"}}
    ((claim,),) = (group["claims"] for group in claims.groups([ROW], [EFFECT, near], shown))
    assert claim["effect"]["text"].startswith("vector: 0.20 [0.15, 0.60]; needed: above 0.1")
    assert claim["figure"]["link"] == "#figure-2"
    # Of two effects of one test the first speaks most against the claim; a broken one before all.
    broken = EFFECT | {"test": "3", "outcome": "broken", "effect": "gain"}
    ((claim,),) = (group["claims"] for group in claims.groups([ROW], [near, broken]))
    assert claim["effect"]["text"].startswith("gain")
    assert claim["figure"] is None


def test_an_effect_is_drawn_in_proportion():
    drawn = claims.drawing(EFFECT)
    left, right = claims.MARGIN, claims.WIDTH - claims.MARGIN
    assert drawn["zero"] == (left + right) / 2
    assert drawn["value"] == pytest.approx(left + 0.75 * (right - left), abs=0.1)
    assert drawn["from"] + drawn["width"] == pytest.approx(right, abs=0.1)
    # Numbers that are no correlations have an axis of their own; a missing bound has no line.
    drawn = claims.drawing(EFFECT | {"value": "12", "ci_low": "nan", "ci_high": "nan"})
    assert drawn["value"] == drawn["low"] == drawn["high"] < right
    assert drawn["value"] > left + 0.9 * (right - left)


def smoothness_table(*rows):
    columns = ["recipe", "scheme", "scanner", "functional_smoothness", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=columns)


def test_findings_are_those_of_the_tables_of_a_study():
    table = smoothness_table(
        ("text", "depth-1", "none", 0.9, 0.85, 0.95),
        ("text", "depth-3", "none", 0.5, 0.45, 0.55),
        ("text", "burstiness", "none", 0.8, 0.7, 0.9),
        ("text", "burstiness", "sum", 0.01, -0.03, 0.05),
    )
    reproduction = pd.DataFrame(
        [("smoothness-layer-1", "0.86", "undecided")], columns=["id", "published", "verdict"]
    )
    tables = {"functional_smoothness": table, "reproduction": reproduction}
    falls, time, both = findings.findings(tables)
    assert (
        "falls from 0.900 [0.850, 0.950] with one layer to 0.500 [0.450, 0.550] with three"
        in (falls["text"])
    )
    assert "The paper gives 0.86 for layer 1 (undecided)." in falls["text"]
    assert "0.01 [-0.03, 0.05] for burstiness (units: 0.80 [0.70, 0.90])" in time["text"]
    assert "0.90 [0.85, 0.95] for depth-1, the highest of 3 codes, and 0.50" in both["text"]
    # Nothing that falls, and nothing that is lost.
    table = table.assign(ci_low=-1.0, ci_high=1.0)
    kept, _ = findings.findings(tables | {"functional_smoothness": table})
    assert "changes from" in kept["text"]


def test_a_study_of_one_code_has_no_findings_about_others():
    table = smoothness_table(("text", "mine", "none", 0.9, 0.8, 1.0))
    reproduction = pd.DataFrame(columns=["id", "published", "verdict"]).astype(str)
    (one,) = findings.findings({"functional_smoothness": table, "reproduction": reproduction})
    assert one["text"].startswith("It is 0.90 [0.80, 1.00] for mine (in the units")
    # Neither is a table of few seeds, where there are no intervals.
    table = smoothness_table(("text", "mine", "none", 0.9, float("nan"), float("nan")))
    (one,) = findings.findings({"functional_smoothness": table, "reproduction": reproduction})
    assert one["text"].startswith("It is 0.90 for mine")
    width = pd.DataFrame([{"units": 30, "depth": 2, "ci_low": 0.1, "ci_high": 0.2}])
    assert findings.findings({"smoothness_by_width": width}) == []


def test_core_time_is_the_sum_of_what_the_logs_say(tmp_path):
    (tmp_path / "deep").mkdir()
    for name, text in (
        ("a.log", "3 core s\n1.00 s, 2.50 core s, peak memory 80 MB\n"),
        ("deep/b.log", "9.00 s, 10.00 core s, peak memory 90 MB\n"),
        ("running.log", "begun\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert provenance.core_seconds(tmp_path) == 12.5


def test_the_manifest_is_the_same_whenever_it_is_written(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a\n", encoding="utf-8")
    citation = yaml.load((REPOSITORY / "CITATION.cff").read_text("utf-8"), yaml.BaseLoader)
    arguments = ({"seeds": 3}, [["seeds", "3", "100", ""], ["dpi", "9", "", ""]], {}, "9", citation)
    texts = {provenance.manifest(*arguments, [str(path)]) for _ in range(2)}
    assert len(texts) == 1
    content = json.loads(texts.pop())
    assert content["differs_from_default"] == {"seeds": "3"}
    assert content["configuration"] == {"seeds": 3}
    assert len(content["results"][str(path)]) == 64
    assert content["cite"][1]["doi"] == "10.7554/eLife.21397"


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
