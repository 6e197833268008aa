"""What a results folder will hold, as data that the manifest carries: points, variants, contrasts, and the numbered units of work.

A unit is one block of 1,024 histories of one design point, for all variants, so that contrasts are computed where the blocks are. Units are
numbered point by point; how they are grouped into tasks and shards changes nothing.

A plan with a target says how exact an answer shall be, not how many histories that takes: it grows by `grown`, keeps its id, and leaves
room in the numbers of its units for every block that a point may come to need.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, cast

from sim.errors import ScenarioError
from sim.experiment import points
from sim.experiment.design import BASE, COMMON, INDEPENDENT, Contrast, Experiment, Factor, Point, Target, override
from sim.experiment.engine import REAL, Draft, Engine
from sim.experiment.manifest import require_plan
from sim.experiment.possible import cannot_be
from sim.experiment.units import ROOM, Units
from sim.results.provenance import run_id, surroundings

HISTORIES = "histories"
KEPT_HISTORIES = 1_000_000  # a run beyond keeps sums only: any history replays from seed and number
RUN_KINDS = ("histories", "credibility", "curves", "shares", "rows")
RULE = "looks-1"  # that ends a plan with a target (see sim.analysis.stopping); raise it with any change to where one ends
SWEEP_KINDS = ("shares", "pairs", "rows")


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a worker needs besides the scenario file; `id` is the run id."""

    id: str
    kind: str  # "run" or "sweep"
    name: str  # of the scenario or experiment
    title: str
    scenario: str  # id of the scenario
    seed: int
    overrides: tuple[str, ...]
    paths: Mapping[str, str]  # factor -> dotted path
    points: Sequence[Point]
    variants: Mapping[str, tuple[str, ...]]
    contrasts: tuple[Contrast, ...]
    measures: tuple[str, ...]
    kinds: tuple[str, ...]
    block: int  # histories a block
    text_digest: str  # of the scenario as the first variant has it, to notice a change under way
    about: Mapping[str, Any]  # what tables and figures say beside the numbers: horizon in months, rungs, actors, how to read the results
    luck: str = COMMON
    target: Target | None = None  # how exact it shall be; the points then have as many histories as they have grown to, in whole blocks
    _units: Units | None = field(default=None, init=False, repr=False, compare=False)  # made once

    def units(self) -> Units:
        """Return (point, block) of every unit, by number, in ascending order."""
        if self._units is None:
            object.__setattr__(self, "_units", Units(self.points, self.block, growing=self.target is not None))
        return cast(Units, self._units)

    def finder(self) -> Callable[[int], tuple[Point, int]]:
        """Return the function from a unit's number to its (point, block), also of blocks to which a growing plan has not grown yet."""
        if self.target is not None:
            return lambda unit: (self.points[unit // ROOM], unit % ROOM)
        return self.units().__getitem__

    def grown(self, blocks: Mapping[int, int]) -> Plan:
        """Return the plan with `blocks` at each of the points named by number, and no more."""
        return replace(self, points=points.grown(self.points, {number: count * self.block for number, count in blocks.items()}))

    def grown_to(self, unit: int) -> Plan:
        """Return the plan, grown where it grows so that it has this unit."""
        if self.target is None:
            return self
        place, block = divmod(unit, ROOM)
        return self.grown({self.points[place].number: block + 1})

    def seed_at(self, point: Point) -> int:
        """Return the seed of all luck at a point, of all its variants: the plan's own, or one made from it and the number of the point.

        It has 53 bits, so that it can be given to `redline replay --seed` and every reader of JSON keeps its last digit.
        """
        if self.luck == COMMON:
            return self.seed
        return int.from_bytes(hashlib.sha256(f"point {point.number} of seed {self.seed}".encode()).digest()[:8], "big") >> 11

    def keeps(self, block: int) -> bool:
        """Return whether the single histories of a block are kept: in a growing plan those of the first blocks only."""
        return HISTORIES in self.kinds and block * self.block < KEPT_HISTORIES

    @property
    def keeps_histories(self) -> bool:
        """Whether every single history is kept."""
        return HISTORIES in self.kinds and max(points.counts(self.points), default=0) <= KEPT_HISTORIES

    def case(self, point: Point, variant: str) -> tuple[str, ...]:
        """Return the overrides of a variant at a point, in the order they apply."""
        return (*self.overrides, *(override(self.paths[name], value) for name, value in point.values.items()), *self.variants[variant])

    def values(self, point: Point) -> dict[str, Any]:
        """Return the value of every factor at a point; at the default point those of the scenario."""
        facts = self.about.get("factors", {})
        return {name: point.values.get(name, facts[name]["default"]) for name in self.paths}

    def histories(self) -> int:
        """Return how many histories the whole plan simulates, variants included."""
        return len(self.variants) * sum(points.counts(self.points))

    def manifest(self) -> dict[str, Any]:
        """Return the plan as JSON values, with versions, machine and command for the record."""
        return {
            "run_id": self.id,
            "kind": self.kind,
            "name": self.name,
            "title": self.title,
            "scenario": self.scenario,
            "seed": self.seed,
            "overrides": list(self.overrides),
            "factors": dict(self.paths),
            "points": points.facts(self.points),
            "variants": {name: list(overrides) for name, overrides in self.variants.items()},
            "contrasts": [{"name": c.name, "from": c.before, "to": c.after, "label": c.label, "claim": c.claim} for c in self.contrasts],
            "measures": list(self.measures),
            "kinds": list(self.kinds),
            "block": self.block,
            "text_digest": self.text_digest,
            "about": dict(self.about),
            "made_with": surroundings(),
        } | self._unusual()

    def _unusual(self) -> dict[str, Any]:
        """Return what most plans do not have; without it a manifest, and so the run id, is what it was before there was such a thing."""
        found: dict[str, Any] = {"target": self.target.facts(), "rule": RULE} if self.target else {}
        return found | ({"luck": self.luck} if self.luck == INDEPENDENT else {})


def from_manifest(manifest: Mapping[str, Any]) -> Plan:
    """Return the plan that a manifest carries; ResultsError where it carries none."""
    require_plan(manifest)
    return Plan(
        id=manifest["run_id"],
        kind=manifest["kind"],
        name=manifest["name"],
        title=manifest["title"],
        scenario=manifest["scenario"],
        seed=manifest["seed"],
        overrides=tuple(manifest["overrides"]),
        paths=manifest["factors"],
        points=points.of_manifest(manifest["points"]),
        variants={name: tuple(overrides) for name, overrides in manifest["variants"].items()},
        contrasts=tuple(Contrast(c["name"], c["from"], c["to"], c["label"], c["claim"]) for c in manifest["contrasts"]),
        measures=tuple(manifest["measures"]),
        kinds=tuple(manifest["kinds"]),
        block=manifest["block"],
        text_digest=manifest["text_digest"],
        about=manifest["about"],
        luck=manifest.get("luck", COMMON),
        target=Target.of_facts(manifest["target"]) if "target" in manifest else None,
    )


def text_digest(scenario: Any) -> str:
    """Return the SHA-256 of a scenario's canonical text."""
    return hashlib.sha256(scenario.text.encode()).hexdigest()


def word_digests(plan: Plan, draft: Draft) -> dict[str, str]:
    """Return for each word that a factor takes, since it may name a file, the digest of the first variant's text at the first point that has it.

    Points that are not legal are passed over; they are told, with their places, before any work.
    """
    first, found = next(iter(plan.variants)), dict[str, str]()
    missing = {override(plan.paths[name], word) for name, listed in points.words(plan.points).items() for word in listed}
    for point in plan.points:
        if not missing:
            break
        words = [override(plan.paths[name], value) for name, value in point.values.items() if isinstance(value, str)]
        if not found.keys() >= set(words):
            with suppress(ScenarioError):
                digest = text_digest(draft.scenario(plan.case(point, first)))
                found |= {word: digest for word in words if word not in found}
                missing -= found.keys()
    return found


def plan_run(scenario: Any, histories: int, seed: int, overrides: Sequence[str] = (), target: Target | None = None) -> Plan:
    """Return the plan of a single run of a loaded scenario: of so many histories, or with a target (then histories is 0)."""
    target = replace(target, zero=(BASE,) if cannot_be(scenario, target.measure) else ()) if target else None
    kinds = RUN_KINDS if histories <= KEPT_HISTORIES else tuple(kind for kind in RUN_KINDS if kind != HISTORIES)
    length = {"target": target.facts(), "rule": RULE} if target else {"histories": histories}
    name = run_id({"kind": "run", "text": scenario.text, "seed": seed} | length)
    return Plan(
        id=name,
        kind="run",
        name=scenario.id,
        title=scenario.title,
        scenario=scenario.id,
        seed=seed,
        overrides=tuple(overrides),
        paths={},
        points=(Point(0, histories, {}),),
        variants={BASE: ()},
        contrasts=(),
        measures=(),
        kinds=kinds,
        block=_block(),
        text_digest=text_digest(scenario),
        about=_about(scenario),
        target=target,
    )


def plan_sweep(experiment: Experiment, engine: Engine = REAL) -> Plan:
    """Return the plan of an experiment; its id covers the text of every variant and every word, every point, the contrasts and what is measured."""
    draft = engine.read(experiment.scenario)
    texts = {name: draft.scenario((*experiment.overrides, *overrides)) for name, overrides in experiment.variants.items()}
    first = next(iter(texts.values()))
    target, drawn = experiment.target, points.points_of(experiment)
    if target:
        target = replace(target, zero=tuple(name for name, scenario in texts.items() if cannot_be(scenario, target.measure)))
        drawn = points.grown(drawn, dict.fromkeys(range(drawn[0].number, drawn[0].number + len(drawn)), 0))
    plan = Plan(
        id="",
        kind="sweep",
        name=experiment.id,
        title=experiment.title,
        scenario=first.id,
        seed=experiment.seed,
        overrides=experiment.overrides,
        paths={factor.name: factor.path for factor in experiment.factors},
        points=drawn,
        variants=experiment.variants,
        contrasts=experiment.contrasts,
        measures=experiment.measures,
        kinds=SWEEP_KINDS if experiment.contrasts else tuple(kind for kind in SWEEP_KINDS if kind != "pairs"),
        block=_block(),
        text_digest=text_digest(first),
        about=_about(first)
        | {"question": experiment.question, "design": experiment.design.facts(), "factors": {f.name: _facts(f) for f in experiment.factors}},
        luck=experiment.luck,
        target=target,
    )
    asked = {name: value for name, value in plan.manifest().items() if name not in ("run_id", "made_with", "title", "text_digest", "about", "points")}
    asked["contrasts"] = [(c.name, c.before, c.after) for c in plan.contrasts]
    known = {name: text_digest(scenario) for name, scenario in texts.items()}
    return replace(plan, id=run_id(asked | {"texts": known | word_digests(plan, draft)}, points.json_parts(drawn)))


def _about(scenario: Any) -> dict[str, Any]:
    actors = sorted(actor.id for actor in scenario.actors)
    return {"horizon_months": scenario.clock.horizon_months, "rungs": list(scenario.ladder.names), "actors": actors, "reading": scenario.reading}


def _facts(factor: Factor) -> dict[str, Any]:
    ends = {"low": factor.low, "high": factor.high} if factor.low == factor.low else {}
    spread = {"distribution": factor.distribution.facts()} if factor.distribution else {}
    listed = {"values": list(factor.values)} if factor.values else {}
    return {"kind": factor.kind, "unit": factor.unit, "scale": factor.scale, "default": factor.default, **ends, **listed, **spread}


def _block() -> int:
    from sim.engine.batch import BLOCK

    return BLOCK


def folder_name(plan: Plan) -> str:
    """Return the name of the results folder: what was asked, and the first 8 digits of the run id."""
    return f"{plan.name}-{plan.id[:8]}"
