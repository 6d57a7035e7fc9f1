"""Claims as the pages show them: a line each, with the effect that is nearest to failing."""

import math
import re

from audit import verdicts

# Of the picture of an effect, as in the template.
WIDTH, MARGIN = 150, 6
RECIPES = {"": "measured", "text": "measured_text", "released": "measured_released"}


def groups(rows, effects=(), shown=None):
    """Claims of the paper and our own, with their counts.

    Parameters
    ----------
    rows : list of dict
        Of results/tables/reproduction.csv.
    effects : sequence of dict
        Of results/tables/reproduction-tests.csv; those that speak most against a claim come first.
    shown : dict
        Link and title of the result that shows each kind of data.

    Returns
    -------
    list of dict
        title, counts and claims, for the template.
    """
    first = {}
    for effect in effects:
        first.setdefault((effect["id"], effect["recipe"], effect["test"]), effect)
    of_claims = {}
    for (name, *_), effect in first.items():
        of_claims.setdefault(name, []).append(effect)
    return [
        {
            "title": title,
            "counts": verdicts.counts(row["verdict"] for row in part),
            "claims": [_claim(row, of_claims.get(row["id"], []), shown or {}) for row in part],
        }
        for title, part in verdicts.groups(rows)
    ]


def _numbers(effect, *names):
    """Numbers of a row of text; NaN where there is none."""
    return (float(effect[name] or "nan") for name in names)


def nearest(effects):
    """The effect that decides a verdict: of the worst outcome, the one nearest to its bound."""
    order = ("broken", "undecided", "kept")

    def place(effect):
        low, high, start, end = _numbers(effect, "ci_low", "ci_high", "kept_from", "kept_to")
        away = min(low - start, end - high)
        return order.index(effect["outcome"]), away if math.isfinite(away) else math.inf

    return min(effects, key=place)


def drawing(effect):
    """Places of the parts of the picture of an effect.

    Parameters
    ----------
    effect : dict
        value, ci_low, ci_high, kept_from and kept_to as text or numbers.

    Returns
    -------
    dict
        The axis goes from -1 to 1, as correlations do, or as far as the numbers go.
    """
    names = ("value", "ci_low", "ci_high", "kept_from", "kept_to")
    value, low, high, start, end = _numbers(effect, *names)
    low, high = (value if math.isnan(bound) else bound for bound in (low, high))
    finite = [abs(number) for number in (value, start, end) if math.isfinite(number)]
    reach = 1.0 if max(finite) <= 1 else 1.1 * max(finite)

    def at(number):
        part = (min(max(number, -reach), reach) + reach) / (2 * reach)
        return round(MARGIN + part * (WIDTH - 2 * MARGIN), 1)

    interval = "" if low == high else f" [{low:.2f}, {high:.2f}]"
    numbers = f"{value:.2f}{interval}".replace("-0.00", "0.00")
    label = f"{effect['effect']}: " if effect["effect"] else ""
    return {
        "numbers": numbers,
        "text": f"{label}{numbers}; needed: {effect['criterion']}",
        "zero": at(0),
        "value": at(value),
        "low": at(low),
        "high": at(high),
        "from": at(start),
        "width": round(max(at(end) - at(start), 2), 1),
    }


def _lines(text):
    """Numbered parts, each for itself."""
    return re.split(r" (?=\(\d\) )", text)


def _claim(row, effects, shown):
    effect = nearest(effects) if effects else None
    return {
        **{name: row[name] for name in ("id", "claim", "where", "published", "verdict")},
        **{name: row[name] for name in ("missing", "explanation")},
        "symbol": verdicts.symbol(row["verdict"]),
        "measured": [
            (name, _lines(row[column])) for name, column in RECIPES.items() if row[column]
        ],
        "over": row["intervals_over"],
        # What is missing in one recipe alone does not change the verdict.
        "is_open": row["verdict"] in ("not run", "undecided"),
        "criterion": _lines(row["criterion"]),
        "effect": drawing(effect) if effect else None,
        "figure": shown.get(effect["data"]) if effect else None,
    }
