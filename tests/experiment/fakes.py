"""A small engine for tests of everything above the engine: the same contract, a world of three lines.

A history is weight w and a few scores made from draws addressed by (seed, replicate), so that variants share their luck and bits do not
depend on who computes them. `level` and `tilt` are the two numbers a design may turn; `poison` makes the worker die, or single histories fail.
"""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.errors import Problem, ScenarioError
from sim.experiment.engine import Engine

BLOCK = 1024
MEASURES = ("nuclear_use", "nuclear_use.deliberate", "nuclear_use.noise", "nuclear_use.inadvertent", "nuclear_use.via_clash", "nuclear_use.by.red")
MEASURES += ("clash", "settlement", "collapse", "no_end", "answers.red.2", "answers.red.7", "answers.red.8", "acts.blue.strike", "exposure.red")
TICKS = (0.0, 6.0, 12.0)


@dataclass(frozen=True)
class Prepared:
    """What the fake history replay leaves: two numbers and the names."""

    level: float
    tilt: float
    poison: str
    names: Any = field(
        default_factory=lambda: SimpleNamespace(
            scenario="toy",
            measures=MEASURES,
            details=("replicate", "ending"),
            channels=("nuclear", "clash", "tension"),
            ticks=TICKS,
            groups=("low", "high"),
        )
    )


@dataclass(frozen=True)
class Draft:
    """A scenario file of lines `name: value`."""

    text: str

    def scenario(self, overrides: Any = ()) -> Any:
        """Return a stand-in for a scenario: text and the numbers in it."""
        return _scenario(self.text, overrides)

    def setting(self, overrides: Any = ()) -> Any:
        """Return the same."""
        return self.scenario(overrides)

    def files(self) -> Any:
        """Return the file."""
        return {"toy.yaml": self.text.encode()}


def read(path: Path) -> Draft:
    """Return the draft of a file."""
    return Draft(Path(path).read_text())


def _scenario(text: str, overrides: Any) -> Any:
    values = {"level": "0.3", "tilt": "0.2", "poison": ""}
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        if name in values:
            values[name] = value
    for name, _, value in (override.partition("=") for override in overrides):
        if name not in values:
            raise ScenarioError([Problem(f"--set {name}={value}", 0, 0, f"no '{name}'")])
        values[name] = value
    if float(values["level"]) + float(values["tilt"]) > 1.5:
        raise ScenarioError([Problem("--set", 0, 0, f"level and tilt must not exceed 1.5 together, got {values['level']} and {values['tilt']}")])
    numerics = SimpleNamespace(histories=2048, seed=1)
    low_high = {"level": (0.1, 0.6), "tilt": (0.05, 0.4)}
    quantities = {
        name: SimpleNamespace(path=name, value=float(values[name]), low=low_high[name][0], high=low_high[name][1], scale="linear", unit="")
        for name in ("level", "tilt")
    }
    text = "\n".join(f"{name}: {value}" for name, value in sorted(values.items()))
    ladder = SimpleNamespace(names=tuple(f"rung {i}" for i in range(13)), first_outcome=10)
    return SimpleNamespace(
        id="toy",
        title="Toy",
        text=text,
        values=values,
        numerics=numerics,
        quantities=quantities,
        presets={"high": {"level": "0.55"}},
        ladder=ladder,
        clock=SimpleNamespace(horizon_months=12.0),
        reading="Read contrasts.",
        actors=(SimpleNamespace(id="red", nuclear=True), SimpleNamespace(id="blue", nuclear=False)),
        clash=SimpleNamespace(hazard={9: 0.1}),
        settlement=SimpleNamespace(),
        fronts=(),
        actions=(),
        owners=(),
    )


def names(scenario: Any) -> Any:
    """Return the names of measures."""
    return prepare(scenario).names


def prepare(scenario: Any) -> Prepared:
    """Return what `simulate` needs."""
    return Prepared(float(scenario.values["level"]), float(scenario.values["tilt"]), scenario.values["poison"])


def fail(kind: str) -> None:
    """Do what a history does that cannot be played."""
    if kind == "raise":
        raise ZeroDivisionError("a toy that breaks")
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "exit":
        os._exit(3)
    if kind == "segfault":
        faulthandler._sigsegv()
    if kind == "memory":
        before = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (1 << 32, before[1]))
        try:
            np.ones(1 << 30)
        finally:
            resource.setrlimit(resource.RLIMIT_AS, before)
    if kind == "hang":
        while True:
            time.sleep(1)


def simulate(prepared: Prepared, seed: int, index: int, histories: int, without: Any = ()) -> Any:
    """Return one block of histories."""
    if prepared.poison.startswith("once:"):
        marker = Path(prepared.poison[5:])
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif prepared.poison == f"block {index}" and len(without) < BLOCK - 1:  # each history alone is sound
        os.kill(os.getpid(), signal.SIGKILL)
    elif prepared.poison.startswith("slow:"):
        time.sleep(float(prepared.poison[5:]))
    first = index * BLOCK
    count = min(BLOCK, histories - first)
    played = sorted(set(range(first, first + count)) - set(without))
    if prepared.poison.startswith("histories "):
        for number, _, kind in (one.partition(":") for one in prepared.poison.split(" ")[1].split("+")):
            if int(number) in played:
                fail(kind)
    u = np.zeros((count, 6))
    for replicate in played:
        u[replicate - first] = np.random.Generator(np.random.Philox(key=[seed, replicate])).random(6)
    weights = np.exp(0.5 * (u[:, 0] - 0.5) * prepared.tilt)
    q = np.clip(prepared.level * u[:, 1] ** 4, 0, 1)
    parts = [q * 0.2, q * 0.7, q * 0.1, q * 0.05, q]
    clash = (u[:, 2] < prepared.level / 10).astype(float)
    settled = (u[:, 3] < prepared.tilt).astype(float) * (1 - q)
    answers = [(u[:, 4] < 0.5).astype(float), np.floor(3 * u[:, 5]), (u[:, 5] < prepared.tilt).astype(float)]
    measures = np.stack([q, *parts, clash, settled, 0 * q, 1 - q - settled, *answers, np.floor(5 * u[:, 2]), u[:, 1] * prepared.level], axis=1)
    failed = sorted({*({7} if prepared.poison == "failed" and index == 0 else ()), *(set(range(first, first + count)) - set(played))})
    for replicate in failed:
        weights[replicate - first], measures[replicate - first] = 0.0, 0.0
    curves = np.zeros((len(TICKS), 3, 5))
    groups = np.zeros((2, len(TICKS), 5))
    for t, month in enumerate(TICKS):
        for c, y in enumerate((q * month / 12, clash * month / 12, 5 + u[:, 0])):
            curves[t, c] = [weights.sum(), (weights**2).sum(), (weights * y).sum(), (weights**2 * y).sum(), (weights**2 * y**2).sum()]
        for g, chosen in enumerate((u[:, 1] < 0.5, u[:, 1] >= 0.5)):
            w, y = weights[chosen], u[chosen, 2]
            groups[g, t] = [w.sum(), (w**2).sum(), (w * y).sum(), (w**2 * y).sum(), (w**2 * y**2).sum()]
    details = np.stack([first + np.arange(count, dtype=float), np.ones(count)], axis=1)
    return SimpleNamespace(
        index=index,
        first=first,
        count=count,
        weights=weights,
        measures=measures,
        details=details,
        curves=curves,
        groups=groups,
        failed=tuple(failed),
    )


FAKE = Engine(read, names, prepare, simulate)
