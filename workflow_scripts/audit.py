"""The audit of the paper's claims: a verdict for each, as a table and as a page."""

from pathlib import Path

import pandas as pd

from plumbing import audit_page, evidence, log
from plumbing.claims import Examiner


def audit(files, outputs, *, claims, measured, simulated, **statistics):
    examiner = Examiner(evidence.read(files, **measured), simulated=simulated, **statistics)
    examined = [examiner.examine(claim) for claim in claims]
    rows = [row for row, _ in examined]
    pd.DataFrame(rows).to_csv(outputs.claims, index=False)
    tests = pd.DataFrame([test for _, tests in examined for test in tests])
    tests.to_csv(outputs.tests, index=False, float_format="%.6f")
    Path(outputs.page).write_text(audit_page.page(rows))


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        audit(dict(snakemake.input.items()), snakemake.output, **snakemake.params.settings)
