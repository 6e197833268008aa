"""What every game of the catalogue keeps to. A new game is tested here as soon as its file exists."""

import json
import math
import re
from functools import cache
from pathlib import Path

import pytest

from sim.games import catalogue
from sim.games.game import OURS, Fidelity
from sim.games.solvers.evaluate import evaluate
from tests.games.points import legal_points

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "explanation" / "games"
POINTS = 12  # random settings a game is solved at, beside its defaults
QUANTAL = {"logit quantal response", "probit agent error"}
UNREACHED_MAY_ERR = {"Nash", "pure Nash", "mixed Nash", "Bayesian Nash"}
each_game = pytest.mark.parametrize("name", catalogue.names())


@cache
def bibliography() -> set[str]:
    return set(re.findall(r"^- \*\*([a-z0-9-]+)\*\*", (ROOT / "docs/bibliography.md").read_text(encoding="utf-8"), flags=re.MULTILINE))


@cache
def solved(name):
    """Return (game, values, solution) at the defaults and at random settings."""
    game = catalogue.load(name)
    return [(game, values, game.solve(values)) for values in (game.values(), *legal_points(game, POINTS))]


@cache
def rows(name):
    return tuple(catalogue.load(name).checks())


def is_distribution(shares):
    return min(shares) >= -1e-12 and max(shares) <= 1 + 1e-12 and math.fsum(shares) == pytest.approx(1, abs=1e-9)


@each_game
def test_a_game_declares_itself(name):
    game = catalogue.load(name)
    assert game.name == name
    assert game.question.endswith("?")
    assert all(getattr(game, words) for words in ("title", "moves", "information", "payoffs", "followed"))
    assert game.players
    assert isinstance(game.fidelity, Fidelity)
    assert len({known.name for known in game.parameters}) == len(game.parameters)
    assert all(known.meaning and known.name.isidentifier() for known in game.parameters)
    assert not game.curve or game.parameter(game.curve).range


@each_game
def test_every_source_is_in_the_bibliography(name):
    game = catalogue.load(name)
    used = {game.source, *game.further_sources, *(known.source for known in game.parameters)} - {OURS}
    assert used - bibliography() == set()


@each_game
def test_a_game_has_a_page_of_its_name_that_the_index_names(name):
    page = PAGES / f"{name}.md"
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert headings == ["Question", "The game", "Equilibria", "A worked number", "Figure", "What it teaches about red lines", "Sources"]
    assert f"]({name}.md)" in (PAGES / "index.md").read_text(encoding="utf-8")
    assert f"explanation/games/{name}.md" in (ROOT / "docs/index.md").read_text(encoding="utf-8")


@each_game
def test_probabilities_are_probabilities_and_json_is_finite(name):
    for game, values, solution in solved(name):
        assert solution.statement
        for found in solution:
            assert is_distribution(found.outcomes.values()), values.as_dict()
            assert all(is_distribution(mixed.values()) for mixed in (*found.strategies.values(), *found.beliefs.values()))
            assert set(found.values) == set(game.players)
            assert found.strategies or found.plans
        assert len({found.name for found in solution}) == len(solution)
        json.dumps(solution.as_dict(), allow_nan=False)


@each_game
def test_nobody_gains_by_leaving_an_equilibrium(name):
    for game, values, solution in solved(name):
        if game.tree is None and game.matrix is None:
            return
        tree = game.finite_tree(values)
        scale = max(abs(payoff) for end in tree.ends for payoff in end.payoffs)
        for found in solution:
            assert set(found.strategies) == set(tree.information_sets)
            check = evaluate(tree, found.strategies, found.beliefs)
            assert check.outcomes == pytest.approx(dict(found.outcomes), abs=1e-9)
            assert check.values == pytest.approx(dict(found.values), abs=1e-9 * max(1, scale))
            if found.kind in QUANTAL:
                continue
            for place, gap in check.gaps.items():
                unreached = check.reached[place] == 0
                if not (unreached and found.kind in UNREACHED_MAY_ERR):
                    assert gap is not None, (found.name, place)
                    assert gap <= 1e-9 * max(1, scale), (found.name, place, values.as_dict())


@each_game
def test_the_map_of_regions_agrees_with_the_solution(name):
    for game, values, solution in solved(name):
        if game.phases is None:
            return
        assert game.phases.region(values) == solution.region


@each_game
def test_every_row_of_the_table_of_replications_holds(name):
    assert rows(name)
    failed = [(row.quantity, dict(row.parameters), row.expected, row.obtained) for row in rows(name) if not row.holds]
    assert failed == [
        (row.quantity, dict(row.parameters), row.expected, row.obtained) for row in rows(name) if row.fidelity is Fidelity.NOT_REPRODUCED
    ]


@each_game
def test_the_rows_of_the_table_are_legal_settings(name):
    game = catalogue.load(name)
    for row in rows(name):
        assert game.values(row.parameters)
        assert row.where
