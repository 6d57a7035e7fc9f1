"""The commit and the hash of the code that stand in datasets."""

import shutil
import subprocess

import pytest
from conftest import REPOSITORY

from storage import datasets, origin


def git(folder, *arguments):
    who = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.strip()


def repository(folder):
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "A version")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def archive(tmp_path):
    """An unpacked archive in a folder of somebody."""
    folder = tmp_path / "theirs" / "archive"
    shutil.copytree(REPOSITORY / "workflow_scripts", folder / "workflow_scripts")
    return folder


@pytest.fixture(autouse=True)
def fresh():
    origin.commit.cache_clear()
    origin.code_hash.cache_clear()


def test_a_clone_gives_its_commit(archive):
    head = repository(archive)
    assert origin.commit(archive) == head
    origin.commit.cache_clear()
    (archive / "workflow_scripts" / "batches" / "encode.py").write_text("", encoding="utf-8")
    assert origin.commit(archive) == f"{head}-dirty"


def test_an_archive_has_no_commit(archive):
    assert origin.commit(archive) == "unknown"


@pytest.mark.parametrize("inside", ["archive", "."])
def test_an_archive_inside_a_repository_does_not_take_its_commit(archive, inside):
    (archive.parent / "theirs.txt").write_text("theirs", encoding="utf-8")
    (archive.parent / ".gitignore").write_text("workflow_scripts\n", encoding="utf-8")
    repository(archive.parent)
    if inside == ".":
        shutil.move(archive / "workflow_scripts", archive.parent)
    assert origin.commit(archive.parent / inside) == "unknown"


def test_a_copy_that_somebody_committed_to_their_repository_does_not_take_its_commit(archive):
    repository(archive.parent)
    assert origin.commit(archive) == "unknown"


def test_without_git_the_commit_is_unknown(archive, monkeypatch, tmp_path):
    repository(archive)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert origin.commit(archive) == "unknown"


def test_variables_of_a_git_hook_do_not_redirect(archive, monkeypatch):
    head = repository(archive)
    repository(archive.parent)
    monkeypatch.setenv("GIT_DIR", str(archive.parent / ".git"))
    assert origin.commit(archive) == head


def test_the_hash_of_the_code_follows_the_code_and_nothing_else(archive):
    scripts = archive / "workflow_scripts"
    before = origin.code_hash(scripts)
    origin.code_hash.cache_clear()
    (scripts / "notes.txt").write_text("no code", encoding="utf-8")
    assert origin.code_hash(scripts) == before == origin.code_hash()
    origin.code_hash.cache_clear()
    with open(scripts / "encode.py", "a", encoding="utf-8") as file:
        file.write("# a comment\n")
    assert origin.code_hash(scripts) != before


def test_datasets_record_both():
    recorded = datasets.provenance("a_rule", {})
    assert recorded["commit"] == origin.commit()
    assert recorded["code"] == origin.code_hash()
