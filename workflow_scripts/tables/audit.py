"""The audit of the paper's claims: a verdict for each, as a table and as a page."""

from pathlib import Path

import pandas as pd

from audit import evidence
from audit.claims import examine
from pages import audit_page
from storage import log


def audit(files, outputs, *, claims, measured, simulated, confidence):
    data = evidence.read(files, **measured)
    examined = [
        examine(claim, data, simulated=simulated, confidence=confidence) for claim in claims
    ]
    rows = [row for row, _ in examined]
    pd.DataFrame(rows).to_csv(outputs.claims, index=False)
    effects = pd.DataFrame([effect for _, effects in examined for effect in effects])
    effects.to_csv(outputs.tests, index=False, float_format="%.6f")
    Path(outputs.page).write_text(audit_page.page(rows), encoding="utf-8")


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        audit(dict(snakemake.input.items()), snakemake.output, **snakemake.params.settings)
