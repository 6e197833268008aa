"""How actors pick as arrays: each one's policy, and what every policy is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.scenario.world import Actor
from sim.terms import Policy

TOLD = {  # field of Params -> policy, and what it is told
    "prospect_curvature": ("prospect", "curvature"),
    "prospect_aversion": ("prospect", "loss_aversion"),
    "prospect_weighting": ("prospect", "weighting"),
    "prospect_ground": ("prospect", "lost_ground"),
    "lookahead_horizon": ("lookahead", "horizon"),
    "lookahead_discount": ("lookahead", "discount"),
    "reflex_routine": ("reflex", "routine"),
    "reflex_calm": ("reflex", "calm"),
    "reflex_panic": ("reflex", "panic"),
    "reflex_desperate": ("reflex", "desperate"),
    "reflex_dread": ("reflex", "dread"),
    "reflex_stress": ("reflex", "stress"),
}


PLANS = 4  # depths of a world with a planner: the longest horizon, so that all horizons share one compiled kernel


def plans(actors: Sequence[Actor]) -> int:
    """Return how many depths of plans a history has room for: 1 where nobody looks ahead."""
    return PLANS if any(actor.policy == Policy.LOOKAHEAD.name.lower() and actor.lookahead.horizon > 1 for actor in actors) else 1


def encode_policies(actors: Sequence[Actor]) -> dict[str, np.ndarray]:
    """Return the fields of Params (actors,) that say how actors pick, by name."""
    told = {field: np.array([getattr(getattr(actor, policy), what) for actor in actors], np.float64) for field, (policy, what) in TOLD.items()}
    return told | {"policy": np.array([int(Policy[actor.policy.upper()]) for actor in actors], np.int64)}
