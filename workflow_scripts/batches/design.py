"""Make the experiment of a scanner: design matrix and estimator."""

from neuralcode.scanner import experiments
from storage import designs


def run(path, *, stimuli, in_time, timing, made_from):
    designs.write(path, experiments.make(timing, stimuli, in_time=in_time), made_from)
