"""Snakemake in a forked process does what it does in a fresh one."""

import os
import re

import forked

SNAKEFILE = """
import os, sys

print("here:", os.getcwd(), os.environ.get("MARK"), sys.flags.utf8_mode)
print("problem", file=sys.stderr)


rule all:
    output: "made.txt"
    shell: "echo $MARK > {output}; exit {config[status]}"
"""


def run(folder, status, **environment):
    (folder / "Snakefile").write_text(SNAKEFILE, encoding="utf-8")
    arguments = ["--cores", "1", "--config", f"status={status}"]
    return forked.snakemake(arguments, folder, os.environ | environment)


def test_it_has_its_folder_its_environment_and_its_output(tmp_path):
    done = run(tmp_path, 0, MARK="one")
    assert done.returncode == 0, done.stderr
    assert f"here: {tmp_path} one 0" in done.stdout
    assert "problem" in done.stderr
    assert (tmp_path / "made.txt").read_text(encoding="utf-8") == "one\n"
    assert "MARK" not in os.environ


def test_a_failure_has_its_exit_status_and_its_message(tmp_path):
    done = run(tmp_path, 3)
    assert done.returncode == 1
    assert re.search("Error in rule all", done.stderr)


def test_what_python_reads_as_it_starts_is_heeded(tmp_path):
    done = run(tmp_path, 0, PYTHONUTF8="1", MARK="two")
    assert f"here: {tmp_path} two 1" in done.stdout
