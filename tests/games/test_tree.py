"""What a tree refuses, and what it knows about itself."""

import pytest

from sim.errors import GameError
from sim.games.tree import Chance, Decision, Terminal, Tree, complement

END = Terminal("end", (0.0, 0.0))
PLAYERS = ("a", "b")


@pytest.mark.parametrize(
    ("root", "message"),
    [
        (Terminal("end", (1.0,)), "an end needs 2 finite payoffs"),
        (Terminal("end", (1.0, float("inf"))), "an end needs 2 finite payoffs"),
        (Chance({"x": (0.5, END), "y": (0.4, END)}), "must sum to 1"),
        (Chance({"x": (1.5, END), "y": (-0.5, END)}), "must not be negative"),
        (Chance({}), "at least one action"),
        (Decision("c", "c", {"x": END}), "no player 'c'; players are a, b"),
        (Decision("a", "one", {"x": Decision("b", "one", {"x": END})}), "another player or other actions"),
        (Decision("a", "one", {"x": Decision("a", "two", {"x": END, "y": END}), "y": Decision("a", "two", {"x": END, "y": END})}), "would forget"),
        (Decision("a", "one", {"x": Decision("a", "one", {"x": END})}), "would forget"),
    ],
)
def test_what_is_no_game_is_refused_with_the_place(root, message):
    with pytest.raises(GameError, match=message):
        Tree(PLAYERS, root)


def test_a_player_who_cannot_see_the_other_has_one_information_set_of_two_nodes():
    tree = Tree(PLAYERS, Decision("a", "a", {move: Decision("b", "b", {"u": END, "v": END}) for move in ("x", "y")}))
    assert tree.information_sets["b"].histories == ("x", "y")
    assert not tree.has_perfect_information
    assert [[step.history for step in end.steps] for end in tree.ends] == [["start", "x"], ["start", "x"], ["start", "y"], ["start", "y"]]


def test_chances_before_and_after_a_choice_are_kept_apart():
    late = Chance({"up": (0.25, END), "down": (0.75, END)})
    tree = Tree(PLAYERS, Chance({"hard": (0.1, Decision("a", "a", {"go": late})), "soft": (complement(0.1), END)}))
    first = tree.ends[0]
    assert (first.steps[0].before, first.steps[0].after) == (0.1, 0.25)
    assert first.chance == pytest.approx(0.025)
