"""A tree as text in the extensive-form format of Gambit (.efg), so that another program can solve the same game.

Probabilities and payoffs are written as the decimals they print as, which Gambit reads as exact fractions. Information sets are numbered by player in
the order of the tree; names are kept as labels.

References
----------
Savani and Turocy 2025: Gambit and its file formats.
"""

from __future__ import annotations

from decimal import Decimal

from sim.games.tree import Chance, Node, Terminal, Tree


def to_efg(tree: Tree) -> str:
    """Return the text of an .efg file."""
    numbers: dict[str, tuple[int, int]] = {}  # information set -> (player, number), both from 1
    for known in tree.information_sets.values():
        player = tree.players.index(known.player) + 1
        numbers[known.name] = (player, 1 + sum(owner == player for owner, _ in numbers.values()))
    lines = [f"EFG 2 R {_text(tree.title)} {{ {' '.join(_text(player) for player in tree.players)} }}", '""', ""]
    waiting: list[Node] = [tree.root]
    chances = ends = 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, Terminal):
            ends += 1
            lines.append(f't "" {ends} {_text(node.outcome)} {{ {", ".join(_number(payoff) for payoff in node.payoffs)} }}')
            continue
        if isinstance(node, Chance):
            chances += 1
            branches = " ".join(f"{_text(action)} {_number(share)}" for action, (share, _) in node.branches.items())
            lines.append(f'c "" {chances} "" {{ {branches} }} 0')
            waiting += [below for _, below in reversed(list(node.branches.values()))]
        else:
            player, number = numbers[node.information_set]
            actions = " ".join(_text(action) for action in node.branches)
            lines.append(f'p "" {player} {number} {_text(node.information_set)} {{ {actions} }} 0')
            waiting += reversed(list(node.branches.values()))
    return "\n".join(lines) + "\n"


def _text(words: str) -> str:
    return '"' + words.replace("\\", "/").replace('"', "'") + '"'


def _number(value: float) -> str:
    """Return a number as a plain decimal, without an exponent."""
    return f"{Decimal(repr(float(value))):f}"
