"""The tree a YAML file is read into: plain values, each with the place it stands at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sim.errors import Problem

Plain = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place: file as the user named it, line and column from 1; line 0 where there are no lines (an override).

    `layer` says who speaks last: below 0 the files a scenario starts from, 0 its own file, 1 a preset, 2 an override.
    """

    file: str
    line: int = 0
    column: int = 0
    layer: int = 0

    def problem(self, message: str) -> Problem:
        """Return `message` as a problem at this place."""
        return Problem(self.file, self.line, self.column, message)


@dataclass(slots=True)
class Scalar:
    """One value; `bad` where the reader has already complained about it, so that nobody complains twice."""

    mark: Mark
    value: Plain
    bad: bool = False


@dataclass(slots=True)
class Items:
    """A list."""

    mark: Mark
    items: list[Node] = field(default_factory=list)
    bad: bool = False


@dataclass(slots=True)
class Names:
    """Names and values in the order of the file; `keys` holds the place of each name."""

    mark: Mark
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Mark] = field(default_factory=dict)
    bad: bool = False

    def with_entry(self, name: str, node: Node, mark: Mark | None = None) -> Names:
        """Return a copy in which `name` holds `node`; the original and everything below it are shared, not copied."""
        keys = self.keys if name in self.keys and mark is None else {**self.keys, name: mark or node.mark}
        return Names(self.mark, {**self.entries, name: node}, keys, self.bad)

    def without(self, name: str) -> Names:
        """Return a copy without `name`."""
        return Names(self.mark, {k: v for k, v in self.entries.items() if k != name}, {k: v for k, v in self.keys.items() if k != name}, self.bad)


Node = Scalar | Items | Names


def moved(node: Node, move: Callable[[Mark], Mark]) -> Node:
    """Return the node with `move` applied to every mark in it."""
    if isinstance(node, Scalar):
        return Scalar(move(node.mark), node.value, node.bad)
    if isinstance(node, Items):
        return Items(move(node.mark), [moved(item, move) for item in node.items], node.bad)
    entries = {name: moved(value, move) for name, value in node.entries.items()}
    return Names(move(node.mark), entries, {name: move(mark) for name, mark in node.keys.items()}, node.bad)


def plain(node: Node) -> object:
    """Return the tree as Python dicts, lists and values."""
    if isinstance(node, Names):
        return {name: plain(value) for name, value in node.entries.items()}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return node.value


def size(node: Node) -> int:
    """Return how many values and names there are in a tree, as the reader counts them."""
    waiting, count = [node], 0
    while waiting:
        one = waiting.pop()
        count += 1
        if isinstance(one, Names):
            count += len(one.entries)
            waiting += one.entries.values()
        elif isinstance(one, Items):
            waiting += one.items
    return count


def descend(root: Node, path: Sequence[str | int]) -> Iterator[tuple[str | int, Node]]:
    """Walk down `path` as far as the tree goes, yielding each step taken and the node it reached."""
    node = root
    for step in path:
        if isinstance(node, Names) and str(step) in node.entries:
            node = node.entries[str(step)]
        elif isinstance(node, Items) and str(step).isdecimal() and int(step) < len(node.items):
            node = node.items[int(step)]
        else:
            return
        yield step, node


def nearest(root: Node, path: Sequence[str | int]) -> Node:
    """Return the node at `path`, or the deepest one above it."""
    return [root, *(node for _, node in descend(root, path))][-1]


def at(root: Node, path: Sequence[str | int]) -> Node | None:
    """Return the node at `path`, or None."""
    steps = list(descend(root, path))
    if len(steps) < len(path):
        return None
    return steps[-1][1] if steps else root


def edited(tree: Names, path: Sequence[str | int], node: Node | None) -> Names:
    """Return the tree with `node` at `path` (names all the way, of which only the last may be new), or without that name where it is None.

    An empty path stands for the tree itself.
    """
    if not path:
        return node if isinstance(node, Names) else tree
    name = str(path[0])
    if len(path) == 1:
        return tree.without(name) if node is None else tree.with_entry(name, node)
    below = tree.entries.get(name)
    return tree.with_entry(name, edited(below, path[1:], node)) if isinstance(below, Names) else tree
