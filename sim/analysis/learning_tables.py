"""What a record taught, as rows and as the `redline/learn/1` object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.analysis.learning import Learned, Marginal, Silences
from sim.analysis.priors import Sensitivity

SCHEMA = "redline/learn/1"
Row = dict[str, Any]


def marginal_row(one: Marginal) -> Row:
    """Return one number of a type before and after the record, and what was learned of it."""
    (before, after), (low_before, high_before), (low, high) = one.means(), one.span(False), one.span()
    return {
        "tier": one.tier,
        "parameter": one.parameter,
        "prior": before,
        "prior_low": low_before,
        "prior_high": high_before,
        "posterior": after,
        "posterior_low": low,
        "posterior_high": high,
        "bits": one.bits,
        "contraction": one.contraction,
        "expected_bits": one.expected_bits,
        "expected_bits_error": one.expected_error,
        "verdict": one.verdict,
    }


def sensitivity_rows(found: Sequence[Sensitivity]) -> list[Row]:
    """Return one row a prior, tier and number: before, after, bits."""
    return [
        {"prior": one.label, **{key: value for key, value in marginal_row(marginal).items() if key in ("tier", "parameter", "bits", "contraction")}}
        | dict(zip(("before", "after"), marginal.means(), strict=True))
        for one in found
        for marginal in one.learned.marginals
    ]


def as_dict(scenario: str, found: Learned, priors: Sequence[Sensitivity], real: Sequence[Row], silences: Silences | None) -> dict[str, Any]:
    """Return the `redline/learn/1` object."""
    return {
        "schema": SCHEMA,
        "scenario": scenario,
        "owner": found.owner,
        "rows": found.rows,
        "learned": [marginal_row(one) for one in found.marginals],
        "distributions": [
            {
                "tier": one.tier,
                "parameter": one.parameter,
                "values": one.values.tolist(),
                "prior": one.prior.tolist(),
                "posterior": one.posterior.tolist(),
            }
            for one in found.marginals
        ],
        "other_priors": sensitivity_rows(priors),
        "threat_meant": list(real),
        "further_silences": None
        if silences is None
        else {
            "dimension": silences.dimension,
            "exposure": silences.exposure,
            "chance": silences.chance,
            "now": silences.real,
            "after": {str(count): p for count, p in silences.after.items()},
        },
    }
