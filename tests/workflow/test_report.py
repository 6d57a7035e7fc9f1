"""Reports of a small study: ours, and that of Snakemake with the same captions."""


def test_ours_leaves_out_what_the_study_does_not_have(small_study):
    report = (small_study / "results/report.html").read_text(encoding="utf-8")
    assert "Figure 2. Similarity by level of distortion" in report
    assert "Similarity as each scanner sees it" not in report
    assert "A hierarchy of categories, two layers" not in report
    assert "<td>seeds</td><td>50</td><td>100</td>" in report


def test_that_of_snakemake_has_the_figures_with_their_captions(small_study, tmp_path):
    done = small_study.run("--report", str(tmp_path / "report.html"))
    assert "ERROR" not in done.output
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    for text in ("figure-2.svg", "functional_smoothness.csv", "audit.html"):
        assert text in report
    assert "Guest &amp; Love 2017" in report or "Guest & Love 2017" in report
