"""Text files are opened as UTF-8, whatever the locale of the machine."""

import ast
import re

import pytest
from conftest import REPOSITORY

# Folders without files of the repository.
LEFT_OUT = ("results", ".venv", ".snakemake")
SOURCES = [
    path
    for ending in ("*.py", "*.smk", "Snakefile")
    for path in sorted(REPOSITORY.rglob(ending))
    if path.relative_to(REPOSITORY).parts[0] not in LEFT_OUT
]
# Functions that open a file, and the place of their argument `mode`.
OPENERS = {
    "open": 1,
    "fdopen": 1,
    "NamedTemporaryFile": 0,
    "SpooledTemporaryFile": 1,
    "TemporaryFile": 0,
}
# Of these the functions open no text.
BINARY = {"Image", "tarfile", "zipfile", "webbrowser"}


def opens_text(call):
    """Whether a call reads or writes text without a named encoding."""
    function, keywords = call.func, {word.arg: word.value for word in call.keywords}
    name = getattr(function, "attr", getattr(function, "id", ""))
    owner = function.value if isinstance(function, ast.Attribute) else None
    if "encoding" in keywords or (isinstance(owner, ast.Name) and owner.id in BINARY):
        return False
    if name in ("read_text", "write_text"):
        return len(call.args) < ("read_text", "write_text").index(name) + 1
    if any(isinstance(keywords.get(key), ast.Constant) for key in ("text", "universal_newlines")):
        return name in ("run", "Popen", "check_output")
    if name not in OPENERS:
        return False
    # A path has a method `open`, of which the mode comes first.
    place = 0 if name == "open" and owner is not None else OPENERS[name]
    mode = keywords.get("mode", call.args[place] if len(call.args) > place else None)
    if mode is None:
        return name in ("open", "fdopen")
    return isinstance(mode, ast.Constant) and "b" not in str(mode.value)


def calls(text):
    """Calls in a file of Python."""
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]


def python_of(path):
    """The Python in a file: all of it, or the functions between the rules."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    blocks = re.split(r"\n(?=\S)", text)
    return "\n".join(block for block in blocks if re.match(r"(@|def |with |for |if )", block))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_text_file_is_opened_with_its_encoding(path):
    found = [call.lineno for call in calls(python_of(path)) if opens_text(call)]
    assert not found, f'{path}: say encoding="utf-8" in lines {found}'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("path.read_text()", True),
        ("path.read_text(encoding='utf-8')", False),
        ("path.write_text(text)", True),
        ("open(path)", True),
        ("open(path, 'w')", True),
        ("open(path, mode='a', newline='')", True),
        ("open(path, 'rb')", False),
        ("path.open()", True),
        ("path.open('wb')", False),
        ("Image.open(path)", False),
        ("tempfile.TemporaryFile('w+')", True),
        ("tempfile.TemporaryFile()", False),
        ("subprocess.run(command, text=True)", True),
        ("subprocess.run(command, text=True, encoding='utf-8')", False),
        ("subprocess.run(command)", False),
    ],
)
def test_what_counts_as_text_without_an_encoding(line, expected):
    assert opens_text(calls(line)[0]) is expected
