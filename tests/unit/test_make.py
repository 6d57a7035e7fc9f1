"""What the targets of make start, with a stand-in for Snakemake in the environment."""

import os
import shutil
import subprocess

import pytest
from conftest import REPOSITORY

SNAKEMAKE = '#!/bin/sh\necho "conda: ${NEURALCODE_CONDA:-as installed}; arguments: $*"\nexit %d\n'


@pytest.fixture
def make(tmp_path):
    """Gives a function that runs make beside a finished environment."""
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(REPOSITORY / name, tmp_path)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (tmp_path / ".venv" / "complete").touch()

    def run(*arguments, status=0):
        program = programs / "snakemake"
        program.write_text(SNAKEMAKE % status, encoding="utf-8")
        program.chmod(0o755)
        environment = {key: text for key, text in os.environ.items() if key != "NEURALCODE_CONDA"}
        return subprocess.run(
            ["make", "--silent", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
        )

    return run


def test_reproduce_never_needs_conda(make):
    assert make("reproduce").stdout == "conda: no; arguments: --cores all\n"


def test_reproduce_takes_cores_and_options_of_snakemake(make):
    printed = make("reproduce", "CORES=3", "STUDY=--configfile mine.yaml").stdout
    assert printed.endswith("arguments: --cores 3 --configfile mine.yaml\n")


def test_quick_has_a_folder_of_its_own(make):
    printed = make("quick").stdout
    assert "conda: no;" in printed
    assert printed.endswith("--configfile config/quick.yaml --directory studies/quick\n")


def test_a_study_that_fails_fails(make):
    assert make("reproduce", status=1).returncode != 0
