"""Every single mistake at every single node of two-actors is refused on a line that has to do with it, or gives a different world that is valid.

The scenario is written out anew with every value on a line of its own, so that "the right line" says something: it is the line of the node, of
the group it was taken from or put into, or a line that names it. All shipped files get the same from `make mutations`; see tests/mutations.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load_text
from sim.scenario.nodes import plain
from sim.scenario.text import read
from tests.mutations.trees import CHANGES, dropped, is_near, mutant, paths, written
from tests.scenario.examples import TWO

PROSE = ("title", "summary", "reading", "unit", "assumption", "range")  # what a world may lose or change without becoming another
DEFAULT = ("owners", "north", "conventional", "probability_real")  # says what holds anyway, so that dropping it changes nothing
TREE: Any = plain(read(TWO, "two")[0])
USUAL = load_text("\n".join(line for _, line in written(TREE)) + "\n", "x.yaml").text


def test_the_scenario_written_anew_is_the_same_world():
    assert load_text(TWO).text == USUAL


@pytest.mark.parametrize("kind", CHANGES)
def test_one_mistake_at_any_node_is_refused_on_its_line_or_is_another_world(kind):
    change, missed, refused, valid = CHANGES[kind], [], 0, 0
    for path in paths(TREE):
        tree = mutant(TREE, path, change)
        if tree is None:
            continue
        lines = list(written(tree))
        try:
            world = load_text("\n".join(line for _, line in lines) + "\n", "x.yaml")
        except ScenarioError as error:
            refused += 1
            if not is_near(TREE, lines, path, [problem.line for problem in error.problems]):
                missed.append((path, [str(problem) for problem in error.problems]))
        else:
            valid += 1
            if world.text == USUAL and not set(PROSE) & set(map(str, path)) and not (change is dropped and path == DEFAULT):
                missed.append((path, "nothing changed"))
    assert missed == []
    assert refused > valid
