"""The page on stage games beside the simulation: its numbers and its figures' numbers are those that are computed today."""

import csv
import re
from pathlib import Path

import pytest

from sim.analysis.stage_summary import extract_scenario
from sim.report import stage_figures
from sim.report.labels import plain
from sim.scenario.shipped import scenario_path

FOLDER = Path(__file__).parents[2] / "docs/explanation/games"
PAGE = (FOLDER / "beside-the-simulation.md").read_text(encoding="utf-8")
FLAT = " ".join(PAGE.split())
FREE = ("actors.south.military.nests.push.similarity=1",)


def extracted(name, actors, settings=()):
    return extract_scenario(scenario_path(name), actors, settings, histories=64)


@pytest.fixture(scope="module")
def november():
    return extracted("november-2024", "ukraine,russia")


@pytest.fixture(scope="module")
def two():
    return extracted("two-actors", "south,north")


def cells(start):
    """Return the cells of the only row of a table that starts with these words."""
    (row,) = re.findall(rf"^\| {re.escape(start)} \|(.*)\|$", PAGE, flags=re.MULTILINE)
    return [cell.strip() for cell in row.split("|")]


def short(number):
    """Return a number as the page writes it."""
    return f"{number:.3f}".removeprefix("0") if 0.0005 <= number < 1 - 1e-12 else f"{number:.0f}"


def test_the_distances_of_quantal_response_and_equilibrium(november, two):
    for row, found in (
        ("november-2024, ukraine and russia", november),
        ("november-2024, russia and nato", extracted("november-2024", "russia,nato")),
        ("two-actors, south and north", two),
        ("two-actors, south and north, `push` without similarity", extracted("two-actors", "south,north", FREE)),
    ):
        assert cells(row) == [short(found.distance), short(found.steps[-1].from_model)]


def test_the_cost_of_each_step(november, two):
    for step in november.steps[1:]:
        assert cells(step.name) == [short(step.from_model), short(step.from_last)]
    nests, stakes, unerring = (short(step.from_last) for step in two.steps[2:])
    assert f"In two-actors nests cost {nests}, answers as stakes then {stakes}, and the last step, to no error, moves {unerring}." in FLAT


def test_the_choices_of_the_worked_number(november, two):
    for act, p in november.model.items():
        exact, _, quantal, unerring = cells(plain(act))
        assert (exact, quantal, unerring) == (short(p), short(november.quantal.choice[act]), short(november.unerring.choice[act]))
    shown = [short(x) for choice in (two.model, two.quantal.choice) for x in (choice["probe"], choice["hold"])]
    assert "probes in {} of its first choices and holds in {}; quantal response of the stage game gives {} and {}".format(*shown) in FLAT


def test_what_is_feared_and_from_whom(november):
    game, answers = november.game, november.game.play(2.0).answers
    place = next(place for place, one in enumerate(game.crossings) if one.act == "deep_western_missile")
    nuclear, conventional = (short(loss * tier[place]) for loss, tier in ((60, answers[1]), (0.6, answers[0])))
    assert f"{nuclear} is fear of nuclear use and {conventional} fear of a conventional answer" in FLAT
    assert game.play(None).answers[1] == (0.0,) * 6
    low = game.play(0.25)
    assert low.choice["hold"] == max(low.choice.values())
    assert f"({short(min(low.answers[1]))} to {short(max(low.answers[1]))}) that holding is the likeliest act, at {short(low.choice['hold'])}" in FLAT
    believed = next(one.believed for one in game.crossings if one.act == "western_missile")
    assert f"nuclear use is feared at {believed[1]:.5f}".replace("0.", ".") in FLAT
    assert f"a conventional answer feared at {short(believed[0])}" in FLAT


def test_what_the_owner_of_a_third_line_does():
    off = extracted("november-2024", "ukraine,russia", ("owners.nato.active=false",))
    place = next(place for place, one in enumerate(off.game.crossings) if one.act == "deep_western_missile")
    unerring, quantal = (short(off.game.play(precision).answers[1][place]) for precision in (None, 2.0))
    assert f"goes from 0 to {unerring} in equilibrium, and from .004 to {quantal} in quantal response" in FLAT
    assert f"fires a Western missile in {short(off.model['western_missile'])} of its first choices instead of .168" in FLAT
    assert round(100 * sum(kind.probability for kind in off.game.kinds[1] if kind.answers[place])) == 10


def test_one_type_is_enough_for_quantal_response_and_not_for_equilibrium(two):
    one = extract_scenario(scenario_path("two-actors"), "south,north", most=1, histories=64)
    assert one.quantal.choice == pytest.approx(two.quantal.choice, abs=1e-12)
    worth = [f"{found.unerring.values['strike']:.2f}".replace("0.", ".") for found in (one, two)]
    assert "strike seems worth {} instead of {}".format(*worth) in FLAT


def test_the_figures_show_what_is_computed(november):
    for figure in (stage_figures.choices(november), stage_figures.branches(november)):
        assert f"![{figure.title}](figures/{figure.name}.svg)" in PAGE
        with (FOLDER / "figures" / f"{figure.name}.csv").open(encoding="utf-8", newline="") as file:
            kept = [row for row in csv.DictReader(file) if "first choices" not in row.get("series", "")]
        drawn = [dict(zip(figure.columns, row, strict=True)) for row in figure.rows if "first choices" not in str(row[1])]
        assert [float(row["p"]) for row in kept] == pytest.approx([row["p"] for row in drawn], abs=1e-9)
