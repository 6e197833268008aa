"""Overrides: one value of a scenario replaced by its dotted path, before anything is checked.

    owners.russia.nuclear.audience_cost=1

A target written as {value, range, ...} has its value replaced and loses its source and assumption, which spoke of the old value; a range
that does not hold the new value is widened to hold it. A path the schema knows but the file does not is created. The tree is never
changed: an edited tree shares everything else with the original, so that thousands of edits of one scenario cost little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import Problem, ScenarioError, quoted
from sim.scenario import shape
from sim.scenario.nodes import Items, Mark, Names, Node, Plain, Scalar, moved
from sim.scenario.quantity import Quantity
from sim.scenario.scalars import Refused, in_a_file, resolve
from sim.scenario.schema import Document
from sim.scenario.schema_owners import DoctrineReference
from sim.scenario.suggest import hint
from sim.scenario.text import read

LONGEST_PATH = 200  # characters
PRESET, OVERRIDE = 1, 2  # layers of marks
FIXED = ("schema", "base", "presets", "sources")
_SHORTHANDS = ((Quantity, "value"), (DoctrineReference, "published"))  # what a plain value stands for where a group is asked for


@dataclass(frozen=True, slots=True)
class Override:
    """One value to put at one path; its node carries the place to complain about."""

    path: str
    node: Node


Given = str | Override | tuple[str, Plain]


def parse(given: Given) -> Override:
    """Return the override of "path=value", of (path, value), or the override itself; ScenarioError where it cannot be read."""
    if isinstance(given, Override):
        return given
    if isinstance(given, tuple):
        path, value = given
        return Override(path, Scalar(Mark(f"--set {path}={in_a_file(value)}", layer=OVERRIDE), value))
    path, sign, word = given.partition("=")
    mark = Mark(f"--set {given}", layer=OVERRIDE)
    if not sign or not path.strip():
        raise ScenarioError([mark.problem("write it as path=value, for example clock.horizon_months=6")])
    return Override(path.strip(), _value(word.strip(), mark))


def parse_all(given: Iterable[Given] | Mapping[str, Plain]) -> list[Override]:
    """Return all overrides; ScenarioError lists every one that cannot be read."""
    overrides: list[Override] = []
    problems: list[Problem] = []
    for one in given.items() if isinstance(given, Mapping) else given:
        try:
            overrides.append(parse(one))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return overrides


def _value(word: str, mark: Mark) -> Node:
    if word[:1] in ("[", "{", '"', "'"):
        tree, problems = read(word, mark.file)
        if problems:
            raise ScenarioError([mark.problem(problem.message) for problem in problems])
        return moved(tree, lambda _: mark)
    value = resolve(word)
    if isinstance(value, Refused):
        raise ScenarioError([mark.problem(value.message)])
    return Scalar(mark, value)


def apply(tree: Names, override: Override) -> Names:
    """Return the tree with the override put in; ScenarioError where the schema knows no such path."""
    parts = override.path.split(".")
    mark = override.node.mark
    if len(override.path) > LONGEST_PATH:
        raise ScenarioError([mark.problem(f"a path has at most {LONGEST_PATH} characters")])
    if parts[0] in FIXED:
        raise ScenarioError([mark.problem(f"{quoted(parts[0])} cannot be overridden; write a scenario with 'base:' instead")])
    edited = _put(tree, [Document], parts, 0, override.node)
    return edited if isinstance(edited, Names) else tree


def _put(node: Node | None, kinds: Sequence[Any], parts: Sequence[str], depth: int, new: Node) -> Node:
    if depth == len(parts):
        return replaced(node, new) if node is not None else new
    part = parts[depth]
    node = _spelled_out(node, kinds, part)
    below = shape.step(kinds, part)
    if isinstance(node, Items):
        if not part.isdecimal() or int(part) >= len(node.items):
            raise ScenarioError([new.mark.problem(f"{_path(parts, depth)} is a list of {len(node.items)}; count its entries from 0")])
        items = list(node.items)
        items[int(part)] = _put(items[int(part)], below, parts, depth + 1, new)
        return Items(node.mark, items, node.bad)
    there = node.entries if isinstance(node, Names) else {}
    one_number = "value" in there and Quantity in kinds and part not in shape.fields(Quantity) and below
    if one_number or isinstance(node, Scalar):
        raise ScenarioError([new.mark.problem(f"{_path(parts, depth)} is a single value; nothing stands below it")])
    if not below or (part not in there and not _may_begin(kinds, parts, depth)):
        raise ScenarioError([new.mark.problem(_unknown(node, kinds, parts, depth))])
    if part == "value" and depth == len(parts) - 1 and isinstance(node, Names) and "value" in there:
        return replaced(node, new)
    owner = node if isinstance(node, Names) else Names(new.mark)
    return owner.with_entry(part, _put(there.get(part), below, parts, depth + 1, new), None if part in there else new.mark)


def _spelled_out(node: Node | None, kinds: Sequence[Any], part: str) -> Node | None:
    """Return a plain value as the group it is short for, where the path goes on into that group."""
    if isinstance(node, Scalar):
        for kind, name in _SHORTHANDS:
            if kind in kinds and part in shape.fields(kind):
                return Names(node.mark, {name: node}, {name: node.mark})
    return node


def _may_begin(kinds: Sequence[Any], parts: Sequence[str], depth: int) -> bool:
    """Return whether an absent name may come into being: a field of a section, or the last name of a path in a group of values."""
    if any(shape.is_model(kind) and parts[depth] in shape.fields(kind) for kind in kinds):
        return True
    of_values = not any(shape.is_model(kind) and kind is not Quantity for kind in shape.step(kinds, parts[depth]))
    return of_values and depth == len(parts) - 1


def _unknown(node: Node | None, kinds: Sequence[Any], parts: Sequence[str], depth: int) -> str:
    where = f" in {_path(parts, depth)}" if depth else ""
    known = [*(node.entries if isinstance(node, Names) else ()), *shape.names(kinds)]
    return f"no {quoted(parts[depth])}{where}{hint(parts[depth], dict.fromkeys(known))}"


def _path(parts: Sequence[str], depth: int) -> str:
    return quoted(".".join(parts[:depth]))


def replaced(old: Node, new: Node) -> Node:
    """Return what stands where `old` stood once `new` is put there: a plain number replaces only the value of a quantity."""
    if not (isinstance(old, Names) and "value" in old.entries and isinstance(new, Scalar)):
        return new
    kept = {name: node for name, node in old.entries.items() if name not in ("source", "assumption")}
    keys = {name: mark for name, mark in old.keys.items() if name in kept}
    limits = kept.get("range")
    if isinstance(limits, Items) and isinstance(new.value, int | float) and not isinstance(new.value, bool):
        kept["range"] = _widened(limits, new.value)
    return Names(new.mark, {**kept, "value": new}, keys)


def _widened(limits: Items, value: float) -> Items:
    ends = [item.value for item in limits.items if isinstance(item, Scalar) and isinstance(item.value, int | float)]
    if len(ends) != 2 or ends[0] > ends[1] or ends[0] <= value <= ends[1]:
        return limits
    low, high = min(ends[0], value), max(ends[1], value)
    return Items(limits.mark, [Scalar(limits.items[0].mark, low), Scalar(limits.items[1].mark, high)])
