"""Settings of the planner: their defaults and what is allowed."""

from dataclasses import dataclass
from typing import Annotated, Literal

from neuralcode.parameters import Range, Several
from neuralcode.planner.questions import STIMULI, TESTS

Runs = Annotated[int, Range(minimum=2, maximum=100)]
Subjects = Annotated[int, Range(minimum=3, maximum=200)]
Repeats = Annotated[int, Range(minimum=1, maximum=100)]
Levels = Annotated[int, Range(minimum=2, maximum=1000)]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The grid of `snakemake plan`: how large a study must be to see a structure.

    Attributes
    ----------
    runs : list
        Numbers of runs per subject.
    subjects : list
        Numbers of subjects.
    repeats : list
        Presentations of each stimulus in a run.
    levels : list
        Numbers of levels of distortion that are shown of each category, spread evenly from 0 to the
        last; all where there are fewer. Stimuli are categories times levels.
    minutes : float
        Longest time in the scanner per subject; designs that take longer are left out.
    scanners : list
        Names of scanners, for all schemes of the studies. With an empty list each scheme has the
        scanners of its study.
    schemes : list
        Coding schemes, of those in the studies. An empty list has all of them.
    tests : list
        What a study is to find. agreement: dissimilarities agree with those of the stimuli. models:
        the dissimilarities of the stimuli explain them better than categories do. categories: the
        category of a stimulus is decoded, at levels of distortion that the decoder was not trained
        on. structure: the code is told from one without similarity, because dissimilarities of
        subjects agree with each other.
    stimuli : str
        Whether each subject has stimuli of their own, or all subjects of a study share them. With
        own stimuli a p value generalises to other subjects and other stimuli, with shared ones to
        other subjects alone.
    power : float
        Target: share of studies in which the test succeeds.
    studies : int
        Number of simulated studies for each design.
    alpha : float
        Level of the tests, which are one-sided.
    """

    runs: Annotated[tuple[Runs, ...], Several(1)] = (2, 4, 6, 8, 12)
    subjects: Annotated[tuple[Subjects, ...], Several(1)] = (4, 8, 12, 16, 20)
    repeats: Annotated[tuple[Repeats, ...], Several(1)] = (1, 2)
    levels: Annotated[tuple[Levels, ...], Several(1)] = (4, 20)
    minutes: Annotated[float, Range(above=0, maximum=100_000, unit="min")] = 90.0
    scanners: Annotated[tuple[str, ...], Several()] = ()
    schemes: Annotated[tuple[str, ...], Several()] = ()
    tests: Annotated[tuple[Literal[*TESTS], ...], Several(1)] = tuple(TESTS)
    stimuli: Literal[*STIMULI] = "own"
    power: Annotated[float, Range(above=0, below=1)] = 0.8
    studies: Annotated[int, Range(minimum=20, maximum=100_000)] = 100
    alpha: Annotated[float, Range(above=0, maximum=0.5)] = 0.05
