"""Settings of a study: every key of the configuration, with its default and what is allowed.

`settings_schema` gives them as a JSON schema. The parameters of coding schemes are not repeated
here: they come from the functions in `neuralcode.coding`. Those of scanners are the fields of
`neuralcode.scanner.presets.Scanner`.
"""

import inspect
from dataclasses import dataclass
from typing import Annotated, Literal

from neuralcode.coding.registry import RegistrationError, families, schemes
from neuralcode.parameters import Count, Named, Range, Several, schema_of
from neuralcode.scanner.presets import PRESETS, Scanner
from neuralcode.settings.codes import (
    Decoding,
    Figures,
    Picture,
    Recoverability,
    Rsa,
    Sheet,
    Statistics,
    Stimuli,
    Study,
    Width,
)
from neuralcode.settings.data import NAMES_OF_DATA, DataSet
from neuralcode.settings.deep_networks import Hierarchy, Photographs
from neuralcode.settings.plan import Plan

NAMES_OF_SCANNERS = Named(
    "^(?!(none|sum)$)[a-z0-9][a-z0-9-]*$",
    "names of lower case letters, digits and hyphens, not none or sum",
)
# What Snakemake and the file system bear; more is a slip of the keyboard.
SeedCount = Annotated[int, Range(minimum=1, maximum=100_000)]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The configuration of the workflow.

    Attributes
    ----------
    study_seed : int
        Seed of the whole study. Another one makes an independent replication.
    seeds : int
        Number of simulated seeds, each with its own stimuli and weights. A batch at the end that
        was not full is made again when seeds are added; full ones stay.
    seeds_per_batch : int
        Number of seeds that one job handles; all where there are fewer. More seeds later add
        batches and leave the finished ones as they are.
    intermediates : str
        Whether representations, spikes and measurements, which take most of the disk space, stay
        (keep) or go as soon as everything made from them is there (remove). Those that went are
        computed again only if something new needs them, such as a scheme that is compared with the
        others.
    studies : list
        Which coding schemes run in which recipe, and through which scanners.
    data : mapping
        Data sets, each a block under a name of its own (lower case letters, digits and
        underscores). A study names one as its recipe.
    scanners : mapping
        Simulated fMRI scanners, each a block under a name of its own (lower case letters, digits
        and hyphens; not none or sum). 3t and 7t are there without a block. What a block leaves out
        is as in the preset of its name, or of the key preset, else as in 3t.
    """

    study_seed: Annotated[int, Range(minimum=0)] = 2017
    seeds: SeedCount = 100
    seeds_per_batch: Count = 100
    intermediates: Literal["keep", "remove"] = "keep"
    stimuli: Stimuli
    scanners: Annotated[dict[str, Scanner], NAMES_OF_SCANNERS]
    data: Annotated[dict[str, DataSet], NAMES_OF_DATA]
    studies: Annotated[tuple[Study, ...], Several(1, distinct=False)] = (Study(),)
    statistics: Statistics
    rsa: Rsa
    decoding: Decoding
    recoverability: Recoverability
    plan: Plan
    sheet: Sheet
    picture: Picture
    width: Width
    hierarchy: Hierarchy
    photographs: Photographs
    figures: Figures


def settings_schema():
    """JSON schema of the configuration.

    Returns
    -------
    dict
        With the parameters of every registered coding scheme under ``schemes``, by its family
        (``depth`` for all depths). ``x-unit`` has the unit of a number, ``x-names`` says in words
        what names a block may have.

    Raises
    ------
    RegistrationError
        If a parameter of a coding scheme has no type hint or no description, or a default that is
        not allowed; the message names the file and the parameter.
    """
    schema = schema_of(Settings)
    places = schema["properties"]
    places["data"]["default"] = {}
    (block,) = places["scanners"]["patternProperties"].values()
    block["properties"] = {
        "preset": {
            "description": "Preset that the block starts from: what it leaves out is as there.",
            "enum": list(PRESETS),
        }
    } | block["properties"]
    codes = {
        "description": "Parameters of the coding schemes. Omitted keys have their default. A list "
        "in place of a number makes one scheme per value, for one key in a study.",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _scheme_schema(scheme) for name, scheme in schemes().items()},
        "default": {},
    }
    first = ("study_seed", "seeds", "seeds_per_batch", "intermediates", "stimuli")
    networks = {
        "description": "Families of random networks beside depth, each a block under its name "
        "(lower case letters, digits and hyphens; no number after a hyphen at its end). A study "
        "names the layers: relu-1, relu-2 and so on for a family relu. A list in place of a "
        "number makes one family per value.",
        "type": "object",
        "additionalProperties": False,
        "patternProperties": {
            "^(?!.*-[0-9]+$)[a-z][a-z0-9]*(-[a-z0-9]+)*$": _scheme_schema(families())
        },
        "x-names": "names of lower case letters, digits and hyphens, without a number after a "
        "hyphen at the end",
        "default": {},
    }
    rest = {name: place for name, place in places.items() if name not in first}
    schema["properties"] = {name: places[name] for name in first} | {
        "schemes": codes,
        "families": networks,
        **rest,
    }
    return schema


def _scheme_schema(scheme):
    more = {}
    if scheme.categories is not None:
        description = "Number of prototypes in a seed that the scheme takes, the first ones."
        more = {"categories": (Count, scheme.categories, description)}
    try:
        return schema_of(scheme.function, **more)
    except TypeError as error:
        path = inspect.getsourcefile(inspect.unwrap(scheme.function))
        raise RegistrationError(f"{path}: {error}") from error
