"""`game`: what is listed, shown and solved, and what is refused in one line."""

import csv

import pytest

from sim.errors import Exit
from sim.games import catalogue
from tests.games.efg_reader import read_efg


def test_list_names_every_game_of_the_folder(redline):
    found = redline("game", "list", "--json").json
    assert found["schema"] == "redline/game-list/1"
    assert tuple(game["name"] for game in found["games"]) == catalogue.names()
    said = redline("game", "list")
    assert all(f"{name}: " in said.out for name in catalogue.names())


def test_show_tells_parameters_with_bounds_and_fidelity(redline):
    flat = " ".join(redline("game", "show", "unilateral-deterrence").out.split())
    assert "p=0.3: chance that the challenger is hard (a number above 0 and below 1; source: ours)" in flat
    assert "Fidelity: verified" in flat
    assert redline("game", "show", "chicken", "--json").json["parameters"][0]["name"] == "T1"


def test_solve_prints_every_equilibrium_and_picks_none(redline):
    found = redline("game", "solve", "chicken", "--set", "P2=-100", "--json").json
    assert (found["count"], found["complete"], found["parameters"]["P2"]) == (3, True, -100)
    mixed = next(one for one in found["equilibria"] if one["kind"] == "mixed Nash")
    assert mixed["strategies"]["first"]["firm"] == pytest.approx(0.01)
    said = redline("game", "solve", "chicken")
    assert "3 equilibria; the theory picks none of them." in said.out
    assert "crash 0.01," in said.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["solve", "chiken"], "error: no game 'chiken'; did you mean 'chicken'?"),
        (["solve", "critical-risk", "--set", "tpo=war"], "error: game critical-risk has no parameter 'tpo'; did you mean 'top'?"),
        (["solve", "critical-risk", "--set", "top=peace"], "error: top must be one of war, quit, got 'peace'"),
        (["solve", "unilateral-deterrence", "--set", "p=1"], "error: p must be a number above 0 and below 1, got '1'"),
        (["solve", "unilateral-deterrence", "--set", "p=nan"], "error: p must be a number above 0 and below 1, got 'nan'"),
        (["solve", "chicken", "--set", "P1"], "error: --set takes NAME=VALUE, got 'P1'"),
        (
            ["solve", "chicken", "--set", "P1=2"],
            "error: game chicken needs T1 > R1 > S1 > P1; got T1 1, R1 0, S1 -1, P1 2, T2 1, R2 0, S2 -1, P2 -10",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(redline, arguments, message):
    said = redline("game", *arguments)
    assert (said.code, said.out, said.errors) == (Exit.INPUT, "", [message])


def test_with_a_precision_all_quantal_responses_are_listed(redline):
    found = redline("game", "solve", "chicken", "--precision", "1", "--json").json
    assert [one["name"] for one in found["equilibria"]] == ["principal branch", "branch 2", "branch 3"]
    assert found["equilibria"][0]["strategies"]["first"]["firm"] == pytest.approx(0.22415913, abs=1e-8)
    assert {one["kind"] for one in found["equilibria"]} == {"logit quantal response"}


def test_a_sweep_is_a_table_with_a_row_for_every_equilibrium(redline, tmp_path):
    said = redline("game", "sweep", "unilateral-deterrence", "--factor", "q=0.2;0.52;0.7", "--factor", "p=0.3;0.7")
    rows = list(csv.DictReader(said.out.splitlines()))
    regions = [row["region"] for row in rows]
    assert regions == [
        "bluff",
        "bluff",
        "attack",
        "attack",
        "separating",
        "separating",
        "separating",
        "separating",
        "certain deterrence",
        "certain deterrence",
    ]
    assert float(rows[0]["P(conflict)"]) == pytest.approx(0.15)
    assert redline("game", "sweep", "chicken", "--factor", "P1=-20:-5:4", "-o", "table.csv").code == 0
    assert len((tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()) == 1 + 4 * 3


def test_settings_of_a_sweep_that_break_a_constraint_are_counted(redline):
    said = redline("game", "sweep", "chicken", "--factor", "P1=-3;-2;2", "--json")
    assert said.json["left_out"] == 1
    assert said.errors == ["1 settings break a constraint and are left out"]
    assert {row["P1"] for row in said.json["rows"]} == {-3.0, -2.0}


def test_an_export_can_be_read_back(redline, tmp_path):
    assert redline("game", "export", "chicken", "--set", "P2=-100", "-o", "chicken.efg").code == 0
    text = (tmp_path / "chicken.efg").read_text(encoding="utf-8")
    assert read_efg(text).ends[0].payoffs == (-10.0, -100.0)
    assert redline("game", "export", "chicken", "--set", "P2=-100").out == text


def test_the_estimate_of_precision_is_that_of_the_published_shares(redline):
    shares = {"inspector/first site": 0.527, "inspector/second site": 0.473, "evader/first site": 0.366, "evader/second site": 0.634}
    counts = [part for place, share in shares.items() for part in ("--count", f"{place}={128 * share}")]
    (found,) = redline("game", "fit", "matching-pennies", *counts, "--json").json["fits"]
    assert found["precision"] == pytest.approx(1.84561, abs=5e-6)
    assert found["interval"][0] < 1.84561 < found["interval"][1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sweep", "chicken"], "error: name at least one --factor to vary (see: redline game sweep --help)"),
        (["sweep", "chicken", "--factor", "P1=1:2:3:4"], "error: a range is LOW:HIGH or LOW:HIGH:STEPS with numbers, got '1:2:3:4'"),
        (["sweep", "chicken", "--factor", "P1=2:1"], "error: a range needs LOW below HIGH and 2 to 10,001 steps, got 'P1=2:1'"),
        (["sweep", "chicken", "--factor", "P1", "--set", "P1=-3"], "error: P1 is set twice; a factor is named once and not also set"),
        (["fit", "chicken"], "error: counts are all 0: nothing to fit"),
        (["fit", "chicken", "--count", "first=3"], "error: --count takes SET/ACTION=N, got 'first=3'"),
        (["solve", "chicken", "--precision", "-1"], "error: precision must be a number above 0, got -1"),
    ],
)
def test_further_verbs_refuse_in_one_line(redline, arguments, message):
    said = redline("game", *arguments)
    assert (said.code, said.out, said.errors) == (Exit.INPUT, "", [message])


def test_a_plot_is_written_with_its_numbers(redline, tmp_path):
    said = redline("game", "plot", "unilateral-deterrence", "curve", "--factor", "q=0.1:0.7", "--outcome", "status quo", "-o", "drawn")
    assert (said.code, said.out) == (Exit.DONE, "")
    assert said.errors == [
        "drawn/unilateral-deterrence-q.svg .png .pdf .csv: Equilibria of one and the same game differ in P(status quo) by up to 0.6, at q = 0.1"
    ]
    assert {file.suffix for file in (tmp_path / "drawn").iterdir()} == {".svg", ".png", ".pdf", ".csv"}


def test_without_a_kind_everything_that_a_game_has_is_drawn(redline, tmp_path):
    assert redline("game", "plot", "mutual-deterrence", "-o", "drawn", "-q").err == ""
    assert sorted(file.stem for file in (tmp_path / "drawn").glob("*.svg")) == [f"mutual-deterrence-{kind}" for kind in ("branches", "p", "regions")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chicken", "regions"], "error: game chicken has no map of regions"),
        (["war-of-attrition", "branches"], "error: game war-of-attrition has no finite tree: its types, times or choices are continuous"),
        (["chicken", "curve", "--factor", "P1=1"], "error: --factor takes NAME or NAME=LOW:HIGH, got 'P1=1'"),
        (["chicken", "curve", "--factor", "P9"], "error: game chicken has no parameter 'P9'; did you mean 'P1'?"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(redline, arguments, message):
    said = redline("game", "plot", *arguments)
    assert (said.code, said.out) == (Exit.INPUT, "")
    assert said.errors == [message]
