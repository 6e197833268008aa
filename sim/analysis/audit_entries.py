"""Every value that a scenario says, by its path, and what else it may be: the ends of its range, a step to each side, the other legal words.

Values are read off the canonical text, where defaults and the files that a scenario names are spelled out, so that none can hide. A change is an
override `path=value`; a way is a row of changes of which the first legal one is taken. Where a value has a range, its ends are tried. Else a
number goes half as far again and half as far, 0 goes a quarter to each side; whole numbers and rungs go one up and one down, switches are
turned, words and names are replaced by others of their kind, pairs are turned round, dates move by a month.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sim.scenario import shape
from sim.scenario.nodes import Items, Names, Node, Plain, Scalar, at, plain
from sim.scenario.quantity import Quantity
from sim.scenario.scalars import in_a_file
from sim.scenario.schema import Document
from sim.terms import Attribution, Policy

Ways = tuple[tuple[str, ...], ...]
MONTH = 30  # days
DIGITS = 12  # of a number that is tried: 0.9 and not 0.8999999999999999
TINY = 1e-3  # steps of a number below it are too small to say much
WORDS: dict[str, tuple[str, ...]] = {  # where a word stands -> all that may stand there
    "actors.*.policy": tuple(one.name.lower() for one in Policy),
    "crossings.attribution": tuple(one.name.lower() for one in Attribution),
    "crossings.expected_loss_depth": ("1", "2", "converged"),
    "clock.record_every": ("week", "month"),
    "observers.beliefs": ("public", "none"),
    "timeline.*.event": ("leadership_change", "other"),
}
TEXTS = (  # what is for readers only
    "schema", "id", "title", "hypothetical", "summary", "reading", "ladder", "ladder.names.*", "sources.**", "presets.**", "timeline.*.source",
    "doctrines.*.title", "doctrines.*.document", "doctrines.*.clauses.**", "history.crossings.*.id",
    "history.crossings.*.rung",  # what was observed: held against forecasts, never learned from
)  # fmt: skip
LAST_OF_WORDS = 2  # rung up to which an answer is words, see the codebook of the history
FOR_A_RUN = ("numerics.histories", "numerics.seed")  # how often and with which luck, not what world


class Kind(StrEnum):
    """What kind of value an entry holds."""

    NUMBER = "number"
    WHOLE = "whole number"
    RUNG = "rung"
    SWITCH = "switch"
    WORD = "word"
    NAME = "name"
    DATE = "date"
    TEXT = "text"  # for readers only; no change of it may move anything


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of the canonical text of a scenario: where it stands, what is there, and what is tried instead."""

    path: str
    kind: Kind
    given: str  # as in a file
    ways: Ways
    far: Ways = ()  # tried where none of `ways` moves anything; never beyond a range that is given
    ranged: bool = False  # what is tried are the ends of a range that the scenario gives

    @property
    def is_measured(self) -> bool:
        """Whether it is a number of which the ends of a range are tried, or half of it and half as much again: steps that can be compared."""
        return self.kind is Kind.NUMBER and (self.ranged or float(self.given) != 0.0)


def entries(tree: Names) -> list[Entry]:
    """Return every value of a canonical tree in the order of the text; settings of a run are left out."""
    pools = _pools(tree)
    return [one for path, kinds, node in _leaves(tree, [Document], ()) if (one := _entry(tree, path, kinds, node, pools)) is not None]


def _leaves(node: Node, kinds: list[object], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[object], Node]]:
    if isinstance(node, Scalar) or (isinstance(node, Names) and Quantity in kinds and "value" in node.entries):
        yield path, kinds, node
    else:
        below = node.entries.items() if isinstance(node, Names) else ((str(i), item) for i, item in enumerate(node.items))
        for name, one in below:
            yield from _leaves(one, shape.step(kinds, name), (*path, name))


def _entry(tree: Names, path: tuple[str, ...], kinds: list[object], node: Node, pools: Mapping[str, Collection[str]]) -> Entry | None:
    where, value = ".".join(path), _value_of(node)
    if where in FOR_A_RUN:
        return None
    given = in_a_file(value)
    if any(fits(one, path) for one in TEXTS):
        other = f"another-{'-'.join(path[-2:])}" if isinstance(value, str) else in_a_file(value + 1 if value != LAST_OF_WORDS else value - 1)
        return Entry(where, Kind.TEXT, given, ((f"{where}={other}",),))
    if isinstance(value, bool):
        return Entry(where, Kind.SWITCH, given, ((f"{where}={in_a_file(not value)}",),))
    words = next((words for pattern, words in WORDS.items() if fits(pattern, path)), ())
    if words:
        return Entry(where, Kind.WORD, given, tuple((f"{where}={word}",) for word in words if word != given))
    if Quantity in kinds and isinstance(value, int | float):
        if path[0] == "numerics" and path[-1] not in ("cost_span_sigmas", "proposal_exponent"):
            return Entry(where, Kind.WHOLE, given, tuple((f"{where}={in_a_file(value + step)}",) for step in (1, -1)))
        return _number(tree, path, float(value), node)
    if isinstance(value, int):
        ways = tuple((f"{where}={value + step}",) for step in (1, -1))
        return Entry(where, Kind.RUNG, given, ways, tuple((f"{where}={value + step}",) for step in (-2, 2, -4, 4, 6, 9)))
    if _is_date(given):
        return Entry(where, Kind.DATE, given, _dates(tree, path, dt.date.fromisoformat(given)))
    return Entry(where, Kind.NAME, given, _names(tree, path, given, pools))


def fits(pattern: str, path: tuple[str, ...]) -> bool:
    """Return whether a path has the form of a pattern: `*` stands for any one name, `**` at the end for anything.

    >>> fits("doctrines.*.clauses.**", ("doctrines", "russia-2024", "clauses", "0", "id")), fits("clock.*", ("clock",))
    (True, False)
    """
    steps = pattern.split(".")
    if steps[-1] == "**":
        steps, path = steps[:-1], path[: len(steps) - 1]
    return len(steps) == len(path) and all(step in ("*", name) for step, name in zip(steps, path, strict=True))


def _value_of(node: Node) -> Plain:
    inner = node.entries["value"] if isinstance(node, Names) else node
    assert isinstance(inner, Scalar)  # noqa: S101  # a leaf: what `_leaves` yields
    return inner.value


def _number(tree: Names, path: tuple[str, ...], value: float, node: Node) -> Entry:
    where = ".".join(path)
    limits = node.entries.get("range") if isinstance(node, Names) else None
    if isinstance(limits, Items):
        ends = [item.value for item in limits.items if isinstance(item, Scalar)]
        return Entry(where, Kind.NUMBER, in_a_file(value), tuple((f"{where}={in_a_file(end)}",) for end in ends if end != value), ranged=True)
    if path[-2] == "weights" and path[-1].isdecimal():
        return Entry(where, Kind.NUMBER, in_a_file(value), _shares(tree, path))
    if value == 0.0:
        ways: Ways = ((f"{where}=0.25",), (f"{where}=-0.25",))
        far: Ways = ((f"{where}=1",), (f"{where}=-1",), (f"{where}=10",))
    else:
        more = [1.5 * value, (1.0 + value) / 2.0 if 0.0 < value < 1.0 else value + 1.0]  # the second where a share or a whole number is asked for
        ways = (tuple(_change(where, one) for one in more if abs(one) < math.inf), (_change(where, 0.5 * value), _change(where, value - 1.0)))
        larger = ((_change(where, 10.0 * value),),) if abs(10.0 * value) < math.inf else ()
        far = (*larger, (f"{where}=0", _change(where, 0.1 * value)), (_change(where, -value),))
        far = far if abs(value) > TINY else ((f"{where}=0.25",), *far)
    return Entry(where, Kind.NUMBER, in_a_file(value), ways, far)


def _change(where: str, value: float) -> str:
    return f"{where}={in_a_file(float(f'{value:.{DIGITS}g}'))}"


def _shares(tree: Names, path: tuple[str, ...]) -> Ways:
    """Return the whole list with one share halved and the others raised in proportion, since they sum to 1."""
    whole = _list_of(tree, path[:-1])
    numbers, i = [float(one) for one in whole if isinstance(one, int | float)], int(path[-1])
    rest = 1.0 - numbers[i]
    if not 0.0 < rest < 1.0:
        return ()
    half = numbers[i] / 2.0
    moved = [half if k == i else one * (1.0 - half) / rest for k, one in enumerate(numbers)]
    return ((f"{'.'.join(path[:-1])}=[{', '.join(in_a_file(one) for one in moved)}]",),)


def _dates(tree: Names, path: tuple[str, ...], given: dt.date) -> Ways:
    where = ".".join(path)
    days = [given + dt.timedelta(MONTH), given - dt.timedelta(MONTH)]
    rows = _list_of(tree, ("history", "crossings"))
    dated = sorted(dt.date.fromisoformat(str(row["date"])) for row in rows if isinstance(row, dict))
    if path[0] == "history" or path[-1] == "in_force_from":  # what matters is which crossings come before
        start = dt.date.fromisoformat(str(_plain_at(tree, ("clock", "start"))))
        first, last = (dated[0], dated[-1]) if dated else (given, given)
        days += [start + dt.timedelta(1), first - dt.timedelta(1), last + dt.timedelta(1)]
    return tuple((f"{where}={day.isoformat()}",) for day in dict.fromkeys(days) if day != given)


def _names(tree: Names, path: tuple[str, ...], given: str, pools: Mapping[str, Collection[str]]) -> Ways:
    where = ".".join(path)
    others = dict.fromkeys(name for pool in pools.values() if given in pool for name in pool if name != given)
    ways = [(f"{where}={name}",) for name in list(others)]
    if path[-1].isdecimal():
        whole = [str(one) for one in _list_of(tree, path[:-1])]
        kept = [one for i, one in enumerate(whole) if i != int(path[-1])]
        ways += [(f"{'.'.join(path[:-1])}=[{', '.join(some)}]",) for some in (kept, whole[::-1])]
    return tuple(ways)


def _pools(tree: Names) -> dict[str, list[str]]:
    """Return the names that may stand for one another, by kind."""
    groups = ("actors", "actions", "fronts", "flags", "doctrines")
    pools = {group: list(node.entries) for group in groups if isinstance(node := at(tree, (group,)), Names)}
    owners = at(tree, ("owners",))
    names = list(owners.entries) if isinstance(owners, Names) else []
    lines = [node for name in names if isinstance(node := at(tree, ("owners", name, "lines")), Names)]
    pools["dimensions"] = list(dict.fromkeys(dimension for node in lines for dimension in node.entries))
    pools["sides"] = [str(side) for side in _list_of(tree, ("sides",))]
    return pools


def _list_of(tree: Names, path: tuple[str, ...]) -> list[object]:
    found = _plain_at(tree, path)
    return found if isinstance(found, list) else []


def _plain_at(tree: Names, path: tuple[str, ...]) -> object:
    node = at(tree, path)
    return plain(node) if node is not None else None


def _is_date(given: str) -> bool:
    try:
        dt.date.fromisoformat(given)
    except ValueError:
        return False
    return True
