"""The doctrines as data say what the documents say, and every number in the scenarios names a source that exists."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCTRINES = {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted((ROOT / "scenarios/doctrines").glob("*.yaml"))}
BIBLIOGRAPHY = yaml.safe_load((ROOT / "scenarios/sources.yaml").read_text(encoding="utf-8"))["sources"]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
VERIFIED = {"seen", "partly seen", "from memory"}


def documented_lines() -> dict[str, dict[str, float]]:
    """Return doctrine -> dimension -> exposure, read from the table of docs/explanation/facts.md."""
    text = (ROOT / "docs/explanation/facts.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_]+)` \| ([\d.]+|none) \| ([\d.]+|none) \|", text, flags=re.MULTILINE)
    lines: dict[str, dict[str, float]] = {"russia-2020": {}, "russia-2024": {}}
    for dimension, *values in rows:
        for doctrine, value in zip(lines, values, strict=True):
            if value != "none":
                lines[doctrine][dimension] = float(value)
    return lines


def sources_named(node: object) -> set[str]:
    """Return every `source` that a file names, at any depth."""
    if isinstance(node, dict):
        own = {node["source"]} if isinstance(node.get("source"), str) else set()
        return own.union(*(sources_named(child) for child in node.values()))
    return set().union(*(sources_named(child) for child in node)) if isinstance(node, list) else set()


def clauses(doctrine: str, tier: str) -> dict[str, dict[str, str]]:
    """Return the clauses of one tier by id."""
    return {clause["id"]: clause for clause in DOCTRINES[doctrine]["clauses"] if clause["tier"] == tier}


@pytest.mark.parametrize("doctrine", ["russia-2020", "russia-2024"])
def test_the_lines_are_those_the_documents_state(doctrine):
    assert {dimension: line["value"] for dimension, line in DOCTRINES[doctrine]["nuclear_lines"].items()} == documented_lines()[doctrine]


@pytest.mark.parametrize("doctrine", ["russia-2020", "russia-2024"])
def test_every_line_carries_a_range_around_it_a_source_for_the_clause_and_an_assumption_for_the_scale(doctrine):
    for line in DOCTRINES[doctrine]["nuclear_lines"].values():
        assert line["range"] == pytest.approx([line["value"] - 0.2, line["value"] + 0.2])
        assert line["source"] in BIBLIOGRAPHY
        assert line["assumption"]


def test_the_revision_adds_and_lowers_lines_but_raises_none():
    old, new = (DOCTRINES[name]["nuclear_lines"] for name in ("russia-2020", "russia-2024"))
    assert set(new) - set(old) == {"western_missiles", "belarus", "air_and_drone_raid"}
    assert all(new[dimension]["value"] <= old[dimension]["value"] for dimension in old)


def test_the_texts_hold_as_many_conditions_and_dangers_as_the_documents_count():
    counts = {(name, tier): len(clauses(name, tier)) for name in DOCTRINES for tier in ("use", "danger")}
    expected = {("russia-2020", "use"): 4, ("russia-2020", "danger"): 6, ("russia-2024", "use"): 5, ("russia-2024", "danger"): 10}
    assert {key: counts[key] for key in expected} == expected


def test_the_joint_attack_rule_is_no_condition_of_use():
    joint = clauses("russia-2024", "responsibility")["joint-attack"]
    assert "not by itself a condition of use" in joint["note"]
    assert "joint-attack" not in {clause["id"] for clause in DOCTRINES["russia-2020"]["clauses"]}


@pytest.mark.parametrize("doctrine", sorted(DOCTRINES))
def test_every_clause_is_complete_and_says_how_far_it_was_read(doctrine):
    for clause in DOCTRINES[doctrine]["clauses"]:
        assert {"id", "watches", "crossing", "tier", "ambiguity", "attribution", "since", "source", "verified"} <= set(clause)
        assert clause["verified"] in VERIFIED
        assert clause["source"] in BIBLIOGRAPHY


@pytest.mark.parametrize("key", sorted(BIBLIOGRAPHY))
def test_every_source_says_who_when_what_and_how_far_it_was_read(key):
    entry = BIBLIOGRAPHY[key]
    assert set(entry) == {"publisher", "date", "title", "link", "verified"}
    assert entry["verified"] in VERIFIED | {"ours"}
    assert re.fullmatch(r"\d{4}(-\d\d){0,2}", entry["date"])
    assert entry["link"].startswith("http") or not entry["link"] or (ROOT / entry["link"]).exists()


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.name)
def test_every_source_that_a_scenario_names_exists(file):
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    own = content.get("sources") or {}
    assert sources_named({key: value for key, value in content.items() if key != "sources"}) - set(own) - set(BIBLIOGRAPHY) == set()
