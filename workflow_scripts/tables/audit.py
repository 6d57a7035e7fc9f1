"""The audit of the paper's claims: a verdict for each, and the effects behind it."""

import pandas as pd

from audit import evidence, published
from audit.claims import examine

# A published value of two decimals stands for all within this.
ROUNDED = 0.005
# The value of depth 8 comes from nine layers in the released code.
ALSO = {"depth-8": ["depth-9"]}


def run(
    *,
    claims_path,
    tests_path,
    published_path,
    published_smoothness_path,
    claims,
    measured,
    simulated,
    confidence,
    **files,
):
    data, draws = evidence.read(files, **measured, confidence=confidence)
    examined = [
        examine(claim, data, simulated=simulated, confidence=confidence) for claim in claims
    ]
    rows = [row for row, _ in examined]
    pd.DataFrame(rows).to_csv(claims_path, index=False)
    effects = pd.DataFrame([effect for _, effects in examined for effect in effects])
    effects.to_csv(tests_path, index=False, float_format="%.6f")
    values = pd.read_csv(published_smoothness_path).set_index("scheme")["functional_smoothness"]
    stated = [
        (scheme, value) for name, value in values.items() for scheme in (name, *ALSO.get(name, []))
    ]
    readings = published.table_of_readings(draws, stated, ROUNDED)
    readings.to_csv(published_path, index=False, float_format="%.6f")
