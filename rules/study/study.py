"""A study: what its configuration asks for, before it comes to files."""

from functools import cached_property
from pathlib import Path

from neuralcode.names import block_name
from neuralcode.recipes import RECIPES
from rules import own_data, yaml_files
from rules.configuration import DEFAULT_STUDY, check
from rules.designs import timing_of
from rules.schemes import block_of, categories_of, is_in_time, units_of
from rules.study.stages import STAGES, ordered
from storage.labels import batch_names, digest, seeds_of


def unique(items):
    """Items without repetition, in their order."""
    return list(dict.fromkeys(items))


class Study:
    """What a configuration asks for.

    Parameters
    ----------
    config : dict
        A whole configuration as `rules.configuration.check` gives it.
    claims : list of dict, optional
        Claims that the audit tests, as `rules.claims.read_claims` gives them.
    """

    #: What of the stimuli is compared and decoded: see `batches.similarity`.
    compared = "prototypes"

    def __init__(self, config, claims=()):
        self.config = config
        self.name = ""
        self.spread = {}
        self.claims = list(claims)
        self._jobs = {}
        #: What results are made from, by path: filled by `rules.expectations`.
        self.made_from = {}

    @classmethod
    def read(cls, *paths):
        """The default study with the keys of configuration files that differ from it."""
        from snakemake.utils import update_config

        config = {}
        for path in (DEFAULT_STUDY, *map(Path, paths)):
            update_config(config, yaml_files.read(path))
        return cls(check(config))

    def job(self, name, **wildcards):
        """What a job of a rule takes.

        Parameters
        ----------
        name : str
            Of the rule.
        **wildcards : str

        Returns
        -------
        rules.study.stages.Job
        """
        key = (name, *sorted(wildcards.items()))
        if key not in self._jobs:
            study = self.of(wildcards.get("recipe", ""))
            self._jobs[key] = STAGES[name].function(study, **wildcards)
        return self._jobs[key]

    @cached_property
    def data_sets(self):
        """The studies of data sets, each a `DataStudy`, by name."""
        return {name: DataStudy(self.config, name) for name in own_data.names(self.config)}

    def of(self, recipe):
        """The study of a recipe: that of a data set, else this one."""
        return self.data_sets.get(recipe, self)

    @property
    def parts(self):
        """All studies, each with its own stimuli: the paper's, then those of data sets."""
        return [self, *self.data_sets.values()]

    def _has(self, recipe):
        return recipe in RECIPES

    @cached_property
    def combinations(self):
        """Recipe, scheme and scanner of all that is compared of the paper's stimuli."""
        return unique(
            (study["recipe"], scheme, scanner)
            for study in self.config["studies"]
            if self._has(study["recipe"])
            for scheme in study["schemes"]
            for scanner in study["scanners"]
        )

    @property
    def recipes(self):
        return unique(recipe for recipe, _, _ in self.combinations)

    @property
    def codes(self):
        """Recipe and scheme of all that is compared of the paper's stimuli."""
        return unique((recipe, scheme) for recipe, scheme, _ in self.combinations)

    def places(self, recipe, scheme):
        """Where a code is compared: readouts of its units, and scanners."""
        return [place for *code, place in self.combinations if code == [recipe, scheme]]

    @property
    def schemes(self):
        return unique(scheme for _, scheme, _ in self.combinations)

    @property
    def scheme_parameters(self):
        """Parameters of the schemes in the studies; layers of a network share them."""
        names = sorted(set(map(block_name, self.schemes)))
        return {name: block_of(self.config, name) for name in names}

    @property
    def pairs(self):
        """Recipe and scanner of all that the studies compare."""
        return unique((recipe, scanner) for recipe, _, scanner in self.combinations)

    @property
    def scanners(self):
        """Names of the simulated scanners in the studies."""
        return [
            name for name in unique(s for _, _, s in self.combinations) if self.is_scanned(name)
        ]

    @property
    def all_scanners(self):
        """The same of data sets, too."""
        return unique(name for part in self.parts for name in part.scanners)

    def schemes_in(self, recipe, scanner):
        """Schemes that a study compares in a recipe and a scanner."""
        return [s for r, s, other in self.combinations if (r, other) == (recipe, scanner)]

    @property
    def batches(self):
        """Batches of the coding schemes' seeds."""
        return batch_names(self.config["seeds"], self.config["seeds_per_batch"])

    def first_batches(self, seeds):
        """As many of the first batches as hold so many seeds."""
        return [batch for batch in self.batches if seeds_of(batch)[0] < seeds]

    @property
    def statistics(self):
        """Settings of tables: of the bootstrap, and the seed of its random numbers."""
        return ordered(study_seed=self.config["study_seed"], **self.config["statistics"])

    @property
    def confidence(self):
        """Settings of tables of means over seeds, which have t intervals: no resamples."""
        return {"confidence": self.config["statistics"]["confidence"]}

    @property
    def style(self):
        """Style of figures that have no colours of the configuration."""
        return ordered(dpi=self.config["figures"]["dpi"])

    def is_scanned(self, scanner):
        """Whether a forward model measures; else the scanner is a readout of the units."""
        return scanner in self.config["scanners"]

    def taken_categories(self, scheme):
        """Number of prototypes of a seed that a scheme takes."""
        return categories_of(self.config, scheme)

    def shown_categories(self, scheme, scanner):
        """Number of categories that a scanner shows of those that the scheme takes."""
        return min(self.taken_categories(scheme), self.config["scanners"][scanner]["categories"])

    def shown_stimuli(self, scheme, scanner):
        """Number of stimuli that a scanner shows."""
        return self.shown_categories(scheme, scanner) * self.config["stimuli"]["levels"]

    def stimuli_in_run(self, scheme, scanner):
        """Number of stimuli in one run."""
        return self.shown_stimuli(scheme, scanner)

    def shown_by(self, scanner, categories):
        """Parameters of a scanner with the number of categories that it actually shows."""
        return self.config["scanners"][scanner] | {"categories": categories}

    def scanner_of(self, scheme, scanner):
        """Parameters of a scanner that shows a scheme."""
        return self.shown_by(scanner, self.shown_categories(scheme, scanner))

    def is_in_time(self, scheme):
        """Whether a scanner is given the spikes of a scheme in time."""
        return is_in_time(scheme)

    def parameters(self, scheme):
        """Parameters of a scheme, as its block has them."""
        return block_of(self.config, scheme)

    def units(self, scheme):
        """Number of units of a scheme."""
        return units_of(self.config, scheme)

    def groups(self, scheme, scanner):
        """In how many groups stimuli are shown, each in runs of its own; nothing where in one."""
        number = self.shown_stimuli(scheme, scanner) // self.stimuli_in_run(scheme, scanner)
        return {"groups": number} if number > 1 else {}

    def items_of(self, scheme):
        """Variable of the stimuli that a scheme takes."""
        return "items"

    # Files of patterns. Each is found by what it holds.

    def stimuli_path(self, recipe, batch):
        return f"results/stimuli/{recipe}/{batch}.nc"

    def representation_path(self, recipe, scheme, batch):
        return f"results/representations/{recipe}/{scheme}/{batch}.nc"

    def pattern_path(self, recipe, scheme, scanner, batch):
        """Measurements, or the units themselves where nothing is scanned."""
        if self.is_scanned(scanner):
            return f"results/measurements/{recipe}/{scheme}/{scanner}/{batch}.nc"
        return self.representation_path(recipe, scheme, batch)

    def pattern_paths(self, recipe, scanner, schemes, batches):
        """Patterns by scheme and batch."""
        return {
            scheme: {batch: self.pattern_path(recipe, scheme, scanner, batch) for batch in batches}
            for scheme in schemes
        }

    def stimulus_similarity_paths(self, recipe):
        """Similarities of the stimuli, by batch."""
        return self.batch_paths(f"results/similarity/{recipe}/stimuli")

    def batch_paths(self, folder):
        """Files of a folder, by batch."""
        return {batch: f"{folder}/{batch}.nc" for batch in self.batches}

    def design_path(self, scheme, scanner):
        """The design for so many stimuli; for a code in time one that has it in time too.

        A file of its own, or a code in time in a scanner would make the design of all its scans
        again.
        """
        stimuli = self.stimuli_in_run(scheme, scanner)
        return self.design_file(scanner, stimuli, self.is_in_time(scheme))

    def design_file(self, scanner, stimuli, in_time=False):
        """The design of so many stimuli, which scanners with the same timing share."""
        timing = digest(timing_of(self.config, scanner, stimuli))
        return f"results/designs/{timing}/{stimuli}{'-in-time' * in_time}.nc"


class DataStudy(Study):
    """The study of a data set: its items are the stimuli, each a category with a single level.

    Parameters
    ----------
    config : dict
        The whole configuration.
    name : str
        Of the data set.
    """

    compared = "items"

    def __init__(self, config, name):
        super().__init__(own_data.of_data(config, name))
        self.name = name
        self.block = config["data"][name]
        self.data = own_data.read(self.block)
        self.data_sets = {}
        spread = self.block.get("items_per_run")
        #: What is said of the runs, beside the parameters of the scanner.
        self.spread = {} if spread is None else {"items_per_run": spread}

    def _has(self, recipe):
        return recipe == self.name

    def items_of(self, scheme):
        """Variable of the stimuli that a scheme takes: `vector` is the data as they are."""
        return "values" if scheme == "vector" else "items"

    def stimuli_in_run(self, scheme, scanner):
        """Number of stimuli in one run."""
        return self.config["in_run"]
