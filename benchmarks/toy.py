"""A world that costs next to nothing to simulate, behind the same contract as the real one: what is left is the cost of keeping books."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.engine.batch import BLOCK
from sim.experiment.design import Contrast, Design, Experiment, Factor
from sim.experiment.engine import Engine
from sim.experiment.plan import Plan
from sim.results.store import Store
from sim.results.tables import LAYOUTS, ROWS, empty

MEASURES = ("nuclear_use", "clash", "settlement", "no_end", "exposure.border")
NAMES = SimpleNamespace(measures=MEASURES, details=(), channels=(), ticks=(), groups=())
FACTOR = "push"


@dataclass(frozen=True)
class Draft:
    """A file of one number."""

    path: Path

    def scenario(self, overrides: Iterable[str] = ()) -> Any:
        """Return a stand-in for a scenario; its one number is the last override of it."""
        push = [override.partition("=")[2] for override in overrides if override.startswith(f"{FACTOR}=")]
        value = float(push[-1]) if push else 0.5
        return SimpleNamespace(
            id="toy",
            title="Toy",
            text=f"{FACTOR}: {value}\n",
            push=value,
            presets={},
            quantities={},
            numerics=SimpleNamespace(histories=BLOCK, seed=1),
            ladder=SimpleNamespace(names=tuple(map(str, range(13))), first_outcome=10),
            clock=SimpleNamespace(horizon_months=12.0),
            reading="",
            actors=(),
        )

    def setting(self, overrides: Iterable[str] = ()) -> Any:
        """Return the same."""
        return self.scenario(overrides)

    def files(self) -> dict[str, bytes]:
        """Return what was read."""
        return {self.path.name: self.path.read_bytes()}


def names(scenario: Any) -> Any:
    """Return the names of measures."""
    return NAMES


def prepare(scenario: Any) -> Any:
    """Return what `simulate` needs."""
    return SimpleNamespace(push=scenario.push, names=NAMES)


def simulate(prepared: Any, seed: int, index: int, histories: int, left_out: Collection[int] = ()) -> Any:
    """Return one block: weights and measures drawn all at once, the same for the same seed and number."""
    first, count = index * BLOCK, min(BLOCK, histories - index * BLOCK)
    u = np.random.Generator(np.random.Philox(key=[seed, index])).random((count, len(MEASURES)))
    weights = 0.5 + u[:, 0]
    return SimpleNamespace(index=index, first=first, count=count, weights=weights, measures=u * prepared.push, details=u[:, :0], failed=())


def make_up(store: Store, plan: Plan, first: int, last: int) -> None:
    """Write shards of the units first..last whose sums are drawn and not simulated."""
    places = [plan.units()[unit] for unit in range(first, last + 1)]
    keys = [(point.number, block, variant, measure) for point, block in places for variant in plan.variants for measure in MEASURES]
    columns: dict[str, Any] = {name: list(values) for name, values in zip(ROWS.columns[:4], zip(*keys, strict=True), strict=True)}
    luck = np.random.Generator(np.random.Philox(key=[plan.seed, first]))
    columns |= {name: luck.random(len(keys)) for name in ROWS.sums}
    columns["histories"] = np.full(len(keys), BLOCK)
    for kind in plan.kinds:
        layout = LAYOUTS[kind]
        store.write(kind, first, last, columns if layout is ROWS else empty(layout), {"failed": []} if layout is ROWS else None)


ENGINE = Engine(Draft, names, prepare, simulate)


def experiment(folder: Path, points: int, blocks: int, contrast: bool = False) -> Experiment:
    """Return an experiment of so many points with so many blocks each, on a scenario file made in `folder`."""
    path = folder / "toy.yaml"
    path.write_text(f"{FACTOR}: 0.5\n", encoding="utf-8")
    rows = tuple((round(number / points, 9),) for number in range(1, points + 1))
    return Experiment(
        id="toy-sweep",
        title="Toy",
        question="",
        scenario=path,
        overrides=(),
        factors=(Factor(FACTOR, FACTOR, "lever", default=0.5),),
        design=Design("points", rows=rows),
        variants={"base": (), "more": (f"{FACTOR}=0.75",)} if contrast else {"base": ()},
        contrasts=(Contrast("more", "base", "more"),) if contrast else (),
        measures=(),
        replicates=blocks * BLOCK,
        default_replicates=0,
        seed=1,
    )
