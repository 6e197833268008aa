"""Engines for tests of analyses: worlds whose outcome is a known function of their factors, so that wrong indices and wrong boxes turn red.

Factors are called a, b, c, ... and go from 0 to 1; `shift` and `times` are what variants turn. A history
scores the response, plus noise of a given size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.analysis.sweeps import SweepResult, run_sweep
from sim.backends.local import Threads
from sim.experiment.engine import Engine
from sim.experiment.load import load_experiment
from tests.experiment import fakes

FACTORS = "abcdef"
NAMES = SimpleNamespace(
    scenario="toy", measures=("clash", "nuclear_use", "acts.blue.strike"), details=("replicate",), channels=(), ticks=(), groups=()
)
ISHIGAMI = {"S1": (0.313905, 0.442411, 0.0), "ST": (0.557589, 0.442411, 0.243684), "S2": 0.243684}  # a = 7, b = 0.1; S2 of the first and the third


def ishigami(a: float, b: float, c: float) -> float:
    """Return the function of Ishigami and Homma (1990) with a = 7 and b = 0.1, of shares of [-pi, pi]."""
    x, y, z = (math.pi * (2 * share - 1) for share in (a, b, c))
    return math.sin(x) + 7 * math.sin(y) ** 2 + 0.1 * z**4 * math.sin(x)


def respond(kind: str, x: dict[str, float]) -> float:
    """Return the response of a kind in [0, 1] at a point."""
    if kind == "ishigami":
        return (ishigami(x["a"], x["b"], x["c"]) + 11) / 30
    if kind == "linear":  # variances of 9, 4 and 1 parts of 14; the rest is inert
        return 0.1 + (3 * x["a"] + 2 * (1 - x["b"]) + x["c"]) / 10
    if kind == "box":
        return 0.8 if x["a"] > 0.6 and x["b"] < 0.5 else 0.1 + 0.05 * x["c"]
    if kind == "product":
        return 0.02 * 10 ** (x["a"] + 0.5 * x["b"])
    return {"flat": 0.25, "none": 0.0}[kind]


@dataclass(frozen=True)
class World:
    """A scenario of these worlds, as drafts, plans and blocks ask for it."""

    values: tuple[tuple[str, str], ...]

    def scenario(self, overrides: Any = ()) -> Any:
        """Return a stand-in for a scenario."""
        found = dict(self.values) | dict(override.split("=") for override in overrides)
        return scenario_of(found)

    setting = scenario

    def files(self) -> Any:
        """Return the file."""
        return {"world.yaml": "".join(f"{name}: {value}\n" for name, value in self.values).encode()}


def scenario_of(found: dict[str, str]) -> Any:
    """Return what the toy scenario of the other tests has, with our factors in it."""
    quantities = {name: SimpleNamespace(path=name, value=float(found.get(name, 0.5)), low=0.0, high=1.0, scale="linear", unit="") for name in FACTORS}
    base = fakes._scenario("", ())
    base.text, base.values, base.quantities = "\n".join(f"{k}: {v}" for k, v in sorted(found.items())), found, quantities
    return base


def read(path: Path) -> World:
    """Return the world of a file of lines `name: value`."""
    return World(tuple(tuple(line.split(": ")) for line in Path(path).read_text().splitlines()))  # type: ignore[arg-type]


def names(scenario: Any) -> Any:
    """Return the names of measures."""
    return NAMES


def prepare(scenario: Any) -> Any:
    """Return what `simulate` needs: the response, the noise, and what variants shift."""
    found = scenario.values
    x = {name: float(found.get(name, 0.5)) for name in FACTORS}
    shift = float(found.get("shift", 0.0)) * (x["a"] - 0.3)  # a contrast of it turns its sign where a is 0.3
    p = respond(found["kind"], x) * float(found.get("times", 1.0)) + shift
    return SimpleNamespace(names=NAMES, p=p, noise=float(found["noise"]), apart=float(found["apart"]), where=tuple(x.values()))


def simulate(prepared: Any, seed: int, index: int, histories: int, without: Any = ()) -> Any:
    """Return one block of histories: the response plus noise that all points share, and `apart` times as much that differs from point to point."""
    first = index * fakes.BLOCK
    count = min(fakes.BLOCK, histories - first)
    luck = np.random.Generator(np.random.Philox(key=[seed, index])).standard_normal((2, count))
    phase = sum((place + 1) * value for place, value in enumerate(prepared.where))
    scores = prepared.p + prepared.noise * (luck[0] + prepared.apart * math.sin(7 * phase) * luck[1])
    measures = np.stack([np.zeros(count), scores, 3 * scores], axis=1)
    return SimpleNamespace(index=index, first=first, count=count, weights=np.ones(count), measures=measures, failed=())


ENGINE = Engine(read, names, prepare, simulate)


def swept(
    folder: Path,
    kind: str,
    design: str,
    factors: str = "abc",
    histories: int = 4,
    variants: str = "",
    noise: float = 0.0,
    apart: float = 1.0,
    more: str = "",
) -> SweepResult:
    """Return the sweep of a response over some factors, done in `folder`; with `variants` given, a contrast from the first to the second."""
    (folder / "world.yaml").write_text(f"kind: {kind}\nnoise: {noise}\napart: {apart}\n")
    lines = ["schema: redline/experiment/1", "id: toy", "title: A toy", "scenario: world.yaml", "seed: 3", f"replicates: {histories}"]
    lines += ["factors:", *(f"  {name}: {{path: {name}}}" for name in factors), f"design: {design}"]
    if variants:
        lines += ["variants:", "  without: {}", f"  with: {variants}", "contrasts:", "  - {name: change, from: without, to: with, label: the change}"]
    (folder / "toy.yaml").write_text("\n".join([*lines, more]) + "\n")
    return run_sweep(load_experiment(folder / "toy.yaml", ENGINE), out=folder / "out", engine=ENGINE, backend=Threads(2))
