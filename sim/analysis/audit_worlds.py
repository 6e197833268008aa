"""Louder versions of a world, in which its rare paths are common: a quantity that moves nothing as it stands may show there that it is alive.

They change nothing but what the scenario may legally say, so that whatever a quantity moves there, it moves in this model.
"""

from __future__ import annotations

from collections.abc import Iterable

from sim.errors import RunError, ScenarioError
from sim.experiment.engine import REAL, Engine
from sim.scenario.load import Draft
from sim.scenario.nodes import Names, Scalar, at

AT_RANDOM = "acts and answers nearly at random"
LOSING = "the same, flags up, answers cheap, clashes likely, tension quick to fall, the first side of every front losing"
WINNING = "the same, flags up, answers cheap, clashes likely, tension quick to fall, the second side of every front losing"
DEAR = "the same, flags up, answers dear, clashes likely, tension quick to fall"
BOLD = "answers cheap, clashes likely, flags up, and owners of red lines with hardly anything to lose by answers to theirs"
CHEAP, COSTLY = 0.1, 30.0  # times what answering costs
CHANNELS = ("military", "diplomacy")


def louder(draft: Draft, engine: Engine = REAL) -> dict[str, tuple[str, ...]]:
    """Return the louder versions of a world as overrides, by what they are; what is not legal together is left out."""
    tree = draft.tree
    wild = [*_indifferent(tree)]
    rash = [*wild, *(f"flags.{flag}.initial=true" for flag in _names(tree, "flags")), *_clashing(tree), *_calming(tree)]
    found = {AT_RANDOM: _legal(draft, engine, wild)}
    fronts = _names(tree, "fronts")
    for name, place in ((LOSING, -0.6), (WINNING, 0.6)):
        if fronts or name == LOSING:
            moves = [f"fronts.{one}.initial={place}" for one in fronts] + [f"fronts.{one}.volatility=0.3" for one in fronts]
            found[name] = _legal(draft, engine, [*rash, *_priced(tree, CHEAP), *moves])
    found[DEAR] = _legal(draft, engine, [*rash, *_priced(tree, COSTLY)])
    found[BOLD] = _legal(draft, engine, [*rash, *_priced(tree, CHEAP), *_bold(tree)])
    return found


def _bold(tree: Names) -> Iterable[str]:
    for actor in _names(tree, "owners"):
        for loss in ("loss_if_answered", "loss_if_nuclear"):
            if at(tree, ("actors", actor, loss)) is not None:
                yield f"actors.{actor}.{loss}=0.001"  # 0 is not legal where the scale is logarithmic


def _indifferent(tree: Names) -> Iterable[str]:
    for actor in _names(tree, "actors"):
        if _value(tree, f"actors.{actor}.policy") == "mechanical":
            yield f"actors.{actor}.policy=logit"
        for channel in CHANNELS:
            precision = _value(tree, f"actors.{actor}.{channel}.precision")
            if isinstance(precision, int | float):
                yield f"actors.{actor}.{channel}.precision={0.1 * precision!r}"
    for owner in _names(tree, "owners"):
        yield f"owners.{owner}.conventional.answer.precision=0.5"


def _priced(tree: Names, factor: float) -> Iterable[str]:
    for owner in _names(tree, "owners"):
        for tier in ("conventional", "nuclear"):
            cost = _value(tree, f"owners.{owner}.{tier}.cost.median")
            if isinstance(cost, int | float):
                yield f"owners.{owner}.{tier}.cost.median={factor * cost!r}"


def _clashing(tree: Names) -> Iterable[str]:
    for owner in _names(tree, "owners"):
        if _value(tree, f"owners.{owner}.backer.probability"):
            yield f"owners.{owner}.backer.probability=1"
    for action in _names(tree, "actions"):
        if _value(tree, f"actions.{action}.clash_probability"):
            yield f"actions.{action}.clash_probability=0.5"
    for rung in _names(tree, "clash.hazard_per_year"):
        rate = _value(tree, f"clash.hazard_per_year.{rung}")
        if isinstance(rate, int | float):
            yield f"clash.hazard_per_year.{rung}={100.0 * rate!r}"


def _calming(tree: Names) -> Iterable[str]:
    if at(tree, ("tension",)) is not None:
        yield "tension.half_life_months=0.1"
        yield "tension.base=0"


def _legal(draft: Draft, engine: Engine, overrides: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(overrides)
    if _is_legal(draft, engine, wanted):
        return wanted
    kept: tuple[str, ...] = ()
    for one in wanted:
        if _is_legal(draft, engine, (*kept, one)):
            kept = (*kept, one)
    return kept


def _is_legal(draft: Draft, engine: Engine, overrides: tuple[str, ...]) -> bool:
    try:
        engine.prepare(draft.setting(overrides))
    except (ScenarioError, RunError):
        return False
    return True


def _names(tree: Names, path: str) -> list[str]:
    node = at(tree, path.split("."))
    return list(node.entries) if isinstance(node, Names) else []


def _value(tree: Names, path: str) -> object:
    node = at(tree, path.split("."))
    if isinstance(node, Names):
        node = node.entries.get("value")
    return node.value if isinstance(node, Scalar) else None
