"""The figures of the pages: there is one for every game, and its numbers are those that the game gives today."""

import csv
import re
from pathlib import Path

import pytest

from sim.errors import GameError
from sim.games import catalogue
from sim.games.solvers.quantal import principal_at
from sim.report import game_figures

FOLDER = Path(__file__).parents[2] / "docs" / "explanation" / "games"
FIGURES = [
    (name, figure)
    for name in catalogue.names()
    for figure in re.findall(r"!\[[^\]]*\]\(figures/([\w-]+)\.svg\)", (FOLDER / f"{name}.md").read_text(encoding="utf-8"))
]
SAMPLES = 12


def sampled(figure):
    """Return a dozen rows of the numbers of a figure, spread over all of them."""
    with (FOLDER / "figures" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows[:: max(1, len(rows) // SAMPLES)]


@pytest.mark.parametrize("name", catalogue.names())
def test_the_page_of_every_game_shows_a_figure_of_its_own(name):
    own = [figure for game, figure in FIGURES if game == name]
    assert own
    assert all(figure.startswith(f"{name}-") for figure in own)


@pytest.mark.parametrize(("name", "figure"), FIGURES, ids=[figure for _, figure in FIGURES])
def test_the_numbers_of_a_figure_are_those_of_the_game(name, figure):
    game = catalogue.load(name)
    kind = figure.removeprefix(f"{name}-")
    rows = sampled(figure)
    assert len(rows) >= 5
    if kind == "regions":
        regions = [row for row in rows if not row["what"].startswith("line ")]
        assert regions
        for row in regions:
            given = game.values().as_dict() | {game.phases.x: float(row["x"]), game.phases.y: float(row["y"])}
            try:
                expected = game.phases.region(game.values(given))
            except GameError:
                expected = "not legal"
            assert row["what"] == expected
    elif kind == "branches":
        principal = [row for row in rows if row["branch"].startswith("principal")]
        assert principal
        for row in principal:
            place, action = row["panel"].rsplit(": ", 1)
            (strategies,) = principal_at(game.finite_tree(game.values()), [float(row["precision"])])
            assert strategies[place][action] == pytest.approx(float(row["p"]), abs=1e-6)
    else:
        turned = next(known.name for known in game.parameters if known.name.lower().replace("_", "-") == kind)
        headline = game_figures.headline(game, game.values())
        for row in rows:
            found = game.solved(**{turned: float(row["x"])}).named(row["equilibrium"])
            assert found.outcomes[headline] == pytest.approx(float(row["p"]), abs=1e-6)


def test_what_a_game_has_not_cannot_be_drawn():
    chicken, war = (catalogue.load(name) for name in ("chicken", "war-of-attrition"))
    with pytest.raises(GameError, match="chicken has no map of regions"):
        game_figures.regions(chicken, chicken.values())
    with pytest.raises(GameError, match="has no finite tree"):
        game_figures.branches(war, war.values())
    with pytest.raises(GameError, match="no equilibrium of chicken has an outcome 'peace'"):
        game_figures.curves(chicken, chicken.values(), outcome="peace")


def test_a_turn_of_the_principal_branch_is_the_claim_of_its_figure():
    game = catalogue.load("unilateral-deterrence")
    drawn = game_figures.branches(game, game.values())
    assert drawn.title == "As errors become rarer, challenger hard chooses 'challenge' first less, then more often"
