"""The export: read back by an independent reader it is the same game, and where Gambit is installed it finds the same equilibria in it."""

import random

import pytest

from sim.games import catalogue
from sim.games.efg import to_efg
from sim.games.solvers.nash import all_nash
from sim.games.solvers.quantal import logit_at
from sim.games.tree import Chance, Decision, Terminal, Tree
from tests.games.efg_reader import read_efg
from tests.games.examples import random_matrix, random_perfect_information, random_signalling

FINITE = [name for name in catalogue.names() if (game := catalogue.load(name)).tree is not None or game.matrix is not None]


def finite(name):
    game = catalogue.load(name)
    return game.finite_tree(game.values())


@pytest.mark.parametrize("name", FINITE)
def test_every_finite_game_of_the_catalogue_reads_back_as_itself(name):
    tree = finite(name)
    assert read_efg(to_efg(tree)) == tree


@pytest.mark.parametrize("seed", range(10))
def test_random_games_read_back_as_themselves(seed):
    luck = random.Random(seed)
    for tree in (random_perfect_information(luck, 4), random_signalling(luck), random_matrix(luck, 3, 2).tree("m")):
        assert read_efg(to_efg(tree)) == tree


def test_small_numbers_are_written_without_exponent_and_quotes_cannot_break_out():
    end = Terminal('a "b" \\ c', (1e-9, -2.5e20))
    tree = Tree(("one", "two"), Chance({"x": (0.5, end), "y": (0.5, Decision("one", "s", {"go": end}))}))
    text = to_efg(tree)
    assert "{ 0.000000001, -250000000000000000000 }" in text
    assert "\"a 'b' / c\"" in text


def gambit_game(tree, tmp_path):
    pygambit = pytest.importorskip("pygambit", minversion="17.0.0b1", reason="Gambit 17 reads profiles otherwise than 16")
    file = tmp_path / "game.efg"
    file.write_text(to_efg(tree), encoding="utf-8")
    return pygambit, pygambit.read_efg(str(file))


def behaviour(profile, tree):
    """Return strategies by information set of a Gambit profile: sets of one player in the order of the tree."""
    found = {}
    for player in tree.players:
        own = [known for known in tree.information_sets.values() if known.player == player]
        for known, (_, mixed) in zip(own, profile[player], strict=True):
            found[known.name] = {action: float(mixed[action]) for action in known.actions}
    return found


@pytest.mark.parametrize("name", ["critical-risk", "unilateral-deterrence", "matching-pennies"])
def test_gambit_follows_the_same_branch_of_quantal_response(name, tmp_path):
    tree = finite(name)
    pygambit, game = gambit_game(tree, tmp_path)
    precisions = [0.5, 1.0, 5.0, 20.0]
    for precision, point in zip(precisions, pygambit.qre.logit_solve_lambda(game, precisions), strict=True):
        principal = logit_at(tree, precision).named("principal branch")
        for place, mixed in behaviour(point.profile, tree).items():
            assert principal.strategies[place] == pytest.approx(mixed, abs=1e-6)


def test_gambit_finds_the_three_equilibria_of_chicken(tmp_path):
    game = catalogue.load("chicken")
    tree = game.finite_tree(game.values({"P2": -100}))
    pygambit, theirs = gambit_game(tree, tmp_path)
    found = [behaviour(profile, tree) for profile in pygambit.nash.enumpoly_solve(theirs).equilibria]
    ours = [one.strategies for one in all_nash(game.matrix(game.values({"P2": -100})))]
    assert len(found) == len(ours)
    assert all(any(place["first"]["firm"] == pytest.approx(one["first"]["firm"]) for one in ours) for place in found)


@pytest.mark.parametrize("seed", range(5))
def test_gambit_follows_the_same_branch_in_random_signalling_games(seed, tmp_path):
    tree = random_signalling(random.Random(seed))
    pygambit, game = gambit_game(tree, tmp_path)
    (point,) = pygambit.qre.logit_solve_lambda(game, [2.0])
    principal = logit_at(tree, 2.0).named("principal branch")
    for place, mixed in behaviour(point.profile, tree).items():
        assert principal.strategies[place] == pytest.approx(mixed, abs=1e-6)
