"""Keys that a file of YAML has twice: the last one would win without a word."""

import yaml

from rules.messages import ConfigurationError, dotted
from rules.yaml_files import LOADER


def refuse(paths):
    """Raise an error for the first key that stands twice in one block of a file.

    Parameters
    ----------
    paths : iterable of str or pathlib.Path
        Files of YAML or JSON that Snakemake could read.

    Raises
    ------
    ConfigurationError
        Names the file, the key and both lines.
    """
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                tree = yaml.compose(file, Loader=LOADER)
        except (OSError, yaml.YAMLError):
            continue  # JSON with tabs, for example, which YAML does not allow
        for key, first, second in _twice(tree, []):
            raise ConfigurationError(
                f"The configuration is wrong: {path} has the key '{dotted(key)}' twice, in lines "
                f"{first} and {second}.\n"
                f"  allowed: each key once; of two, the last would be taken without a word\n"
                f"Keep one of them, or put what they hold into one block.\n"
            )


def _twice(node, path):
    """Path, line and other line of each key that is repeated, in the order of the file."""
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _twice(item, [*path, number])
    elif isinstance(node, yaml.MappingNode):
        lines = {}
        for key, value in node.value:
            # A template of YTE may have the same condition more than once.
            if isinstance(key, yaml.ScalarNode) and not key.value.startswith(("<<", "?")):
                line = key.start_mark.line + 1
                if key.value in lines:
                    yield [*path, key.value], lines[key.value], line
                lines[key.value] = line
                yield from _twice(value, [*path, key.value])
