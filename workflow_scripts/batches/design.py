"""Make the experiment of a scanner: design matrix and estimator."""

from neuralcode.scanner import experiments
from storage import designs, log


def make_design(path, *, stimuli, in_time, timing, made_from):
    designs.write(path, experiments.make(timing, stimuli, in_time=in_time), made_from)


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        make_design(snakemake.output[0], **snakemake.params.settings)
