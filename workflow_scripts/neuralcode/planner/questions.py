"""What a planned study may ask, and whose stimuli it shows."""

from dataclasses import dataclass

STIMULI = ("own", "shared")


@dataclass(frozen=True)
class Test:
    """What a study may find.

    Attributes
    ----------
    title : str
        In a table or figure.
    found : str
        What is seen, as the subject of a sentence; ``{scheme}`` is the code.
    of_pairs : bool
        Whether there is one number per pair of subjects rather than one per subject.
    """

    title: str
    found: str
    of_pairs: bool = False


TESTS = {
    "agreement": Test("agrees with the stimuli", "the similarity structure of {scheme}"),
    "models": Test(
        "graded, not just categories", "that {scheme} is graded rather than categorical"
    ),
    "categories": Test("categories decoded", "decoding of categories from {scheme}"),
    "structure": Test("told from a code without similarity", "any structure in {scheme}", True),
}
