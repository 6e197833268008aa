"""Small trees and matrices for tests of solvers: random ones, and a ladder that is a subtraction game."""

from __future__ import annotations

import random

from sim.games.matrix import Matrix
from sim.games.tree import Chance, Decision, Node, Terminal, Tree, complement


def random_matrix(luck: random.Random, rows: int, columns: int, whole: bool = False) -> Matrix:
    """Return a bimatrix game with random payoffs, whole ones from 0 to 3 (often degenerate) if asked."""

    def table() -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(float(luck.randint(0, 3)) if whole else round(luck.uniform(-5, 5), 3) for _ in range(columns)) for _ in range(rows))

    actions = (tuple(f"r{row}" for row in range(rows)), tuple(f"c{column}" for column in range(columns)))
    return Matrix(("row", "column"), actions, table(), table())


def random_perfect_information(luck: random.Random, depth: int, players: tuple[str, ...] = ("a", "b", "c")) -> Tree:
    """Return a tree with chance moves in which everybody knows everything; payoffs are 0 to 3, so ties are common."""
    count = 0

    def node(left: int) -> Node:
        nonlocal count
        if left == 0 or luck.random() < 0.15:
            count += 1
            return Terminal(f"end {count}", tuple(float(luck.randint(0, 3)) for _ in players))
        if luck.random() < 0.25:
            share = luck.choice((0.1, 0.25, 0.5))
            return Chance({"up": (share, node(left - 1)), "down": (complement(share), node(left - 1))})
        count += 1
        return Decision(luck.choice(players), f"set {count}", {action: node(left - 1) for action in ("l", "r")})

    return Tree(players, node(depth))


def random_signalling(luck: random.Random) -> Tree:
    """Return a game of a sender with two types, who sends one of two messages, and a receiver with two answers to each."""
    share = round(luck.uniform(0.1, 0.9), 2)

    def sender(kind: str) -> Decision:
        return Decision("sender", kind, {message: receiver(kind, message) for message in ("m", "n")})

    def receiver(kind: str, message: str) -> Decision:
        ends = {
            answer: Terminal(f"{kind} {message} {answer}", (round(luck.uniform(-3, 3), 2), round(luck.uniform(-3, 3), 2))) for answer in ("y", "z")
        }
        return Decision("receiver", f"after {message}", ends)

    return Tree(("sender", "receiver"), Chance({"strong": (share, sender("strong")), "weak": (complement(share), sender("weak"))}))


def subtraction(total: int, most: int) -> Tree:
    """Return the game in which two sides in turn take 1 to `most` from `total`, and whoever takes the last one loses (misere)."""

    def node(left: int, mover: int, path: tuple[int, ...]) -> Node:
        if left == 0:
            return Terminal(f"{'ab'[mover]} wins", (1.0, -1.0) if mover == 0 else (-1.0, 1.0))
        actions = {f"take {step}": node(left - step, 1 - mover, (*path, step)) for step in range(1, min(most, left) + 1)}
        return Decision("ab"[mover], f"{'ab'[mover]} after {path}", actions)

    return Tree(("a", "b"), node(total, 0, ()))
