"""Verdicts follow a rule, not a pen."""

import csv
from pathlib import Path

import pytest

from sim.report.findings import verdict

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("direction", "low", "high", "share", "expected"),
    [
        ("up", 0.1, 0.3, 0.9, "supported"),
        ("up", 0.1, 0.3, 0.75, "supported"),
        ("up", 0.1, 0.3, 0.74, "qualified"),
        ("up", -0.1, 0.3, 1.0, "not supported"),
        ("up", -0.3, -0.1, 0.9, "contradicted"),
        ("up", 0.0, 0.0, 0.0, "not supported"),
        ("down", -0.3, -0.1, 0.8, "supported"),
        ("down", 0.1, 0.3, 0.8, "contradicted"),
    ],
)
def test_a_verdict_needs_a_clear_sign_at_the_default_point_and_over_the_parameter_sets(direction, low, high, share, expected):
    assert verdict(direction, low, high, share) == expected


def test_every_claim_names_a_contrast_and_a_measure_of_the_experiment():
    experiment = (ROOT / "experiments/doctrine-2024.yaml").read_text(encoding="utf-8")
    with (ROOT / "experiments/doctrine-2024-claims.csv").open(encoding="utf-8", newline="") as file:
        claims = list(csv.DictReader(file))
    assert [claim["id"] for claim in claims] == [f"A{n}" for n in range(1, 12)]
    for claim in claims:
        assert claim["contrast"] == "" or f"name: {claim['contrast']}," in experiment
        assert (claim["contrast"] == "") == (claim["direction"] == "")
        assert claim["remark"]
