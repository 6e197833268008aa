"""`base: NAME`: a scenario that starts from another one and says only what differs.

Groups are merged name by name; single values, lists and everything that describes one value ({value, ...}, {published, ...},
{levels, ...}, {names, ...}) are replaced. A plain number in place of a quantity replaces its value, as an override does.
"""

from __future__ import annotations

from sim.errors import Problem, ScenarioError, quoted
from sim.scenario import shape
from sim.scenario.edit import replaced
from sim.scenario.library import Library
from sim.scenario.nodes import Mark, Names, Node, Scalar, size
from sim.scenario.schema import Document
from sim.scenario.suggest import nearest_name
from sim.scenario.text import NODES, read

LONGEST_CHAIN = 5
OWN = ("schema", "id", "title")  # what every scenario says for itself
_WHOLE = frozenset({"value", "published", "levels", "names"})


def with_base(tree: Names, library: Library, problems: list[Problem]) -> Names:
    """Return the tree put on top of its base, its base's base and so on; ScenarioError for an unknown base, a circle or a long chain."""
    chain, marks, seen = [tree], [], []
    while "base" in chain[-1].entries:
        node = chain[-1].entries["base"]
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            raise ScenarioError([node.mark.problem("base must be the name of a scenario")])
        marks.append(node.mark)
        _check_own(chain[-1], node.mark)
        path = library.scenario(node.value, node.mark)
        if path.resolve() in seen or len(chain) >= LONGEST_CHAIN:
            why = "starts from itself" if path.resolve() in seen else f"stands on more than {LONGEST_CHAIN - 1} others"
            raise ScenarioError([marks[0].problem(f"base {quoted(node.value)}: the scenario {why}")])
        seen.append(path.resolve())
        below, found = read(library.bytes_of(path), str(path), layer=-len(chain))
        problems += found
        if not isinstance(below, Names):
            raise ScenarioError([below.mark.problem("a scenario file is a group of names")])
        chain.append(below)
        if sum(map(size, chain)) > NODES:
            raise ScenarioError([marks[0].problem(f"the scenario and those it starts from have more than {NODES:,} values together")])
    result = chain.pop()
    while chain:
        top = chain.pop()
        result = _merged(result, top.without("base"))
    return result


def _check_own(tree: Names, mark: Mark) -> None:
    missing = [name for name in OWN if name not in tree.entries]
    if missing:
        strangers = [name for name in tree.entries if name not in ("base", "schema", *shape.fields(Document))]
        meant = {name: nearest_name(name, strangers) for name in missing}
        raise ScenarioError(
            mark.problem(f"a scenario with a base still needs its own {quoted(name)}")
            if near is None
            else tree.keys[near].problem(f"unknown name {quoted(near)}; did you mean {quoted(name)}?")
            for name, near in meant.items()
        )


def _merged(below: Names, above: Names) -> Names:
    result = Names(above.mark, dict(below.entries), dict(below.keys), below.bad or above.bad)
    for name, node in above.entries.items():
        there = below.entries.get(name)
        result.entries[name] = _one(there, node) if there is not None else node
        result.keys[name] = above.keys[name]
    return result


def _one(below: Node, above: Node) -> Node:
    both_groups = isinstance(below, Names) and isinstance(above, Names)
    if isinstance(below, Names) and isinstance(above, Names) and not _WHOLE & {*below.entries, *above.entries}:
        return _merged(below, above)
    return above if both_groups else replaced(below, above)
