"""RELIABILITY F3 through the command: a history with a number that is not finite is named, left out, and told again by a command; exit code 3.

The numbers are legal, and so large that some histories sum them to what is no number (see tests/engine/test_failures.py).
"""

import json

import pytest

import sim
from sim.dashboard.app import told
from sim.dashboard.live import Live
from sim.errors import Exit, RunError
from sim.scenario.shipped import scenario_path
from tests.cli.test_play import game
from tests.engine.test_failures import AT_ONCE, LATE

RUN = ("run", "two-actors", "--runs", "64")
SOME, ALL = ([part for one in settings for part in ("--set", one)] for settings in (LATE, AT_ONCE))
FAILED = 21  # of the first 64 histories under LATE
WARNING = "histories failed; they are in no average. The first: redline replay "


@pytest.fixture
def tables(tmp_path):
    """Return a function that gives the text of every table and page below a folder."""

    def read(folder):
        return {path.name: path.read_text() for kind in ("*.csv", "*.json", "*.html") for path in (tmp_path / folder).rglob(kind)}

    return read


def test_run_names_them_leaves_them_out_and_ends_with_3(redline, tables):
    said = redline(*RUN, *SOME, "-o", "out", "--json")
    assert said.code == Exit.INCOMPLETE
    assert f"warning: {FAILED} of 64 {WARNING}out --history 0" in said.err
    assert (said.json["failed"], said.json["runs"]) == (FAILED, 64)
    found = tables("out")
    endings = [line.split(",") for line in found["outcomes.csv"].splitlines()]
    assert sum(float(row[2]) for row in endings if row[-1] == "True") == pytest.approx(1.0)
    assert {"outcomes.csv", "curves.csv", "report.html"} <= set(found)
    assert [name for name, text in found.items() if name.endswith(".csv") and {"nan", "inf"} & set(text.replace("\n", ",").split(","))] == []
    assert f"{FAILED} histories failed and are left out" in found["report.html"]
    again = redline("resume", "out")
    assert again.code == Exit.INCOMPLETE
    assert redline(*RUN, *SOME, "-o", "out", "--no-figures", "-q").code == Exit.INCOMPLETE


def test_status_gives_seed_reason_and_command_of_each_and_the_command_tells_it(redline):
    redline(*RUN, *SOME, "-o", "out", "--no-figures")
    failed = redline("status", "out", "--json").json["failed"]
    assert len(failed) == FAILED
    assert failed[1] == {
        "point": 0, "variant": "base", "history": 3, "seed": 1, "error": "a number that is not finite",
        "replay": ["redline", "replay", "out", "--history", "3"],
    }  # fmt: skip
    assert "point 0, variant base, history 3 of seed 1: a number that is not finite" in redline("status", "out").out
    said = redline(*failed[1]["replay"][1:])
    assert said.code == Exit.INCOMPLETE
    assert "This history failed, and is in no average." in said.out
    assert "warning: this history failed" in said.err
    assert redline("replay", "out", "--worst").code == redline("replay", "out", "--typical").code == Exit.DONE  # chosen among the others
    assert redline(*failed[1]["replay"][1:], "--json").json["failed"] is True


def test_sweep_leaves_out_a_point_of_which_every_history_failed(redline, tables):
    factor = ("--factor", "owners.north.lines.border.stake=1,1.7e308")
    said = redline("sweep", "two-actors", "--runs", "8", *ALL[2:], *factor, "-o", "out", "-j", "1")
    assert said.code == Exit.INCOMPLETE
    assert f"warning: 8 {WARNING}out --point 2 --variant base --history 0" in said.err
    rows = [line.split(",") for line in tables("out")["estimates.csv"].splitlines()[1:]]
    assert {row[0] for row in rows} == {"1"}
    assert not [row for row in rows if {"nan", "inf", ""} & set(row)]


def test_compare_names_them_on_either_side(redline):
    said = redline("compare", "two-actors", "--runs", "64", *SOME, "-o", "out", "--no-figures")
    assert said.code == Exit.INCOMPLETE
    assert f"warning: {FAILED} of 64 {WARNING}out/to --history 0" in said.err


@pytest.mark.parametrize(
    "command",
    [(*RUN[:2], "--runs", "16"), ("compare", "two-actors", "--runs", "16"), ("explain", "two-actors", "--runs", "16"), ("rare", "two-actors")],
)
def test_where_every_history_fails_there_is_one_line_and_no_result(redline, command):
    said = redline(*command, *ALL, "-q")
    assert (said.code, said.out, len(said.errors)) == (Exit.INCOMPLETE, "", 1)
    assert "all " in said.err
    assert " failed, so there is nothing to " in said.err


def test_the_ensemble_of_a_world_without_a_sound_history_says_so(redline):
    said = redline("ensemble", "two-actors", "--runs", "8", "--points", "4", "-y", "logit", "-y", "random", *ALL, "-q", "-j", "1")
    assert (said.code, said.out, len(said.errors)) == (Exit.INCOMPLETE, "", 1)


def test_play_breaks_off_with_3_where_the_seat_meets_no_number():
    said = game("play", "two-actors", "--as", "south", "--history", "3", *ALL, "--choices", "strike")
    assert said.returncode == Exit.INCOMPLETE
    assert "breaks off on 2030-01-07, where a number is not finite" in " ".join(said.stdout.split())
    assert "warning: this history failed" in said.stderr


def test_play_says_at_the_end_that_a_sum_was_no_number():
    said = game("play", "two-actors", "--as", "south", "--history", "3", *SOME, "--continuations", "2", lines="strike\nstrike\n")
    assert said.returncode == Exit.INCOMPLETE
    assert "It failed: it would be in no average." in " ".join(said.stdout.split())


def test_the_page_of_the_dashboard_says_how_many_failed():
    live = Live(scenario_path("two-actors"), LATE, histories=64)
    *_, others = told(live, live.at(), live.at(), False)
    assert others[0].children.startswith(f"{FAILED} of 64 histories failed, because a number was not finite")
    with pytest.raises(RunError, match="no history of this setting could be played"):
        Live(scenario_path("two-actors"), AT_ONCE, histories=16).at()


def test_the_notebook_says_how_many_failed_and_names_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = dict(one.split("=") for one in LATE)
    run = sim.run("two-actors", settings, runs=64, quiet=True)
    assert run.answer[0].startswith(f"{FAILED} of 64 histories failed")
    assert run.failed.history.tolist()[:3] == [0, 3, 7]
    assert set(run.failed.seed) == {1}
    assert run.replay(3).trace.failed
    compared = sim.compare("two-actors", settings=settings, runs=64, quiet=True)
    assert compared.sentences[0].startswith(f"{FAILED} of 64 histories failed")
    swept = sim.sweep("two-actors", settings, factors=["actors.south.loss_if_answered=0,1"], runs=64, jobs=1, quiet=True)
    assert swept.sentences[0].startswith(f"{2 * FAILED} of 128 histories failed")
    assert len(swept.failed) == 2 * FAILED
    with pytest.raises(RunError, match="all 16 histories failed"):
        sim.run("two-actors", dict(one.split("=") for one in AT_ONCE), runs=16, quiet=True)


def test_a_summary_holds_no_blank_where_a_number_is_asked_for(redline, tmp_path):
    redline(*RUN, *SOME, "-o", "out", "--no-figures", "-q")
    outcomes = json.loads((tmp_path / "out" / "summary.json").read_text())["outcomes"]
    assert all(isinstance(one[end], float) for one in outcomes.values() if one is not None for end in ("p", "low", "high"))
