"""Make the experiment of a scanner: design matrix and estimator."""

from neuralcode.scanner import design
from neuralcode.scanner.scan import Experiment
from storage import designs, log


def make_design(path, *, stimuli, in_time, timing, made_from):
    regressors, drifts = design.matrix(stimuli, **timing)
    experiment = Experiment(
        regressors=regressors,
        drifts=drifts,
        estimator=design.estimator(regressors, drifts),
        bin_regressors=design.bin_regressors(stimuli, **timing) if in_time else None,
    )
    designs.write(path, experiment, made_from)


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        make_design(snakemake.output[0], **snakemake.params.settings)
