"""The command of the user's own run, as messages repeat it: its options without its targets."""

import os
import shlex
import sys
from pathlib import Path
from shutil import which

from snakemake.cli import get_argument_parser

# Options that say what to do in this one run, and not how: by their names in Snakemake's parser.
OF_ONE_RUN = {
    *("force", "forceall", "forcerun", "until", "omit_from", "batch", "touch", "dryrun"),
    *("allowed_rules", "target_jobs", "prioritize", "rerun_incomplete", "ignore_incomplete"),
    *("dag", "rulegraph", "filegraph", "d3dag", "summary", "detailed_summary", "list_rules"),
    *("list_target_rules", "list_changes", "list_input_changes", "list_params_changes"),
    *("list_untracked", "lint", "report", "report_stylesheet", "generate_unit_tests"),
    *("draft_notebook", "edit_notebook", "wait_for_files", "wait_for_files_file", "all_temp"),
    *(
        "containerize",
        "archive",
        "unlock",
        "cleanup_metadata",
        "cleanup_shadow",
        "consider_ancient",
    ),
    *("delete_all_output", "delete_temp_output", "conda_create_envs_only", "conda_cleanup_envs"),
    *("list_conda_envs", "print_compilation", "export_cwl", "nolock", "no_hooks", "debug_dag"),
}
# One of these says how many jobs may run at a time.
CORES = {"cores", "jobs", "profile"}


def of_this_run():
    """The command that this process was started by, without what was asked of this one run.

    Returns
    -------
    str, or None
        None where Snakemake was not started from a command line.
    """
    program = Path(sys.argv[0])
    if program.name == "__main__.py" and program.parent.name == "snakemake":
        start = [sys.executable, "-m", "snakemake"]
    elif program.name == "snakemake":
        start = [sys.argv[0] if len(program.parts) > 1 and not _on_path(program) else "snakemake"]
    else:
        return None
    return shlex.join([*start, *options(sys.argv[1:])])


def folder_of_this_run(snakefile, configfiles):
    """The folder that this process was started in: `--directory` has changed it since.

    Parameters
    ----------
    snakefile : pathlib.Path
        The main one, as Snakemake found it.
    configfiles : list of pathlib.Path
        As Snakemake found them.

    Returns
    -------
    pathlib.Path
        The nearest one from which the relative paths of the command mean what Snakemake found.
    """
    given, _ = get_argument_parser().parse_known_args(sys.argv[1:])
    here, snakefile = Path.cwd(), Path(snakefile).resolve()
    found = {Path(path).resolve() for path in configfiles}

    def is_it(folder):
        named = {(folder / path).resolve() for path in given.configfile or ()}
        return (
            (folder / (given.directory or ".")).resolve() == here.resolve()
            and (folder / (given.snakefile or snakefile)).resolve() == snakefile
            and named <= found
        )

    shell = Path(os.environ.get("PWD", here))
    near = (shell, here, *here.parents, snakefile.parent, *snakefile.parent.parents)
    return next(filter(is_it, near), here)


def _on_path(program):
    found = which(program.name)
    return found is not None and Path(found).resolve() == program.resolve()


def options(arguments):
    """Options of a command line of Snakemake, without targets and what belongs to one run.

    Parameters
    ----------
    arguments : list of str

    Returns
    -------
    list of str
        As they were written, so that Snakemake reads them alike.

    Examples
    --------
    >>> options(["results/report.html", "-nc", "4", "--configfile", "mine.yaml", "--force"])
    ['-c', '4', '--configfile', 'mine.yaml']
    """
    known = get_argument_parser()._option_string_actions
    kept, kept_options, rest = [], set(), _separated(arguments, known)
    while rest:
        word = rest.pop(0)
        if word == "--":
            break
        action = _action(word, known)
        if action is None:
            continue  # a target
        words = [word]
        if "=" not in word or not word.startswith("--"):
            for _ in range(_most_values(action)):
                if not rest or _action(rest[0], known) is not None or rest[0] == "--":
                    break
                words.append(rest.pop(0))
        if action.dest not in OF_ONE_RUN:
            kept += words
            kept_options.add(action.dest)
    return kept if kept_options & CORES else [*kept, "--cores", "all"]


def _separated(arguments, known):
    """Short options that were written together, one by one: ``-np`` as ``-n -p``."""
    separated = []
    for number, word in enumerate(arguments):
        if word == "--":
            return separated + arguments[number:]
        while len(word) > 2 and word[0] == "-" and word[1] != "-" and word[:2] in known:
            separated.append(word[:2])
            takes_values = _most_values(known[word[:2]]) > 0
            word = word[2:] if takes_values else f"-{word[2:]}"
            if takes_values:
                break
        separated.append(word)
    return separated


def _action(word, known):
    """The option that a word names, also where it is shortened; None for a value or a target."""
    if not word.startswith("-") or word == "-":
        return None
    name = word.split("=", 1)[0] if word.startswith("--") else word
    if name in known:
        return known[name]
    found = {id(known[other]): known[other] for other in known if other.startswith(name)}
    return next(iter(found.values())) if name.startswith("--") and len(found) == 1 else None


def _most_values(action):
    """How many values an option takes at most."""
    if action.nargs in ("*", "+"):
        return sys.maxsize
    return {None: 1, "?": 1}.get(action.nargs, action.nargs)
