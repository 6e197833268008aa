"""`game extract`: what it prints and writes, and what it refuses in one line."""

import pytest

from sim.errors import Exit
from tests.games.efg_reader import read_efg

FREE = "actors.south.military.nests.push.similarity=1"
DYAD = ("game", "extract", "two-actors", "--actors", "south,north", "-r", "2000")


def test_the_object_sets_model_simulation_response_and_equilibrium_side_by_side(redline):
    found = redline(*DYAD, "--json").json
    assert (found["schema"], found["actor"], found["owner"], found["model_precision"]) == ("redline/game-extract/1", "south", "north", 2.0)
    for column in ("model", "quantal_response", "equilibrium"):
        assert sum(act[column] for act in found["acts"]) == pytest.approx(1.0, abs=1e-12)
    assert [act["act"] for act in found["acts"] if act["equilibrium"] == 1.0] == ["probe"]
    assert all(act["simulated"]["low"] <= act["simulated"]["p"] <= act["simulated"]["high"] for act in found["acts"])
    assert found["equilibria"]["count"] == 1
    assert not found["is_the_model"]
    assert [step["step"] for step in found["steps"]][-3:] == ["no nests", "answers as stakes", "no error"]
    assert found["distance_from_model"] == pytest.approx(found["steps"][-3]["from_model"], abs=1e-12)
    assert {one["topic"] for one in found["left_out"]} == {"later moves", "how acts are read", "rungs", "accidents"}


def test_a_dyad_without_nests_is_said_to_be_the_model_and_another_precision_is_not(redline):
    assert redline(*DYAD, "--set", FREE, "--json").json["is_the_model"]
    other = redline(*DYAD, "--set", FREE, "--precision", "4", "--json").json
    assert (other["precision"], other["is_the_model"]) == (4.0, False)
    stake = redline(*DYAD, "--set", FREE, "--payoffs", "stake", "--json").json
    assert stake["distance_from_model"] == pytest.approx(stake["steps"][-2]["from_model"], abs=1e-12)


def test_the_text_tells_the_game_its_solutions_the_steps_and_what_is_left_out(redline):
    said = redline(*DYAD, "--set", FREE)
    assert said.code == Exit.DONE
    flat = " ".join(said.out.split())
    for words in (
        "Menu of south",
        "Types of north, nuclear tier",
        "Payoffs of north: gain from answering",
        "One equilibrium.",
        "Quantal response at precision 2 is the choice of the simulated actor",
        "From the simulated actor to equilibrium, at precision 2",
        "What the game leaves out",
        "later moves: south chooses about 12 times in 12 months",
    ):
        assert words in flat


def test_fewer_types_make_a_smaller_file_for_gambit(redline, tmp_path):
    sizes = []
    for options in (("--types", "1"), ("--types", "2"), ("--types", "2", "--rungs")):
        assert redline(*DYAD, *options, "--efg", "two.efg", "-q").code == Exit.DONE
        sizes.append(len(read_efg((tmp_path / "two.efg").read_text(encoding="utf-8")).ends))
    assert sizes == [1 * (1 + 3 * 4), 4 * (1 + 3 * 4), 4 * (1 + 3 * (2 + 2 * 6))]


def test_figures_their_data_and_the_object_are_written(redline, tmp_path):
    said = redline(*DYAD, "-o", "figures")
    assert said.code == Exit.DONE
    names = {path.name for path in (tmp_path / "figures").iterdir()}
    stems = ("two-actors-south-north-choices", "two-actors-south-north-branches")
    assert names == {f"{stem}.{kind}" for stem in stems for kind in ("svg", "png", "pdf", "csv")} | {"extract.json"}
    data = (tmp_path / "figures" / f"{stems[0]}.csv").read_text(encoding="utf-8").splitlines()
    assert data[0] == "act,series,p,low,high"
    assert len(data) == 1 + 4 * 4
    assert "16 of 100 choices of South come out differently" in said.err


@pytest.mark.parametrize(
    ("scenario", "actors", "message"),
    [
        ("november-2024", "ukraine,rusia", "november-2024 has no actor 'rusia'; did you mean 'russia'?"),
        ("november-2024", "russia,ukraine", "ukraine owns no red line in november-2024; the other way round: --actors ukraine,russia"),
        ("november-2024", "ukraine,belarus", "belarus owns no red line in november-2024; owners are russia, nato"),
        ("november-2024", "ukraine,ukraine", "--actors names ukraine twice; a dyad is one who acts and another who owns red lines"),
        ("november-2024", "nato,russia", "nato has no act to choose: it is on no menu of november-2024; the other way round: --actors russia,nato"),
        ("november-2024", "usa,nato", "usa and nato stand on one side (west); red lines are crossed by the other side"),
        ("november-2024", "ukraine", "--actors takes two names, first who acts, then who owns red lines, as ukraine,russia; got 'ukraine'"),
    ],
)
def test_what_is_no_dyad_is_refused_in_one_line(redline, scenario, actors, message):
    said = redline("game", "extract", scenario, "--actors", actors)
    assert (said.code, said.out, said.errors) == (Exit.INPUT, "", [f"error: {message}"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--precision", "-1"), "error: --precision must be a number from 0 on, got -1"),
        (("--rungs",), "error: --rungs goes with --efg"),
        (
            ("--types", "0"),
            "error: invalid value for '--types': must be a whole number between 1 and 100, got '0' (see: redline game extract --help)",
        ),
        (
            ("--set", "actions.strike.exposes.border=0", "--set", "actions.raid.exposes.border=0", "--set", "actions.probe.exposes.border=0"),
            "error: no act that south may take at the opening of two-actors crosses a line of north",
        ),
        (
            ("--set", "owners.north.conventional.reliability=0.05", "--set", "owners.north.conventional.false_alarm=0.1"),
            "error: north answers by false alarm more often than on purpose; a game in which it decides needs reliability above false_alarm",
        ),
    ],
)
def test_further_refusals(redline, options, message):
    said = redline(*DYAD, *options)
    assert (said.code, said.out, said.errors) == (Exit.INPUT, "", [message])
