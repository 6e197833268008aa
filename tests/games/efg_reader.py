"""A small reader of .efg files, independent of the writer: what another program would understand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sim.games.tree import Chance, Decision, Node, Terminal, Tree

TOKEN = re.compile(r'"([^"]*)"|([{}])|([^\s{},"]+)')


def read_efg(text: str) -> Tree:
    """Return the tree that an .efg text describes; AssertionError where it is no such text."""
    tokens = [match.groups() for match in TOKEN.finditer(text)]
    words = iter([quoted if quoted is not None else other or number for quoted, other, number in tokens])
    assert [next(words) for _ in range(3)] == ["EFG", "2", "R"]
    title = next(words)
    players = tuple(_braces(words))
    assert next(words) == ""
    labels: dict[tuple[int, int], str] = {}

    def node() -> Node:
        kind, _ = next(words), next(words)
        if kind == "t":
            next(words)
            return Terminal(next(words), tuple(float(payoff) for payoff in _braces(words)))
        if kind == "c":
            next(words), next(words)
            items = _braces(words)
            assert next(words) == "0"
            return Chance({action: (float(share), node()) for action, share in zip(items[::2], items[1::2], strict=True)})
        assert kind == "p"
        player, number, label = int(next(words)), int(next(words)), next(words)
        assert labels.setdefault((player, number), label) == label
        actions = _braces(words)
        assert next(words) == "0"
        return Decision(players[player - 1], label, {action: node() for action in actions})

    tree = Tree(players, node(), title)
    assert next(words, None) is None
    for player in range(1, len(players) + 1):
        numbers = sorted(number for owner, number in labels if owner == player)
        assert numbers == list(range(1, len(numbers) + 1))
    return tree


def _braces(words: Iterator[str]) -> list[str]:
    assert next(words) == "{"
    return list(iter(lambda: next(words), "}"))
