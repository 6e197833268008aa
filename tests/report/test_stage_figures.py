"""Figures of an extracted stage game: their claims follow from what was computed, and their data are it."""

import csv
import io

import pytest

from sim.analysis.stage_summary import extract_scenario
from sim.report import stage_figures
from sim.scenario.shipped import scenario_path

FREE = "actors.south.military.nests.push.similarity=1"


@pytest.fixture(scope="module", params=[(), (FREE,)], ids=["nested", "plain"])
def found(request):
    return extract_scenario(scenario_path("two-actors"), "south,north", request.param, histories=500)


def read(figure):
    return list(csv.DictReader(io.StringIO(figure.csv())))


def test_choices_are_those_of_the_model_the_game_and_the_equilibrium(found):
    figure = stage_figures.choices(found)
    series = {}
    for row in read(figure):
        series.setdefault(row["series"].split(",")[1].split(":")[0].strip(), {})[row["act"]] = float(row["p"])
    assert series["exact"] == found.model
    assert series["quantal response at precision 2"] == found.quantal.choice
    assert series["no error"] == {"hold": 0.0, "probe": 1.0, "raid": 0.0, "strike": 0.0}
    assert series[f"{found.first.events} first choices"] == {act: found.first.share(act).value for act in found.model}
    same = "Quantal response of the stage game is what South does; without error 51 of 100 choices come out differently"
    other = "Reduced to a stage game, 16 of 100 choices of South come out differently, and 35 of 100 without error"
    assert figure.title == (same if found.distance < 1e-9 else other)


def test_the_branch_passes_the_model_where_the_game_is_the_model(found):
    figure = stage_figures.branches(found)
    beside = {row["panel"]: float(row["p"]) for row in read(figure) if row["branch"] == "the simulated actor"}
    assert beside == found.model
    middle = {
        row["panel"]: float(row["p"]) for row in read(figure) if row["branch"].endswith("as in the model") and abs(float(row["precision"]) - 2) < 1e-9
    }
    assert middle == pytest.approx(found.game.play(2.0).choice, abs=1e-9)
    passes = "The branch of quantal response passes through the simulated actor at its precision, 2, on the way to probe"
    misses = "At precision 2 quantal response gives probe 49 of 100 choices, the simulated actor 65 of 100; without error probe gets all"
    assert figure.title == (passes if found.distance < 1e-9 else misses)
    assert "Diamonds: the simulated actor, at precision 2." in figure.reading
    assert "the simulated actor at precision 2:" in figure.alt
