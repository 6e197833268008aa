"""What one history of a world needs, counted and not guessed: how often each operation is done, and how often with arguments not seen before.

The counting copy is the obvious kernel run as plain Python, which evaluates whatever it needs where it needs it and keeps nothing; it has the same
distributions as ours (tests/benchmarks/test_obvious.py). An operation whose arguments have been met before, in this history or an earlier one,
could have been kept: `needed` counts the others, after some histories to warm up. As a command it prints the counts as JSON:

    NUMBA_DISABLE_JIT=1 REDLINE_COMPILED=0 python -m benchmarks.counts november-2024 32
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from functools import wraps
from math import isnan
from pathlib import Path
from typing import Any

PLACES = {  # function of the obvious kernel -> what it belongs to; the outermost counts
    "begin": "start",
    "advance": "world",
    "read": "record",
    "choose": "choice",
    "take": "world",
    "answer": "answer",
    "chances_by_type": "lesson",
    "learn": "lesson",
}
EVENTS = {"turn": "events", "choose": "decisions", "value": "acts valued", "answer": "crossings answered", "learn": "lessons", "read": "record ticks"}


class Ledger:
    """Counts by (operation, place): done, and with arguments not seen before; `warm` forgets the counts but not the arguments."""

    def __init__(self) -> None:
        self.done: Counter[tuple[str, str]] = Counter()
        self.needed: Counter[tuple[str, str]] = Counter()
        self.events: Counter[str] = Counter()
        self.seen: dict[str, set[Hashable]] = defaultdict(set)
        self.stack: list[str] = []

    def warm(self) -> None:
        """Begin to count."""
        for counts in (self.done, self.needed, self.events):
            counts.clear()

    def add(self, operation: str, done: float, needed: float | None = None) -> None:
        """Count an operation at the place where the program is; all of it is needed unless said otherwise."""
        place = self.stack[-1] if self.stack else "world"
        self.done[operation, place] += done  # type: ignore[assignment]
        self.needed[operation, place] += done if needed is None else needed  # type: ignore[assignment]

    def fresh(self, kind: str, *arguments: Hashable) -> bool:
        """Return whether these arguments are new, and remember them."""
        new = arguments not in self.seen[kind]
        self.seen[kind].add(arguments)
        return new


def watch(ledger: Ledger, modules: list[Any], name: str, before: Callable[..., None], after: Callable[..., None] | None = None) -> None:
    """Put a counter around a function wherever the modules know it; `before` and `after` get its arguments (and its result)."""
    original = next(vars(module)[name] for module in modules if name in vars(module))
    place = PLACES.get(name)

    @wraps(original)
    def watched(*arguments: Any) -> Any:
        ledger.events[EVENTS.get(name, "")] += 1
        pushed = place is not None and (not ledger.stack or (place == "lesson" and ledger.stack[-1] == "answer") or place == "record")
        if pushed:
            ledger.stack.append(str(place))
        try:
            before(*arguments)
            result = original(*arguments)
            if after:
                after(result, *arguments)
            return result
        finally:
            if pushed:
                ledger.stack.pop()

    for module in modules:
        if name in vars(module):
            setattr(module, name, watched)


def count(scenario: str, histories: int, overrides: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return {"events": per history, "done" and "needed": operation -> place -> per history}, over `histories` after a quarter as many to warm up."""
    from benchmarks.alternatives import numba_obvious, numba_owners, numba_world
    from benchmarks.worlds import world

    if hasattr(numba_obvious.turn, "py_func"):
        raise RuntimeError("counting needs the obvious kernel as plain Python: set NUMBA_DISABLE_JIT=1")
    params = world(scenario, *overrides).params
    ledger = Ledger()
    _watch_all(ledger, [numba_obvious, numba_owners, numba_world], params)
    state = numba_obvious.new_state(params)
    warm = 1 + histories // 4
    for history in range(warm + histories):
        if history == warm:
            ledger.warm()
        numba_obvious.play_all(params, state, history, 1, *_sums(params))
    found: dict[str, Any] = {"scenario": scenario, "histories": histories}
    found["events"] = {name: number / histories for name, number in ledger.events.items() if name}
    for label, counts in (("done", ledger.done), ("needed", ledger.needed)):
        table: dict[str, dict[str, float]] = defaultdict(dict)
        for (operation, place), number in sorted(counts.items()):
            table[operation][place] = number / histories
        found[label] = dict(table)
    return found


def _sums(p: Any) -> tuple[Any, Any]:
    import numpy as np

    from benchmarks.alternatives.numba_obvious import CHANNELS, NAMES

    return np.zeros(len(NAMES)), np.zeros((int(p.ticks), CHANNELS + p.front_initial.shape[0]))


def _watch_all(ledger: Ledger, modules: list[Any], p: Any) -> None:
    """Put counters around everything that costs: see the table of operations in docs/performance."""
    add, fresh = ledger.add, ledger.fresh
    kinds = {(j, tier): int((p.prior_public[j, tier] > 0.0).sum()) for j in range(int(p.owners)) for tier in range(2)}
    pairs = 2 * int(p.cells)
    channels = 12  # of the record, each with five sums

    def nothing(*_: Any) -> None:
        return None

    def ready(stake: float, price: float, noise: float) -> None:
        add("readiness", 1, fresh("readiness", float(stake), float(price), float(noise)))

    def stakes(result: tuple[float, float], _p: Any, s: Any, j: int, d: int, exposure: float, tier: int, own: bool) -> None:
        new = fresh("stakes", int(s.regime), j, d, float(exposure), tier, bool(own))
        add("readiness", 1, new)  # how surely the line is crossed: the same function
        add("log", 2, 2 * new)

    def prices(p_: Any, s: Any, j: int, tier: int, loss: float) -> None:
        new = loss != 0.0 and fresh("price", j, tier, float(loss))
        add("log", int(p_.cells), int(p_.cells) * new)

    def believed(p_: Any, s: Any, j: int, d: int, exposure: float, tier: int, loss: float) -> None:
        despair = max(0.0, float(modules[1].losing(p_, s, p_.side[p_.owner_actor[j]]))) if p_.desperation[j] > 0.0 else 0.0
        key = (int(s.regime), j, d, float(exposure), tier, float(loss), despair, s.belief[j, tier].tobytes())
        add("multiply_add", kinds[j, tier], pairs * fresh("sum", *key))
        prices(p_, s, j, tier, loss)

    def lesson(p_: Any, s: Any, j: int, tier: int, answered: bool) -> None:
        add("multiply_add", 5 * kinds[j, tier])  # chance, evidence, product, norm, pooling over reliability
        add("division", kinds[j, tier], 1)

    def learned(_: None, p_: Any, s: Any, j: int, d: int, exposure: float, tier: int, depth: int, ground: int) -> None:
        prices(p_, s, j, tier, 0.0)

    def chosen(place: int, p_: Any, s: Any, actor: int, channel: int) -> None:
        size = int(p_.menu_size[actor, channel])
        nests: dict[int, int] = Counter(int(p_.option_nest[actor, channel, m]) for m in range(size) if not isnan(s.value[m]))
        if place < 0:
            return
        inside = nests[int(p_.option_nest[actor, channel, place])]
        race = (len(nests) if len(nests) > 1 else 0) + (inside if inside > 1 else 0)  # a race of one needs no luck
        add("draw", len(nests) + inside, race)
        add("log", 2 * (len(nests) + inside), 2 * race)  # Gumbel
        add("exp", sum(nests.values()), sum(n - 1 for n in nests.values()))
        add("log", len(nests), sum(1 for n in nests.values() if n > 1))
        add("division", sum(nests.values()) + len(nests))

    def waited(rate: float) -> None:
        if rate > 0.0:
            add("draw", 1)
            add("log", 1)
            add("division", 1)

    def drawn_normal() -> None:
        add("draw", 1)
        add("quantile", 1)

    def drawn() -> None:
        if ledger.stack[-1:] != ["choice"]:
            add("draw", 1)

    def exponential(x: float) -> None:
        if ledger.stack[-1:] != ["choice"]:
            add("exp", 1, fresh("exp", float(x)))

    def logarithm(x: float) -> None:
        add("log", 1, fresh("log", float(x)))

    def recorded(*_: Any) -> None:
        add("multiply_add", 6 * channels)

    watch(ledger, modules, "ready", ready)
    watch(ledger, modules, "stakes", nothing, stakes)
    watch(ledger, modules, "believed", believed)
    watch(ledger, modules, "learn", lesson)
    watch(ledger, modules, "chances_by_type", nothing, learned)
    watch(ledger, modules, "choose", nothing, chosen)
    watch(ledger, modules, "waiting", waited)
    watch(ledger, modules, "normal", drawn_normal)
    watch(ledger, modules, "random", drawn)
    watch(ledger, modules, "read", recorded)
    for name in ("begin", "turn", "value", "answer", "take", "advance"):
        watch(ledger, modules, name, nothing)
    watch(ledger, [modules[0], modules[2]], "exp", exponential)
    watch(ledger, [modules[2]], "log", logarithm)


def measure(scenario: str, histories: int, overrides: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return `count` of a process of its own, in which nothing is compiled."""
    root = Path(__file__).resolve().parent.parent
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "REDLINE_COMPILED": "0", "PYTHONPATH": str(root)}
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.counts", scenario, str(histories), *overrides]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 (this program itself)
    return json.loads(done.stdout)


if __name__ == "__main__":
    print(json.dumps(count(sys.argv[1], int(sys.argv[2]), tuple(sys.argv[3:])), indent=1))
