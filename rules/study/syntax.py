"""What a Python file says: a hash of its syntax tree, and what it imports.

Both follow from the content of the file, and take long to find. Snakemake's folder keeps what was
found, by content, for the next start; the file there can be deleted at any time.
"""

import ast
import atexit
import hashlib
import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

MEMORY = Path(".snakemake", "syntax.json")
_NEW = {}


class Syntax(NamedTuple):
    """What is known of a file.

    Attributes
    ----------
    digest : str
        Of the syntax tree without docstrings, not of the text: a comment, a docstring or a line
        break changes no result.
    imports : list of (int, str)
        Number of leading dots, and the name behind them: a module, or something in a module.
    """

    digest: str
    imports: list


def of(path):
    """The syntax of a Python file.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    Syntax

    Raises
    ------
    SyntaxError
        If the file is no Python.
    """
    content = path.read_bytes()
    key = hashlib.sha256(_reader() + content).hexdigest()
    found = _NEW.get(key) or _known().get(key)
    if found is None:
        found = _NEW[key] = _read(content)
    return Syntax(*found)


@cache
def _reader():
    """What a syntax depends on beside the file: this module, and the grammar of this Python."""
    return Path(__file__).read_bytes() + repr(sys.version_info[:2]).encode()


@cache
def _known():
    try:
        found = json.loads(MEMORY.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@atexit.register
def _keep():
    if _NEW and MEMORY.parent.is_dir():
        part = MEMORY.with_suffix(f".{os.getpid()}")
        try:
            part.write_text(json.dumps(_known() | _NEW), encoding="utf-8")
            part.replace(MEMORY)
        except OSError:
            # A full or read-only disk costs the next start a second.
            part.unlink(missing_ok=True)


def _read(content):
    tree = ast.parse(content)
    imports = []
    for node in ast.walk(tree):
        kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
        imports += _imports(node)
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest(), imports


def _imports(node):
    if isinstance(node, ast.Import):
        return [(0, alias.name) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        # `from a.b import c` may name the module a.b.c or something in a.b.
        return [
            (node.level, ".".join(filter(None, (node.module, alias.name)))) for alias in node.names
        ]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
        ("import_module", "__import__")
    ):
        given = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        return [(0, name) for name in given if isinstance(name, str) and name.strip(".")]
    return []
