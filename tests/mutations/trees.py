"""Single mistakes at single nodes: a file written out anew with every value on a line of its own, changed at one place, and where that place is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Path = tuple[str | int, ...]
Change = Callable[[Any, Any], Any]


class Twice(dict[str, Any]):
    """A group one of whose names is written a second time."""

    again = ""


class Word(str):
    """A value that is written as it is, without quotes."""


def written(node: Any, path: Path = (), indent: str = "") -> Iterator[tuple[Path, str]]:
    """Yield the lines of a tree as YAML, each with the path of the node that begins there."""
    pairs = list(node.items()) if isinstance(node, dict) else list(enumerate(node))
    if isinstance(node, Twice):
        pairs.append((node.again, node[node.again]))
    for name, value in pairs:
        head = f"{indent}{_key(name)}:" if isinstance(node, dict) else f"{indent}-"
        if isinstance(value, dict | list) and value:
            yield (*path, name), head
            yield from written(value, (*path, name), indent + "  ")
        else:
            yield (*path, name), f"{head} {value if isinstance(value, Word) else json.dumps(value, ensure_ascii=False)}"


def _key(name: str) -> str:
    return name if name.replace(".", "").replace("_", "").replace("-", "").isalnum() and name not in ("y", "n") else json.dumps(name)


def paths(node: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every node below a tree."""
    for name, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*path, name)
        yield from paths(value, (*path, name))


def dropped(owner: Any, name: Any) -> Any:
    """Take the node out."""
    del owner[name]
    return owner


def doubled(owner: Any, name: Any) -> Any:
    """Write the node twice."""
    if isinstance(owner, list):
        return [*owner[: name + 1], *owner[name:]]
    twice = Twice(owner)
    twice.again = str(name)
    return twice


def retyped(owner: Any, name: Any) -> Any:
    """Put a list where there was a value, and a number where there was a group or a list."""
    owner[name] = 7 if isinstance(owner[name], dict | list) else []
    return owner


def turned(owner: Any, name: Any) -> Any:
    """Make a group of a list, and a list of a group."""
    value = owner[name]
    if not isinstance(value, dict | list):
        return None
    owner[name] = {f"a{i}": one for i, one in enumerate(value)} if isinstance(value, list) else list(value.values())
    return owner


def negated(owner: Any, name: Any) -> Any:
    """Turn the sign of a number (0 becomes -1), the truth of a switch, and a text into one that nobody knows."""
    value = owner[name]
    if isinstance(value, dict | list):
        return None
    owner[name] = not value if isinstance(value, bool) else (-value or -1) if isinstance(value, int | float) else f"{value}-zz"
    return owner


def renamed(owner: Any, name: Any) -> Any:
    """Give the node a name that nobody knows, at the end of its group."""
    if isinstance(owner, list):
        return None
    owner[f"{name}zz"] = owner.pop(name)
    return owner


def put(word: str) -> Change:
    """Return the change that puts a word in the place of a value."""

    def change(owner: Any, name: Any) -> Any:
        if isinstance(owner[name], dict | list):
            return None
        owner[name] = Word(word)
        return owner

    change.__name__ = word
    return change


CHANGES: dict[str, Change] = {one.__name__: one for one in (dropped, doubled, renamed, retyped, turned, negated)}
CHANGES |= {word: put(word) for word in ("null", ".nan", "1e300", "1e400")}


def slips(word: str) -> list[str]:
    """Return a word as it is misspelt: a letter lost in the middle, the last one doubled, two swapped, one wrong."""
    half = len(word) // 2
    before, after = word[:half], word[half + 1 :]
    found = [before + after, word + word[-1], before[:-1] + word[half] + before[-1:] + after, f"{before}q{after}"]
    return [one for one in dict.fromkeys(found) if len(word) > 3 and one != word]


def misspelt(tree: Any, path: Path, slip: str) -> Any:
    """Return a copy of a tree with a name misspelt where it stands."""

    def change(owner: Any, name: Any) -> Any:
        return {slip if one == name else one: value for one, value in owner.items()} if isinstance(owner, dict) else None

    return mutant(tree, path, change)


def mutant(tree: Any, path: Path, change: Change) -> Any:
    """Return a changed copy of a tree, or None where the change says nothing here."""
    tree = deepcopy(tree)
    owners = [tree]
    for step in path[:-1]:
        owners.append(owners[-1][step])
    changed = change(owners[-1], path[-1])
    if changed is None or len(owners) == 1:
        return changed
    owners[-2][path[-2]] = changed
    return tree


def at(tree: Any, path: Path) -> Any:
    """Return the value of a tree at a path."""
    for step in path:
        tree = tree[step]
    return tree


def is_near(tree: Any, lines: list[tuple[Path, str]], path: Path, told: list[int]) -> bool:
    """Return whether a line that was told has to do with a change at `path`: its node, the group it is in, or a line that names it or its content.

    Parameters
    ----------
    tree : before the change
    lines : of the changed file
    """
    home = path[:-2] if isinstance(path[-1], int) else path  # an entry of a list: the group of the list, as lists are held against one another
    value = at(tree, path)
    names = {str(path[-1]), f"{path[-1]}zz", str(value), f"{value}-zz", *(str(below[-1]) for below in paths(value))}
    for number in told:
        where, line = lines[min(number, len(lines)) - 1]
        said = {str(where[-2] if isinstance(where[-1], int) and len(where) > 1 else where[-1]), line.rpartition(" ")[2].strip('"')}
        begins = where == path[:-1] or (where[:-1] == path[:-1] and lines[max(number - 2, 0)][0] == path[:-1])  # the group it is in
        if where[: len(home)] == home or begins or names & said or number == len(lines) or (number == 1 and len(path) == 1):
            return True
    return False
