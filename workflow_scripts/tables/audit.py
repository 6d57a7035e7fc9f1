"""The audit of the paper's claims: a verdict for each, as a table and as a page."""

from pathlib import Path

import pandas as pd

from audit import evidence
from audit.claims import examine
from pages import audit_page


def run(*, claims_path, tests_path, page_path, claims, measured, simulated, confidence, **files):
    data = evidence.read(files, **measured)
    examined = [
        examine(claim, data, simulated=simulated, confidence=confidence) for claim in claims
    ]
    rows = [row for row, _ in examined]
    pd.DataFrame(rows).to_csv(claims_path, index=False)
    effects = pd.DataFrame([effect for _, effects in examined for effect in effects])
    effects.to_csv(tests_path, index=False, float_format="%.6f")
    Path(page_path).write_text(audit_page.page(rows), encoding="utf-8")
