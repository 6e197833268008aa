"""The coded history follows from its codebook: the rules there, applied to category, rung and date, give the columns."""

import calendar
import csv
import datetime as dt
import re
from pathlib import Path

import pytest

HISTORY = Path(__file__).parents[2] / "scenarios" / "history"
CODEBOOK = (HISTORY / "CODEBOOK.md").read_text(encoding="utf-8")
MONTH = {name: number for number, name in enumerate(calendar.month_name)}


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the two files."""
    with (HISTORY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(heading: str) -> list[list[str]]:
    """Return the body of the first table under a heading of the codebook."""
    section = CODEBOOK.partition(f"## {heading}")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


def exposure_rule() -> dict[str, tuple[str, float, float]]:
    """Return category -> (dimension, constant, slope), read from rule A."""
    rule = {}
    for categories, dimension, formula in table("Rule A"):
        constant, slope = re.fullmatch(r"(?:([\d.]+) \+ )?([\d.]+) × event_rung", formula).groups()
        rule.update({category.strip(): (dimension, float(constant or 0), float(slope)) for category in categories.split(",")})
    return rule


def front_rule() -> list[tuple[tuple[int, int], tuple[int, int], float]]:
    """Return (first month, last month, front) as ((year, month), (year, month), number), read from rule B."""
    spans = []
    for months, front in table("Rule B"):
        year = int(re.search(r"\d{4}", months)[0])
        named = [MONTH[word] for word in re.findall(r"[A-Z][a-z]+", months)]
        last = (9999, 12) if months.startswith("from") else (year, named[-1])
        spans.append(((year, named[0]), last, float(front)))
    return spans


ROWS = read("ukraine-2022-2025.csv")
SIGNALS = read("ukraine-2022-2025-signals.csv")


def test_there_are_32_crossings_and_42_other_events_under_one_numbering():
    assert len(ROWS) == 32
    assert len(SIGNALS) == 42
    assert sorted(row["id"] for row in ROWS + SIGNALS) == [f"E{number:02d}" for number in range(1, 75)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_dimension_and_exposure_follow_from_category_and_rung(row):
    dimension, constant, slope = exposure_rule()[row["category"]]
    assert row["dimension"] == dimension
    assert float(row["exposure"]) == pytest.approx(constant + slope * int(row["event_rung"]), abs=1e-12)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_front_follows_from_the_date(row):
    date = dt.date.fromisoformat(row["date"])
    fronts = [front for first, last, front in front_rule() if first <= (date.year, date.month) <= last]
    assert fronts == [float(row["front"])]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_answered_means_rung_three_or_more(row):
    assert row["answered"] == ("true" if int(row["rung"]) >= 3 else "false")
    assert row["owner"] == "russia"


@pytest.mark.parametrize("rows", [ROWS, SIGNALS], ids=["crossings", "signals"])
def test_rows_are_dated_in_order_sourced_and_on_the_ladder(rows):
    dates = [dt.date.fromisoformat(row["date"]) for row in rows]
    assert dates == sorted(dates)
    assert [row["id"] for row in rows if not row["publisher"] or not row["link"].startswith("http")] == []
    rungs = {int(rung) for rung, _ in table("The ladder used")}
    assert rungs == set(range(13))
    assert {int(row["event_rung"]) for row in rows} | {int(row.get("rung", 0)) for row in rows} <= rungs


def test_the_pattern_of_answers_is_the_one_the_documents_state():
    arms = [int(row["rung"]) for row in ROWS if row["dimension"] == "arms_transfers"]
    fired = [int(row["rung"]) for row in ROWS if row["category"] == "strike_russia_western_missile"]
    assert (len(arms), sum(rung <= 2 for rung in arms)) == (10, 9)
    assert sorted(fired) == [7, 7, 7, 8, 8]


def test_rows_to_treat_with_care_are_named_and_exist():
    care = set(re.findall(r"\bE\d\d\b", CODEBOOK.partition("## Rows to treat with care")[2].partition("\n## ")[0]))
    assert {"E06", "E08", "E37", "E51", "E74"} <= care
    assert care <= {row["id"] for row in ROWS + SIGNALS}
