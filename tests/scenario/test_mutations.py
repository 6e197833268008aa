"""Every single mistake at every single node of two-actors is refused on a line that has to do with it, or gives a different world that is valid.

The scenario is written out anew with every value on a line of its own, so that "the right line" says something: it is the line of the node, of
the group it was taken from or put into, or a line that names it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load_text
from sim.scenario.nodes import plain
from sim.scenario.text import read
from tests.scenario.examples import TWO

Path = tuple[str | int, ...]
PROSE = ("title", "summary", "reading", "unit", "assumption", "range")  # what a world may lose or change without becoming another
DEFAULT = ("owners", "north", "conventional", "probability_real")  # says what holds anyway, so that dropping it changes nothing
TREE: Any = plain(read(TWO, "two")[0])


class Twice(dict[str, Any]):
    """A group one of whose names is written a second time."""

    again = ""


def written(node: Any, path: Path = (), indent: str = "") -> Iterator[tuple[Path, str]]:
    """Yield the lines of a tree as YAML, each with the path of the node that begins there."""
    pairs = list(node.items()) if isinstance(node, dict) else list(enumerate(node))
    if isinstance(node, Twice):
        pairs.append((node.again, node[node.again]))
    for name, value in pairs:
        head = f"{indent}{name}:" if isinstance(node, dict) else f"{indent}-"
        if isinstance(value, dict | list) and value:
            yield (*path, name), head
            yield from written(value, (*path, name), indent + "  ")
        else:
            yield (*path, name), f"{head} {json.dumps(value)}"


def paths(node: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every node below a tree."""
    for name, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*path, name)
        yield from paths(value, (*path, name))


def dropped(owner: Any, name: str | int) -> Any:
    """Take the node out."""
    del owner[name]
    return owner


def doubled(owner: Any, name: str | int) -> Any:
    """Write the node twice."""
    if isinstance(owner, list):
        return [*owner[: int(name) + 1], *owner[int(name) :]]
    twice = Twice(owner)
    twice.again = str(name)
    return twice


def retyped(owner: Any, name: str | int) -> Any:
    """Put a list where there was a value, and a number where there was a group or a list."""
    owner[name] = 7 if isinstance(owner[name], dict | list) else []
    return owner


def negated(owner: Any, name: str | int) -> Any:
    """Turn the sign of a number (0 becomes -1), the truth of a switch, and a text into one that nobody knows."""
    value = owner[name]
    if isinstance(value, dict | list):
        return None
    owner[name] = not value if isinstance(value, bool) else (-value or -1) if isinstance(value, int | float) else f"{value}-zz"
    return owner


def renamed(owner: Any, name: str | int) -> Any:
    """Give the node a name that nobody knows, at the end of its group."""
    if isinstance(owner, list):
        return None
    owner[f"{name}zz"] = owner.pop(name)
    return owner


def mutant(path: Path, change: Callable[[Any, str | int], Any]) -> Any:
    """Return a changed copy of the tree, or None where the change says nothing here."""
    tree = deepcopy(TREE)
    owners = [tree]
    for step in path[:-1]:
        owners.append(owners[-1][step])
    changed = change(owners[-1], path[-1])
    if changed is None or len(owners) == 1:
        return changed
    owners[-2][path[-2]] = changed
    return tree


USUAL = load_text("\n".join(line for _, line in written(TREE)) + "\n", "x.yaml").text


def test_the_scenario_written_anew_is_the_same_world():
    assert load_text(TWO).text == USUAL


@pytest.mark.parametrize("change", [dropped, doubled, retyped, negated, renamed])
def test_one_mistake_at_any_node_is_refused_on_its_line_or_is_another_world(change):
    missed, refused, valid = [], 0, 0
    for path in paths(TREE):
        tree = mutant(path, change)
        if tree is None:
            continue
        lines = list(written(tree))
        try:
            world = load_text("\n".join(line for _, line in lines) + "\n", "x.yaml")
        except ScenarioError as error:
            refused += 1
            told = [problem.line for problem in error.problems]
            home = (
                path[:-2] if isinstance(path[-1], int) else path
            )  # an entry of a list: the group of the list, as lists are held against one another
            near = [number for number, (where, _) in enumerate(lines, 1) if where[: len(home)] == home or where == path[:-1]]
            names = {str(path[-1]), str(path[-1]) + "zz", str(plain_at(path)), *(str(below[-1]) for below in paths(plain_at(path)))}
            near += [number for number, (where, line) in enumerate(lines, 1) if str(where[-1]) in names or line.split(" ")[-1].strip('"') in names]
            if not any(line in near or line == len(lines) or (line == 1 and len(path) == 1) for line in told):
                missed.append((path, [str(problem) for problem in error.problems]))
        else:
            valid += 1
            if world.text == USUAL and not set(PROSE) & set(map(str, path)) and not (change is dropped and path == DEFAULT):
                missed.append((path, "nothing changed"))
    assert missed == []
    assert refused > valid


def plain_at(path: Path) -> Any:
    """Return the value of the scenario at a path."""
    node = TREE
    for step in path:
        node = node[step]
    return node
