"""Every number that ships has a source that is listed, or says that it is an assumption; what was frozen before scoring is what is scored."""

import csv
import hashlib
import json
import re
from pathlib import Path

import pytest
import yaml

from sim.report.citation import REDLINE
from sim.scenario import shipped
from sim.scenario.load import load
from sim.scenario.past import departures, read_past
from sim.scenario.provenance import PLAIN, assumptions, baseless
from sim.scenario.world import Quantity

ROOT = Path(__file__).parents[2]
HISTORY = ROOT / "scenarios" / "history"
NAMES = [*shipped.scenario_names(), *shipped.small_names()]
RULE = re.compile(r"plain number is an assumption|Invented numbers")
BIBLIOGRAPHY = yaml.safe_load((ROOT / "scenarios/sources.yaml").read_text(encoding="utf-8"))["sources"]


def texts(name: str) -> list[str]:
    """Return the text of a shipped scenario and of what it starts from."""
    path = shipped.scenario_path(name)
    text = path.read_text(encoding="utf-8")
    base = re.search(r"^base: *(\S+)", text, flags=re.MULTILINE)
    return [text, *(texts(f"{name.rpartition('/')[0]}/{base[1]}".lstrip("/")) if base else [])]


@pytest.mark.parametrize("name", NAMES)
def test_every_number_has_a_listed_source_or_is_an_assumption(name):
    numbers = load(shipped.scenario_path(name)).quantities.values()
    assert baseless(numbers, BIBLIOGRAPHY) == []
    if any(why == PLAIN for _, why in assumptions(numbers)):
        assert any(RULE.search(text) for text in texts(name)), "a file with plain numbers says that they are assumptions"


def number(**given) -> Quantity:
    """Return a number with a range and nothing behind it, changed as asked."""
    return Quantity(
        **{"path": "a.b", "value": 1.0, "low": 0.0, "high": 2.0, "scale": "linear", "unit": "", "source": None, "assumption": None} | given,
        file="f",
        line=1,
        column=1,
    )


def test_the_check_sees_what_rests_on_nothing():
    assert baseless([number()], []) == ["a.b has a range, but neither source nor assumption"]
    assert baseless([number(source="gone")], ["here"]) == ["a.b names the source gone, which is not listed"]
    assert baseless([number(assumption="ours"), number(source="here"), number(low=None, high=None)], ["here"]) == []


def test_assumptions_come_with_why():
    numbers = [number(assumption="ours"), number(source="here"), number(low=None), number(source="here", assumption="the scale is ours")]
    assert [why for _, why in assumptions(numbers)] == ["ours", PLAIN, "the scale is ours"]


def test_what_is_scored_is_what_was_frozen():
    frozen = json.loads((HISTORY / "frozen.json").read_text(encoding="utf-8"))
    assert hashlib.sha256((HISTORY / "ukraine-2022-2025.csv").read_bytes()).hexdigest() == frozen["sha256"]
    scenario = shipped.scenario_path(frozen["scenario"])
    assert departures(read_past(scenario), scenario) == []
    stakes = [path for path in frozen["values"] if path.endswith(".stake")]
    assert len(stakes) == 8


def test_every_crossing_has_its_answer_and_every_clause_exists():
    crossings, answers = (
        [*csv.DictReader((HISTORY / name).open(encoding="utf-8"))] for name in ("ukraine-2022-2025.csv", "ukraine-2022-2025-answers.csv")
    )
    assert [row["id"] for row in answers] == [row["id"] for row in crossings]
    files = (ROOT / "scenarios/doctrines").glob("*.yaml")
    clauses = {clause["id"] for file in files for clause in yaml.safe_load(file.read_text(encoding="utf-8"))["clauses"]}
    assert {clause for row in answers for clause in row["clause"].split(";") if clause} <= clauses
    assert {row["declared_before"] for row in answers} == {"true", "false"}
    assert sum(row["declared_before"] == "true" for row in answers) == 27
    assert all(row["answer"] and -7 <= int(row["lag_days"]) <= 7 for row in answers)


def test_redline_cites_itself_as_its_citation_file_does():
    stated = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (REDLINE["title"], REDLINE["date"], REDLINE["publisher"]) == (stated["title"], stated["date-released"], stated["authors"][0]["name"])
