"""What keeps a world from being solved exactly, each with the setting that removes it.

Exact is what moves only by events: no noise that is read, no front, aid or tension that drifts between them, no memory that fades.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.encode.names import Names
from sim.engine.exact_state import Plan
from sim.rules.accident import decayed, hazard_rate
from sim.terms import Event, Policy

FREEZE = "freeze it with "
TENSION = "tension decays through rungs at which hazards change"
BY_TENSION = "tension decays, and actors of policy reflex go by it"
HALF_LIFE = "tension.half_life_months=1e9"
MELTS = f"{TENSION}; {FREEZE}--set {HALF_LIFE}"
FREEZING = 1e-6  # a tension that acts raise must decay by less than this share within the horizon


def plan_of(p: Any) -> Plan:
    """Return what a public state must hold in this world."""
    lowest, highest = _tensions(p)
    matters = highest > lowest and (_goes_by_tension(p) or any(_hazards(p, lowest) != _hazards(p, x) for x in _levels_between(p, lowest, highest)))
    talks = np.zeros(p.act_own_backing.shape[0], np.int64)
    if p.party[0] >= 0 and max(p.settlement_rates) > 0:
        talks[[actor for actor in (*p.party, p.mediator) if actor >= 0]] = 1
    same = np.ones(p.prior_public.shape[:2], np.int64)
    for j in range(p.owners):
        strikes = p.backer_probability[j] > 0 and any(p.act_backed[:, act].max() > 0 for act in _acts(p))
        same[j, 0] = int(np.array_equal(p.prior_public[j, 0], p.prior_true[j, 0]) and not strikes)
        lines = np.array_equal(p.nuclear_line_public[: p.regimes, j], p.nuclear_line_own[: p.regimes, j])
        same[j, 1] = int(np.array_equal(p.prior_public[j, 1], p.prior_true[j, 1]) and lines)
    latest = any(p.act_talks[act] == 1 for act in _acts(p)) or _goes_by_tension(p)
    return Plan(int(matters), int(latest), talks, same)


def obstacles(p: Any, names: Names) -> list[str]:
    """Return what cannot be solved exactly, a line each: what it is, and which `--set` freezes it. Empty where everything can be."""
    return [f"{what}; {FREEZE}{' '.join(f'--set {quoted_for_shell(setting)}' for setting in settings)}" for what, settings in _obstacles(p, names)]


def quoted_for_shell(setting: str) -> str:
    """Return a setting as a shell takes it: in quotes where it holds a blank or a bracket."""
    return f"'{setting}'" if any(sign in setting for sign in " [") else setting


def highest_accident_hazard(p: Any) -> float:
    """Return the highest total hazard of inadvertent use, per month, over the tensions that can be reached."""
    lowest, highest = _tensions(p)
    return max(sum(_hazards(p, level)[:-1]) for level in (lowest, highest, *_levels_between(p, lowest, highest)))


def _obstacles(p: Any, names: Names) -> Iterator[tuple[str, list[str]]]:
    acts = _acts(p)
    exposing = [act for act in acts if p.act_exposes[act].max(initial=0.0) > 0]
    if p.exposure_noise > 0 and exposing:
        yield "acts are read with noise (crossings.exposure_noise)", ["crossings.exposure_noise=0"]
    for k, name in enumerate(names.fronts):
        moving = _moves_front(p, k, names)
        if moving:
            yield f"the front {name} moves", moving
        fading = p.aid_decay[k] > 0 and p.aid_initial[k] > 0 and any(p.act_when_aid_short[act] != 0 for act in acts)
        if fading:
            yield f"aid to the front {name} decays, and acts are worth more where it is short", [f"fronts.{name}.aid.decay_per_month=0"]
        for act in acts:
            if p.act_front[act, k] != 0:
                yield f"the act {names.actions[act]} moves the front {name}", [f"actions.{names.actions[act]}.front.{name}=0"]
            matters = p.aid_effect[k] != 0 or any(p.act_when_aid_short[other] != 0 for other in acts)
            if p.act_aid[act, k] != 0 and matters:
                yield f"the act {names.actions[act]} adds aid to the front {name}", [f"actions.{names.actions[act]}.aid.{name}=0"]
    for i, name in enumerate(names.incidents):
        for d, dimension in enumerate(names.dimensions):
            low, high = float(p.incident_low[i, d]), float(p.incident_high[i, d])
            if high > low:
                middle = f"{(low + high) / 2:g}"
                yield f"the incident {name} exposes {dimension} at random", [f"incidents.{name}.exposes.{dimension}=[{middle}, {middle}]"]
    if p.party[0] >= 0 and max(p.settlement_rates) > 0 and p.memory < p.horizon:
        yield "talks are forgotten within the horizon (settlement.memory_months)", [f"settlement.memory_months={float(p.horizon):g}"]
    if _melts(p):
        yield BY_TENSION if _goes_by_tension(p) else TENSION, [HALF_LIFE]


def _moves_front(p: Any, k: int, names: Names) -> list[str]:
    """Return the settings that stop a front from moving between events; none where it stands still."""
    where = f"fronts.{names.fronts[k]}"
    settings = [f"{where}.volatility=0"] if p.front_volatility[k] > 0 else []
    settings += [f"{where}.drift_per_month=0"] if p.front_drift[k] != 0 else []
    if p.aid_effect[k] != 0 and (p.aid_initial[k] != 1 or p.aid_decay[k] > 0):
        settings += [f"{where}.aid.effect=0"]
    return settings


def _melts(p: Any) -> bool:
    """Return whether decay within the horizon changes a hazard, from the tensions at which histories start or which a clash sets."""
    if plan_of(p).tension == 0:
        return False
    start = float(max(p.tension_initial))
    levels = [start, max(start, float(p.clash_tension))] if _may_clash(p) else [start]
    later = [float(decayed(level, p.tension_base, p.tension_rate, p.horizon)) for level in levels]
    if p.tension_gain > 0 or _goes_by_tension(p):
        return bool(p.tension_rate * p.horizon > FREEZING)
    return any(_hazards(p, level) != _hazards(p, after) for level, after in zip(levels, later, strict=True))


def _acts(p: Any) -> list[int]:
    """Return the acts that stand on a menu that is ever opened."""
    open_ = {int(p.clock_subject[c]) for c in range(p.clocks) if p.clock_kind[c] == Event.OPPORTUNITY}
    return sorted({int(p.menu[who // 2, who % 2, m]) for who in open_ for m in range(p.menu_size[who // 2, who % 2])})


def _goes_by_tension(p: Any) -> bool:
    """Return whether some actor that may act goes by tension, and by what was last crossed: policy `reflex`."""
    return any(p.clock_kind[c] == Event.OPPORTUNITY and p.policy[int(p.clock_subject[c]) // 2] == Policy.REFLEX for c in range(p.clocks))


def _may_clash(p: Any) -> bool:
    hazard = any(p.clock_kind[c] == Event.CLASH_CHANCE and p.clock_rate[c] > 0 for c in range(p.clocks))
    return hazard or any(p.act_clash[act] > 0 for act in _acts(p)) or bool(max(p.answer_clashes) > 0 or max(p.backer_probability) > 0)


def _tensions(p: Any) -> tuple[float, float]:
    """Return the lowest and the highest tension that matters: the higher side's, from the start or its base up to what acts and clashes reach."""
    start = float(max(p.tension_initial))
    lowest, highest = min(start, float(p.tension_base)), max(start, float(p.tension_base))
    if _may_clash(p):
        highest = max(highest, float(p.clash_tension))
    if p.tension_gain > 0:
        rungs = [float(p.act_rung[act]) for act in _acts(p)] + [float(p.rung_last[j]) for j in range(p.owners)]
        rungs += [float(p.backer_rung[j]) for j in range(p.owners)] + [float(rung) for rung in p.verbal_rungs[: p.owners].ravel()]
        highest = max([highest, *rungs])
    return lowest, highest


def _levels_between(p: Any, lowest: float, highest: float) -> list[float]:
    steps = [*map(float, p.accident_steps), *map(float, p.clash_steps)]
    return [step for step in steps if lowest < step <= highest]


def _hazards(p: Any, tension: float) -> list[float]:
    """Return the hazards at a tension, per month: inadvertent use by each nuclear actor, then a clash."""
    nuclear = [actor for actor in range(p.actors) if p.nuclear_column[actor] >= 0]
    accidents = [float(hazard_rate(tension, p.accident_steps, p.accident_rates[actor])) for actor in nuclear]
    return [*accidents, float(hazard_rate(tension, p.clash_steps, p.clash_rates))]
