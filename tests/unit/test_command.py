import shlex
import sys

import pytest
from snakemake.cli import get_argument_parser, parse_args

from rules.command import OF_ONE_RUN, folder_of_this_run, of_this_run, options

KEPT = {
    "--cores 4": "--cores 4",
    "--cores 4 results/report.html": "--cores 4",
    "-c4 all": "-c 4",
    "-nc 4 -F": "-c 4",
    "--cores=2 --forcerun encode measure -- results/a.nc": "--cores=2",
    "--configfile mine.yaml other.yaml -c1": "--configfile mine.yaml other.yaml -c 1",
    "--configf mine.yaml -j 3 --until encode": "--configf mine.yaml -j 3",
    "-j3 --config seeds=10 'studies=[{recipe: text}]' --directory 'my study' report": (
        "-j 3 --config seeds=10 'studies=[{recipe: text}]' --directory 'my study' report"
    ),
    "--config seeds=10 -c2 report": "--config seeds=10 -c 2",
    "--profile profiles/slurm --dry-run recoverability": "--profile profiles/slurm",
    "--cache encode --cores 1": "--cache encode --cores 1",
    "--snakefile there/Snakefile --cores 2 --quiet rules": (
        "--snakefile there/Snakefile --cores 2 --quiet rules"
    ),
    "all --dry-run": "--cores all",
    "": "--cores all",
}


@pytest.mark.parametrize(("given", "kept"), KEPT.items())
def test_options_are_kept_and_targets_are_not(given, kept):
    # `--directory 'my study' report`: like Snakemake, --config takes all that follows it.
    if "--directory" in given:
        kept = kept.removesuffix(" report")
    assert shlex.join(options(shlex.split(given))) == kept


def test_what_is_left_out_are_options_of_this_snakemake():
    assert {action.dest for action in get_argument_parser()._actions} >= OF_ONE_RUN


@pytest.mark.parametrize("given", [text for text in KEPT if "--configf " not in text])
def test_snakemake_reads_what_is_kept_as_it_read_what_was_given(given):
    given = shlex.split(given)
    before = vars(parse_args(given)[1])
    after = vars(parse_args([*options(given), "--force", "results/a.nc"])[1])
    for key in ("configfile", "config", "directory", "profile", "cache", "snakefile", "jobs"):
        assert after[key] == before[key]
    assert after["targets"] == ["results/a.nc"]


def test_the_program_is_named_as_it_was_started(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["/somewhere/else/bin/snakemake", "--cores", "1"])
    assert of_this_run() == "/somewhere/else/bin/snakemake --cores 1"
    monkeypatch.setattr(sys, "argv", ["/a/snakemake/__main__.py", "-c1", "all"])
    assert of_this_run() == f"{sys.executable} -m snakemake -c 1"
    monkeypatch.setattr(sys, "argv", ["/usr/bin/pytest", "--cores", "1"])
    assert of_this_run() is None


@pytest.mark.parametrize(
    ("words", "shell"),
    [
        (["--directory", "studies/mine", "--configfile", "my/own.yaml"], "elsewhere"),
        (["-d", "{place}/studies/mine", "--configfile", "my/own.yaml"], "."),
        (["-d", "{place}/studies/mine", "--configfile", "{place}/my/own.yaml"], "elsewhere"),
        (["-d", "studies/mine", "--configfile", "my/own.yaml", "-s", "Snakefile"], "elsewhere"),
    ],
)
def test_the_folder_of_the_command_is_found(monkeypatch, tmp_path, words, shell):
    for folder in ("studies/mine", "my", "elsewhere"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("Snakefile", "my/own.yaml"):
        (tmp_path / name).touch()
    words = [word.format(place=tmp_path) for word in words]
    monkeypatch.setattr(sys, "argv", ["snakemake", *words])
    monkeypatch.setenv("PWD", str(tmp_path / shell))
    monkeypatch.chdir(tmp_path / "studies/mine")
    found = folder_of_this_run(tmp_path / "Snakefile", [tmp_path / "my/own.yaml"])
    # From there each relative path is the one that was meant; of absolute ones all folders are.
    relative = [word for word in words if word in ("studies/mine", "my/own.yaml")]
    assert all((found / word).exists() for word in relative)
