"""The planner: how large a study must be to see a structure."""

from neuralcode.planner.questions import TESTS
from neuralcode.recipes import RECIPES
from rules import planning
from rules.configuration import raise_first
from rules.messages import UserError
from rules.study import identities, memory, minutes, results
from rules.study.code import module_of_scheme
from rules.study.pages import TEMPLATES
from rules.study.stages import Job, ordered, stage
from storage.labels import joined, seeds_of

# People that studies draw from, at most: see workflow_scripts/neuralcode/planner/people.py.
MOST_PEOPLE = 1000


def planned(study):
    """Recipe, scheme and scanner of all that has a plan."""
    return [
        key
        for key in planning.combinations(study.config)
        if not planning.left_out(study.config, *key)
    ]


def people_of(study):
    """Number of people, a multiple of the subjects of the largest study."""
    plan = study.config["plan"]
    subjects = max(plan["subjects"])
    return subjects * min(plan["studies"], max(1, MOST_PEOPLE // subjects))


@stage("batches.plan_power", env="measure")
def plan_power(study, recipe, scheme, scanner):
    config = study.config
    plan = config["plan"]
    parameters = dict(study.parameters(scheme))
    parameters.pop("categories", None)
    designs = [
        ordered(
            levels=levels,
            scanner=study.scanner_of(scheme, scanner) | {"repeats": repeats},
            timing=planning.timing_of(config, scanner, len(levels), repeats),
        )
        for levels in planning.shown_levels(config)
        for repeats in sorted(plan["repeats"])
    ]
    inputs, given = {}, {}
    if recipe not in RECIPES:
        # The items of a data set are in a file, and are the same for all.
        batch = study.batches[0]
        inputs = {"stimuli_path": study.stimuli_path(recipe, batch)}
        given = ordered(
            expected=identities.stimuli(study, recipe),
            seeds=seeds_of(batch),
            taken=study.items_of(scheme),
        )
    return Job(
        inputs=inputs,
        settings=ordered(
            alpha=plan["alpha"],
            categories=study.shown_categories(scheme, scanner),
            designs=designs,
            given=given,
            minutes=plan["minutes"],
            name=scanner,
            parameters=parameters,
            people_count=people_of(study),
            recipe=recipe,
            runs=sorted(plan["runs"]),
            scheme=scheme,
            stimuli={key: config["stimuli"][key] for key in ("levels", "noise_sd_step", "units")},
            studies_count=plan["studies"],
            study_seed=config["study_seed"],
            subjects=sorted(plan["subjects"]),
            tests=planning.tests_of(config, recipe),
            together=max(plan["subjects"]) if plan["stimuli"] == "shared" else 1,
            **study.confidence,
        ),
        memory_mb=memory.plan(study, scheme, scanner, people_of(study)),
        minutes=minutes.plan(study, scheme, scanner, people_of(study)),
        modules=(module_of_scheme(scheme),),
    )


@stage("tables.plan_table", env="datasets")
def plan_table(study):
    config = study.config
    raise_first(config, planning.problems(config))
    found = planned(study)
    if not found:
        raise UserError(
            "There is nothing to plan: the studies name no code in a scanner that can be planned. "
            "Name scanners, such as\n\nplan:\n  scanners: [3t, 7t]\n"
        )
    reasons = [
        [*key, planning.left_out(config, *key)]
        for key in planning.combinations(config)
        if key not in found
    ]
    return Job(
        inputs={"paths": {joined(*key): f"results/plan/{joined(*key)}.csv" for key in found}},
        settings=ordered(
            combinations=list(map(list, found)),
            left_out=reasons,
            power=config["plan"]["power"],
            tests=config["plan"]["tests"],
        ),
    )


@stage("figures.plan_figure", env="figures")
def plan_figure(study):
    return Job(settings=ordered(power=study.config["plan"]["power"], **study.style))


@stage("pages.plan_page", env="report")
def plan_page(study):
    plan = study.config["plan"]
    captions = {
        file: results.caption(results.listed()[file])
        for file in ("power.svg", "power.csv", "plan.csv")
    }
    return Job(
        inputs={
            "figure_path": "results/figures/power.svg",
            "plan_path": "results/tables/plan.csv",
            "power_path": "results/tables/power.csv",
        },
        settings=ordered(
            captions=captions,
            plan=plan,
            text=(results.REPORT / "plan-page.rst").read_text(encoding="utf-8"),
            titles={name: TESTS[name].title for name in plan["tests"]},
        ),
        modules=TEMPLATES,
    )
