"""The words for claims follow a rule, not a pen."""

import csv
import json
from pathlib import Path

import pytest

from sim.report.findings import claim_word, reading_word

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("direction", "low", "high", "share", "expected"),
    [
        ("up", 0.1, 0.3, 0.9, "holds"),
        ("up", 0.1, 0.3, 0.75, "holds"),
        ("up", 0.1, 0.3, 0.74, "partial"),
        ("up", -0.1, 0.3, 1.0, "unclear"),
        ("up", -0.3, -0.1, 0.9, "contrary"),
        ("up", 0.0, 0.0, 0.0, "unclear"),
        ("down", -0.3, -0.1, 0.8, "holds"),
        ("down", 0.1, 0.3, 0.8, "contrary"),
    ],
)
def test_a_reading_needs_a_clear_sign_at_the_default_point_and_over_the_parameter_sets(direction, low, high, share, expected):
    assert reading_word(direction, low, high, share) == expected


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([], "cannot speak"),
        (["holds"], "robust"),
        (["holds", "holds"], "robust"),
        (["holds", "contrary"], "fragile"),
        (["holds", "unclear"], "fragile"),
        (["partial"], "fragile"),
        (["contrary", "partial"], "fragile"),
        (["contrary", "unclear"], "not supported"),
        (["unclear"], "not supported"),
    ],
)
def test_a_claim_is_robust_only_where_every_reading_holds(readings, expected):
    assert claim_word(readings) == expected


def rows():
    """Return the rows of the shipped list of claims."""
    with (ROOT / "experiments/doctrine-2024-claims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_reading_names_a_contrast_of_the_experiment_and_every_claim_a_remark():
    experiment = (ROOT / "experiments/doctrine-2024.yaml").read_text(encoding="utf-8")
    assert list(dict.fromkeys(row["id"] for row in rows())) == [f"A{n}" for n in range(1, 12)]
    remarks = {}
    for row in rows():
        assert row["contrast"] == "" or f"name: {row['contrast']}," in experiment
        assert (row["contrast"] == "") == (row["direction"] == "") == (row["reading"] == "")
        remarks.setdefault(row["id"], row["remark"])
    assert all(remarks.values())


def test_the_record_is_of_the_list_as_it_stands():
    record = json.loads((ROOT / "docs/results/doctrine-2024.json").read_text(encoding="utf-8"))
    readings = [(name, one["reading"], one["contrast"], one["measure"]) for name, claim in record["claims"].items() for one in claim["readings"]]
    assert readings == [(row["id"], row["reading"], row["contrast"], row["measure"]) for row in rows() if row["contrast"]]
    for claim in record["claims"].values():
        words = [reading_word(one["direction"], one["default"]["low"], one["default"]["high"], one["share"]) for one in claim["readings"]]
        assert [one["word"] for one in claim["readings"]] == words
        assert claim["word"] == claim_word(words)
