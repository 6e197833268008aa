"""Owners of red lines as arrays: their lines under each regime of doctrine, their private types, their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.encode.layout import axis_size
from sim.encode.names import Names, key_of
from sim.encode.types import cost_grid, prior_table
from sim.rules.numerics import log
from sim.rules.provocation import UNDECLARED
from sim.scenario.world import Doctrine, Owner, Scenario, TypeSpec
from sim.terms import Attribution


def nuclear_lines(doctrine: Doctrine | None, owner: Owner, dimensions: Sequence[str]) -> list[float]:
    """Return the nuclear line a text draws on each dimension (UNDECLARED where none, or where the owner has never declared)."""
    named = doctrine.nuclear_lines if doctrine and owner.declared else {}
    of = {line.dimension: line.doctrine_line for line in owner.lines}
    return [named.get(of.get(d, d), UNDECLARED) for d in dimensions]


def encode_lines(scenario: Scenario, names: Names, owners: Sequence[Owner], events: Sequence[Any]) -> dict[str, Any]:
    """Return the fields of lines, doctrines and attribution, regime by regime."""
    regimes, dims, count = len(events) + 1, names.dimensions, len(owners)
    has, value = np.zeros((count, len(dims)), np.int64), np.zeros((count, len(dims)))
    line = np.full((count, len(dims)), UNDECLARED)
    public, own = np.zeros((regimes, count, len(dims))), np.zeros((regimes, count, len(dims)))
    share, wait = np.zeros((regimes, count)), np.zeros((regimes, count))
    ground: list[tuple[int, int, int, float]] = []
    successor = next((g for g, event in enumerate(events) if event.kind == "leadership_change"), None)
    side_of = {actor.id: actor.side for actor in scenario.actors}
    for j, owner in enumerate(owners):
        for one in owner.lines:
            d = dims.index(one.dimension)
            has[j, d], value[j, d] = 1, one.stake
            if one.conventional_line is not None and owner.declared:
                line[j, d] = one.conventional_line
            if one.front is not None:
                first, _ = next(front.between for front in scenario.fronts if front.id == one.front)
                sign = -1.0 if side_of[owner.id] == first else 1.0  # a front falls where the first side loses
                ground.append((j, d, names.fronts.index(one.front), sign * one.per_unit))
        texts = (owner.published, owner.operative)
        for g in range(regimes):
            if g and owner.id in events[g - 1].doctrine:
                texts = events[g - 1].doctrine[owner.id]
            public[g, j] = nuclear_lines(texts[0], owner, dims)
            own[g, j] = nuclear_lines(texts[1], owner, dims)
            share[g, j] = texts[1].backer_share if texts[1] else 1.0
            wait[g, j] = log(1.0 + owner.wait_for_successor) if successor is not None and g <= successor else 0.0
    crossings = scenario.crossings
    actors = names.actors
    return {
        "owner_actor": np.array([actors.index(owner.id) for owner in owners], np.int64),
        "owner_key": np.array([key_of("owner", owner.id) for owner in owners], np.uint64),
        "has_line": has,
        "value": value,
        "conventional_line": line,
        "nuclear_line_public": public,
        "nuclear_line_own": own,
        "backer_share": share,
        "log_wait": wait,
        "ambiguity": float(crossings.ambiguity),
        "exposure_noise": float(crossings.exposure_noise),
        "attribution": int(Attribution[crossings.attribution.upper()]),
        "depth": int(crossings.expected_loss_depth),
        "believes": int(scenario.beliefs == "public"),
        "ground_owner": np.array([row[0] for row in ground], np.int64),
        "ground_dimension": np.array([row[1] for row in ground], np.int64),
        "ground_front": np.array([row[2] for row in ground], np.int64),
        "ground_scale": np.array([row[3] for row in ground], np.float64),
        "ground_step": float(crossings.state_step),
    }


def encode_types(scenario: Scenario, owners: Sequence[Owner]) -> dict[str, Any]:
    """Return the fields of private types: grids, priors, reliabilities, noise."""
    numerics = scenario.numerics
    cells, span = numerics.cost_cells, numerics.cost_span_sigmas
    stride = axis_size("cells", cells)
    nuclear_actors = {actor.id for actor in scenario.actors if actor.nuclear}
    specs: list[tuple[TypeSpec, TypeSpec]] = []
    has_nuclear = []
    for owner in owners:
        armed = owner.nuclear is not None and owner.nuclear_answer is not None and owner.id in nuclear_actors
        has_nuclear.append(int(armed))
        specs.append((owner.conventional, owner.nuclear if armed and owner.nuclear else owner.conventional))
    levels = max((len(spec.reliability_levels) for pair in specs for spec in pair), default=1)
    shape = (len(owners), 2)
    out: dict[str, Any] = {
        "has_nuclear": np.array(has_nuclear, np.int64),
        "cost": np.zeros((*shape, cells)),
        "log_cost": np.zeros((*shape, cells)),
        "proposal_cumulative": np.zeros((*shape, cells)),
        "cell_weight": np.ones((*shape, cells)),
        "audience_cost": np.zeros(shape),
        "reliability": np.zeros((*shape, levels)),
        "tier_levels": np.zeros(shape, np.int64),
        "false_alarm": np.zeros(shape),
        "answer_noise": np.zeros(shape),
        "desperation": np.array([owner.desperation for owner in owners], np.float64),
        "prior_public": np.zeros((*shape, levels * 2 * stride)),
        "prior_true": np.zeros((*shape, levels * 2 * stride)),
        "proposal_exponent": float(numerics.proposal_exponent),
    }
    for j, pair in enumerate(specs):
        for tier, spec in enumerate(pair):
            out["cost"][j, tier] = cost_grid(spec, cells, span)
            out["log_cost"][j, tier] = [log(cost) for cost in out["cost"][j, tier]]
            out["audience_cost"][j, tier] = spec.audience_cost
            out["reliability"][j, tier, : len(spec.reliability_levels)] = spec.reliability_levels
            out["tier_levels"][j, tier] = len(spec.reliability_levels)
            out["false_alarm"][j, tier] = spec.false_alarm if tier == 0 else 0.0
            out["answer_noise"][j, tier] = spec.answer_noise
            out["prior_true"][j, tier] = prior_table(spec, cells, levels, span, 0.0, stride)
            out["prior_public"][j, tier] = prior_table(spec, cells, levels, span, scenario.bias if tier == 1 else 0.0, stride)
    return out


def encode_answers(scenario: Scenario, names: Names, owners: Sequence[Owner]) -> dict[str, Any]:
    """Return the fields of what owners may answer."""
    count, dims = len(owners), names.dimensions
    exposes = np.zeros((count, 3, len(dims)))
    verbal = [owner.verbal_answer for owner in owners]
    width = max((len(one.rungs) for one in verbal if one), default=1)
    rungs, cumulative = np.zeros((count, width), np.int64), np.ones((count, width))
    for j, owner in enumerate(owners):
        kinds = (owner.conventional_answer, owner.nuclear_answer, owner.backer_answer)
        for kind, answer in enumerate(kinds):
            if answer:
                exposes[j, kind] = [answer.exposes.get(d, 0.0) for d in dims]
        words = owner.verbal_answer
        if words:
            rungs[j, : len(words.rungs)], rungs[j, len(words.rungs) :] = words.rungs, words.rungs[-1]
            sums = np.cumsum(words.weights)
            cumulative[j, : len(words.weights)] = sums / sums[-1]
    conventional = [owner.conventional_answer for owner in owners]
    nuclear = [owner.nuclear_answer for owner in owners]
    backer = [owner.backer_answer for owner in owners]
    return {
        "rung_first": np.array([one.first for one in conventional], np.int64),
        "rung_last": np.array([one.last for one in conventional], np.int64),
        "rung_benefit": np.array([one.benefit for one in conventional], np.float64),
        "rung_cost": np.array([one.cost for one in conventional], np.float64),
        "rung_precision": np.array([one.precision for one in conventional], np.float64),
        "answer_clashes": np.array([int(one.clash) for one in conventional], np.int64),
        "answer_exposes": exposes,
        "nuclear_rungs": np.array([[one.demonstration_rung, one.use_rung] if one else [0, 0] for one in nuclear], np.int64).reshape(count, 2),
        "demonstration_share": np.array([one.demonstration_share if one else 0.0 for one in nuclear], np.float64),
        "backer_probability": np.array([one.probability if one else 0.0 for one in backer], np.float64),
        "backer_rung": np.array([one.rung if one else 0 for one in backer], np.int64),
        "verbal_rungs": rungs,
        "verbal_cumulative": cumulative,
    }
