"""Settings of data sets: files of patterns that a study takes as its stimuli."""

from dataclasses import dataclass
from typing import Annotated

from neuralcode.parameters import Named, Range

# A name stands in paths between hyphens, and beside those of the paper's recipes.
NAMES_OF_DATA = Named(
    "^(?!(text|released|stimuli|hierarchy|photographs)$)[a-z][a-z0-9_]*$",
    "names of lower case letters, digits and underscores, not text, released, stimuli, hierarchy "
    "or photographs",
)


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """Patterns of your own. A study takes them as its stimuli by `recipe: NAME`.

    A path is relative to the working folder, or else to the folder of the workflow.

    Attributes
    ----------
    patterns : str
        File of patterns, item x unit or subject x item x unit (.csv, .tsv, .npy, .npz or .nc).
        With subjects, seed i is subject i; else seeds are simulated subjects who share the items.
    items : str
        Table of the items in their order (.csv or .tsv): names in the first column, and any
        labels. A column `category` has the categories that are decoded.
    rdms : str
        Model dissimilarity matrices of the items (.csv, .tsv, .npy, or .hdf5 of rsatoolbox).
    items_per_run : int
        Number of items in a run, a divisor of their number: each repetition of all items is then
        spread over several runs. Left out, every run shows all items.
    """

    patterns: str
    items: str = ""
    rdms: str = ""
    items_per_run: Annotated[int, Range(minimum=2)] | None = None
