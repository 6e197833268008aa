"""What a world cannot produce, so that nobody waits for it, and nobody writes `none seen` about it."""

from __future__ import annotations

from sim.scenario.world import Scenario

NUCLEAR = "nuclear_use"


def impossible(world: Scenario) -> set[str]:
    """Return the sampled outcomes that this world cannot produce: settlement, collapse, clash."""
    clashes = (world.clash is not None and bool(world.clash.hazard)) or any(action.clash_probability > 0 for action in world.actions)
    clashes = clashes or any(owner.backer_answer is not None or owner.conventional_answer.clash for owner in world.owners)
    answers = {"settlement": world.settlement is not None, "collapse": bool(world.fronts), "clash": clashes}
    return {measure for measure, possible in answers.items() if not possible}


def cannot_be(world: Scenario, measure: str) -> bool:
    """Return whether a measure is exactly 0 by construction: an impossible outcome, or nuclear use where nobody has nuclear weapons."""
    return measure in impossible(world) or (measure.startswith(NUCLEAR) and not any(actor.nuclear for actor in world.actors))
