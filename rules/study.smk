# The study, and what rules ask of it. The function of a rule's name in rules/study/ gives the inputs,
# settings, memory and code of its jobs; workflow_scripts/job.py runs the module of that name.

from neuralcode.recipes import RECIPES
from rules import start, terminal
from rules import unused as unused_results
from rules.directives import Directives
from rules.marks import figure, shown, table, tables
from rules.study import photograph_rdms, photographs, results

start.begin(workflow)
print_findings = terminal.attach(workflow)
study = start.study_of(workflow, config)
directives = Directives(workflow, study)
asks, files, intermediate = directives.asks, directives.files, directives.intermediate
