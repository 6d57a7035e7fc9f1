"""The user's code behind ``package.module:function``, in the working folder."""

import ast
from pathlib import Path


def problem_of_function(name, folder="."):
    """Why ``package.module:function`` cannot be had, as far as the working folder tells.

    Parameters
    ----------
    name : str
    folder : str or pathlib.Path

    Returns
    -------
    str
        Empty where it is there, or where only an import can tell.
    """
    module, _, function = name.partition(":")
    function = function.split(".")[0]  # of Class.method the class
    folder = Path(folder)
    path = folder.joinpath(*module.split("."))
    file = next(
        (file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None
    )
    if file is None:
        top = module.split(".")[0]
        is_here = (folder / f"{top}.py").is_file() or (folder / top / "__init__.py").is_file()
        return f"a module that is there; {module} is not" if is_here else ""
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        return f"a module that Python can read; in {file.name}: {error}"
    defined, may_be_more = set(), False
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            defined.add(node.name)
            # A module may make its names up.
            may_be_more |= node.name == "__getattr__"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            defined |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
            may_be_more |= any(alias.name == "*" for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            defined.add(node.id)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "globals",
            "setattr",
            "exec",
        ):
            may_be_more = True
    if function in defined or may_be_more:
        return ""
    public = sorted(other for other in defined if not other.startswith("_"))
    return f"a function of {file.name}, which has {', '.join(public) or 'none'}"
