"""`game`: what is listed, shown and solved, and what is refused in one line."""

import pytest

from sim.errors import Exit
from sim.games import catalogue


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
