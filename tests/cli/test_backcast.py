"""`backcast`, `learn`, `cite` and the timeline: what they print and leave, and how they refuse."""

import csv
import io
import json

import pytest

from tests.cli.conftest import ROOT

OWN = ROOT / "scenarios" / "history" / "ukraine-2022-2025.csv"
LATER = "id,date,owner,dimension,exposure,front,answered,rung,category\n" + "".join(
    f"x{n},2025-0{n}-01,russia,western_missiles,0.64,0.1,{'true,7' if n % 2 else 'false,1'},strike_russia_western_missile\n" for n in range(2, 6)
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Return two folders of the same backcast, and of the same learning."""
    from sim.cli.ending import run

    place = tmp_path_factory.mktemp("twice")
    for name in ("one", "two"):
        assert run(["backcast", "--deals", "50", "-o", str(place / name), "-q"]) == 0
    assert run(["learn", "november-2024", "--every-row", "-o", str(place / "learned"), "-q"]) == 0
    return place


def test_the_backcast_prints_scores_then_what_they_say(redline):
    said = redline("backcast", "--deals", "50")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "Backcast of november-2024: 32 crossings in 26 clusters, 2022-04-14 to 2025-01-14"
    assert "as frozen before the first scoring" in lines[1]
    assert sum(line.startswith("  climatology ") for line in lines) == 2
    assert "cannot be told from climatology" in " ".join(said.out.split())


def test_the_same_command_leaves_the_same_bytes(folders):
    files = sorted(file.relative_to(folders / "one") for file in (folders / "one").rglob("*.*"))
    assert {file.name for file in files if len(file.parts) == 1} == {
        "backcast.json",
        "scores.csv",
        "differences.csv",
        "forecasts.csv",
        "credibility-path.csv",
    }
    assert {file.name for file in files if file.suffix == ".svg"} == {"credibility-path.svg", "rung-forecasts.svg", "score-differences.svg"}
    for file in files:
        assert (folders / "one" / file).read_bytes() == (folders / "two" / file).read_bytes()


def test_the_json_is_the_file_and_holds_the_headline(folders, redline):
    found = json.loads((folders / "one" / "backcast.json").read_text(encoding="utf-8"))
    assert redline("backcast", "--deals", "50", "--json").json == found
    assert found["schema"] == "redline/backcast/1"
    assert found["headline"]["rival"] == "climatology"
    assert found["frozen"] == {"unchanged": True, "departures": []}
    assert len(found["forecasts"]) == 2 * 32
    rows = list(csv.DictReader(io.StringIO((folders / "one" / "forecasts.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 2 * 32 * 6


def test_later_events_are_scored_without_touching_code(redline, tmp_path):
    (tmp_path / "later.csv").write_text(LATER, encoding="utf-8")
    found = redline("backcast", OWN, "later.csv", "--from", "2025-02-01", "--deals", "9", "--json").json
    assert found["history"]["rows"] == 36
    assert found["history"]["scored_from"] == "2025-02-01"
    assert found["headline"]["rows"] == 4
    assert found["frozen"]["departures"] == ["other rows than the frozen file"]
    said = redline("backcast", OWN, "later.csv", "--from", "2025-02-01", "--deals", "9")
    assert "too few for any interval to be trusted" in " ".join(said.out.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bad.csv"], "bad.csv:2:4: error: date must be a date such as 2024-11-17, got 'yesterday'\n"),
        (["short.csv"], "error: a backcast needs at least 8 crossings of owners' lines, got 4\n"),
        (["gone.csv"], "gone.csv: error: no such file\n"),
        (["--from", "soon"], "error: --from must be a day as 2025-02-01, got 'soon' (see: redline backcast --help)\n"),
        (["--from", "2030-01-01"], "error: no crossing on or after 2030-01-01; the last is of 2025-01-14\n"),
        (["--scenario", "novembr-2024"], "novembr-2024: error: no such file, and no shipped scenario of that name; did you mean 'november-2024'?\n"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(redline, tmp_path, arguments, message):
    (tmp_path / "short.csv").write_text(LATER, encoding="utf-8")
    (tmp_path / "bad.csv").write_text(LATER.replace("2025-02-01", "yesterday", 1), encoding="utf-8")
    said = redline("backcast", *arguments)
    assert (said.code, said.err, said.out) == (2, message, "")


def test_what_history_teaches_is_printed_with_what_it_cannot(redline, folders):
    said = redline("learn", "november-2024")
    assert said.code == 0
    assert said.out.startswith("november-2024: what 26 dated crossings say about the type of Russia (exact, given the model)\n")
    assert "is not identified" in said.out
    found = json.loads((folders / "learned" / "learn.json").read_text(encoding="utf-8"))
    assert found["rows"] == 32
    assert {row["parameter"] for row in found["learned"] if row["tier"] == "nuclear" and row["bits"] < 0.001} == {
        "cost",
        "audience_cost_real",
        "reliability",
    }
    assert sorted(file.name for file in (folders / "learned" / "figures").glob("*.svg")) == ["bluff.svg", "learned-types.svg"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["two-actors"], "error: two-actors has no dated crossings to learn from; name some with --history CSV, or try --every-row\n"),
        (["november-2024", "--owner", "rusia"], "error: no owner 'rusia'; did you mean 'russia'?\n"),
    ],
)
def test_nothing_to_learn_from_is_bad_input(redline, arguments, message):
    said = redline("learn", *arguments)
    assert (said.code, said.err) == (2, message)


def test_sources_are_cited_as_text_bibtex_csl_and_json(redline):
    lines = redline("cite", "november-2024").out.splitlines()
    assert lines == sorted(lines)
    assert lines[0].startswith("[csis-2024] CSIS (2024-02-23). ")
    found = redline("cite", "november-2024", "--json").json
    assert [one["key"] for one in found["sources"]] == [line[1:].partition("]")[0] for line in lines]
    assert redline("cite", "november-2024", "--format", "bibtex").out.count("@misc{") == len(lines)
    assert redline("cite", "november-2024", "--rows", "--format", "bibtex").out.count("@misc{") == len(lines) + 74
    assert [item["id"] for item in redline("cite", "november-2024", "--format", "csl").json] == [one["key"] for one in found["sources"]]
    assert redline("cite").out.startswith("[redline-")
    said = redline("cite", "two-actors")
    assert (said.code, said.out, said.err) == (0, "", "no source is named: every number is an assumption\n")
    assert redline("cite", "two-actors", "--rows").code == 2
    assert redline("cite", "november-2024", "--json", "--format", "csl").code == 2


def test_the_timeline_lists_and_draws_every_dated_event(redline, tmp_path):
    said = redline("doctrine", "timeline", "-o", "drawn")
    lines = said.out.splitlines()
    assert len(lines) == 106 + 2 + 1
    assert "2024-11-19      doctrine               russia-2024 in force" in lines
    assert sorted(file.name for file in (tmp_path / "drawn").iterdir()) == ["timeline.csv", "timeline.pdf", "timeline.png", "timeline.svg"]
    found = redline("doctrine", "timeline", "--json").json
    assert len(found["events"]) == 106
    assert redline("doctrine", "timeline", "ukraine").code == 2


def test_assumptions_are_listed_with_why(redline):
    lines = redline("check", "november-2024", "--sources").out.splitlines()
    assert "  from a source (13):" in lines
    assert "  assumed, plain numbers without a reason (144):" in lines
    listed = redline("check", "november-2024", "--sources", "--json").json["files"][0]["assumptions"]
    assert {"path": "settlement.rate_per_month.direct", "value": 0.5, "why": "an input"} in listed
    assert {"path": "tension.base", "value": 2.0, "why": "a plain number: an assumption of ours, no reason given"} in listed


def test_a_doctrine_is_shown_with_how_far_it_was_read_and_differences_in_every_field(redline):
    shown = redline("doctrine", "show", "russia-2024").out
    assert "the full text could not be opened" in " ".join(shown.split())
    assert "range 0.5 to 0.9; source peskov-2024" in shown
    assert "\nSources\n" in shown
    found = redline("doctrine", "show", "russia-2020", "--json").json
    assert found["lines_with_sources"]["territory"]["source"] == "csis-2024"
    assert found["sources"]["csis-2024"]["verified"] == "seen"
    rows = redline("doctrine", "diff", "russia-2020", "russia-2024", "--json").json["differences"]
    assert {"what": "ambiguity", "name": "wmd-use", "first": "narrow", "second": "medium"} in rows
    assert {row["what"] for row in rows} == {"line", "backer_share", "clause", "watches", "ambiguity", "attribution"}
