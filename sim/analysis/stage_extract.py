"""From a scenario to the stage game of a dyad at the opening, with the exact choice probabilities of the simulated actor beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.stage_game import Act, Crossing, Rungs, StageGame
from sim.analysis.stage_types import Types, kinds
from sim.encode.layout import copy_record
from sim.engine.choose import choice_probabilities, value_menu
from sim.engine.states import new_states
from sim.engine.turn import begin_first
from sim.errors import GameError, quoted
from sim.scenario.suggest import hint
from sim.terms import Channel, Policy

FULL, CONVENTIONAL = 0, 0  # axis of State.price: with expected losses; tier
LOGIT, BELIEVES, INDEPENDENT = int(Policy.LOGIT), 1, 1.0


@dataclass(frozen=True)
class Opening:
    """A world at its opening, seen by one actor before one of its menus.

    `params` and `state` are the engine's records (made anew, free to change); actor, owner and channel are indices. `model` holds the exact choice
    probability of each legal act, `logit` what it would be if the actor went by expected payoff.
    """

    world: Any  # sim.scenario.world.Scenario
    names: Any  # sim.encode.names.Names
    params: Any
    state: Any
    actor: int
    owner: int
    channel: int
    options: dict[str, int]  # legal act -> its place on the menu
    model: dict[str, float]
    logit: dict[str, float]
    values: dict[str, float]  # Q of each legal act: expected payoff under the public belief

    def chosen(self, values: dict[str, float], nests: bool = True) -> dict[str, float]:
        """Return the choice probabilities that the model's own rule gives to these values of the acts; without nests, base weights alone count."""
        p = copy_record(self.params)
        if not nests:
            p.nest_similarity[self.actor, self.channel] = INDEPENDENT
        for name, place in self.options.items():
            self.state.option_value[place] = values[name]
        return _chances(p, self.state, self.actor, self.channel, self.options)


def parties(world: Any, text: str) -> tuple[str, str]:
    """Return (actor, owner) of `--actors A,B`.

    Raises
    ------
    GameError                  where A does not act, B owns no line, they are one or on one side, or there is no such actor
    """
    given = [name.strip() for name in text.split(",")]
    if len(given) != 2 or not all(given):
        raise GameError(f"--actors takes two names, first who acts, then who owns red lines, as ukraine,russia; got {quoted(text)}")
    actors = {actor.id: actor for actor in world.actors}
    for name in given:
        if name not in actors:
            raise GameError(f"{world.id} has no actor {quoted(name)}{hint(name, actors)}")
    first, second = given
    if first == second:
        raise GameError(f"--actors names {first} twice; a dyad is one who acts and another who owns red lines")
    owners = [owner.id for owner in world.owners if owner.active]
    reverse = f"; the other way round: --actors {second},{first}" if first in owners and _acts(actors[second]) else ""
    if not _acts(actors[first]):
        raise GameError(f"{first} has no act to choose: it is on no menu of {world.id}{reverse}")
    if second not in owners:
        raise GameError(f"{second} owns no red line in {world.id}{reverse or f'; owners are {_listed(owners)}'}")
    if actors[first].side == actors[second].side:
        raise GameError(f"{first} and {second} stand on one side ({actors[first].side}); red lines are crossed by the other side")
    return first, second


def extract(world: Any, prepared: Any, actor: str, owner: str, most: int | None = None) -> tuple[StageGame, Opening]:
    """Return the stage game of (actor, owner) at the opening of a prepared world, with at most `most` kinds of type in each tier.

    Raises
    ------
    GameError                  where no legal act of the actor crosses a line of the owner
    """
    opening = _opening(world, prepared, actor, owner)
    p, s, names, j = opening.params, opening.state, opening.names, opening.owner
    acts: list[Act] = []
    crossings: list[Crossing] = []
    rows: list[int] = []
    loss_if_nuclear = float(p.loss_if_nuclear[opening.actor])
    for name, place in opening.options.items():
        own, elsewhere = [], 0.0
        for loss, k in _threats(opening, place):
            believed = _believed(p, s, k)
            if p.standing_owner[k] != j:
                elsewhere += loss * believed[0] + loss_if_nuclear * sum(believed[1:])
                continue
            d = int(p.standing_dimension[k])
            exposure = float(p.standing_exposure[k])
            own.append(len(crossings))
            crossings.append(Crossing(name, names.dimensions[d], exposure, loss, float(p.value[j, d]) * exposure, believed))
            rows.append(k)
        feared = sum(crossings[n].loss * crossings[n].believed[0] + loss_if_nuclear * sum(crossings[n].believed[1:]) for n in own)
        acts.append(Act(name, opening.values[name] + elsewhere + feared, elsewhere, *_base(opening, place), tuple(own)))
    types = tuple(_types(p, s, j, tier, rows) for tier in range(1 + int(p.has_nuclear[j])))
    if any((one.reliability < one.false_alarm).any() for one in types):
        raise GameError(f"{owner} answers by false alarm more often than on purpose; a game in which it decides needs reliability above false_alarm")
    grouped = tuple(kinds(one, letter, most) for one, letter in zip(types, "cn", strict=False))
    rungs = Rungs(int(p.rung_first[j]), int(p.rung_last[j]), float(p.rung_benefit[j]), float(p.rung_cost[j]), float(p.rung_precision[j]))
    a, c = opening.actor, opening.channel
    game = StageGame(
        world.id,
        world.title,
        actor,
        owner,
        Channel(c).name.lower(),
        Policy(int(prepared.params.policy[a])).name.lower(),
        float(p.precision[a, c]),
        loss_if_nuclear,
        tuple(acts),
        tuple(crossings),
        types,
        grouped,
        rungs,
    )
    return game, opening


def _opening(world: Any, prepared: Any, actor: str, owner: str) -> Opening:
    names, a, j = prepared.names, prepared.names.actors.index(actor), prepared.names.owners.index(owner)
    p = copy_record(prepared.params)
    states, _ = new_states(p, 1)
    begin_first(np.frombuffer(prepared.params, prepared.params.dtype).view(np.ndarray), states.view(np.ndarray), np.uint64(1), np.uint64(0))
    s = states[0]
    for channel in range(2):
        value_menu(p, s, a, channel)
        options = {names.actions[int(p.menu[a, channel, n])]: n for n in range(int(p.menu_size[a, channel])) if not np.isnan(s.option_value[n])}
        exposed = {int(p.standing_owner[k]) for n in options.values() for _, k in _rows(p, s, a, channel, n)}
        if j in exposed:
            break
    else:
        raise GameError(f"no act that {actor} may take at the opening of {world.id} crosses a line of {owner}")
    model = _chances(p, s, a, channel, options)
    expected = copy_record(p)
    expected.policy[a], expected.believes = LOGIT, BELIEVES
    value_menu(expected, s, a, channel)
    values = {name: float(s.option_value[n]) for name, n in options.items()}
    logit = _chances(expected, s, a, channel, options)
    minding = copy_record(expected)
    minding.loss_if_nuclear[a] = 1.0  # else the engine leaves out a nuclear answer that the actor does not mind
    value_menu(minding, s, a, channel)
    return Opening(world, names, expected, s, a, j, channel, options, model, logit, values)


def _acts(actor: Any) -> bool:
    return any(menu is not None and menu.utilities for menu in (actor.military, actor.diplomacy))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "none"


def _chances(p: Any, s: Any, actor: int, channel: int, options: dict[str, int]) -> dict[str, float]:
    out = np.zeros(p.menu.shape[2])
    choice_probabilities(p, s, actor, channel, out)
    return {name: float(out[place]) for name, place in options.items()}


def _rows(p: Any, s: Any, actor: int, channel: int, place: int) -> list[tuple[float, int]]:
    """Return (loss if answered, standing crossing) of each line that an option would cross."""
    first = int(p.threat_first[actor, channel, place])
    rows = range(first, first + int(p.threat_count[actor, channel, place]))
    return [(float(p.threat_loss[s.regime, row]), int(p.threat_standing[s.regime, row])) for row in rows]


def _threats(opening: Opening, place: int) -> list[tuple[float, int]]:
    return _rows(opening.params, opening.state, opening.actor, opening.channel, place)


def _believed(p: Any, s: Any, k: int) -> tuple[float, ...]:
    """Return the public probabilities of an answer that the engine has just computed for a standing crossing, for each tier its owner has."""
    return tuple(float(one) for one in s.standing_chance[k][: 1 + int(p.has_nuclear[p.standing_owner[k]])])


def _base(opening: Opening, place: int) -> tuple[float, str, float]:
    """Return the base weight of an option with its nest's, the nest's name (of its acts) and its similarity."""
    p, a, c = opening.params, opening.actor, opening.channel
    nest = int(p.option_nest[a, c, place])
    inside = [name for name, other in opening.options.items() if p.option_nest[a, c, other] == nest]
    own = float(p.option_weight[a, c, place])
    total = sum(float(p.option_weight[a, c, opening.options[name]]) for name in inside)
    weight = float(p.nest_weight[a, c, nest]) * own / total if total > 0.0 else 0.0
    return weight, ", ".join(inside), float(p.nest_similarity[a, c, nest])


def _types(p: Any, s: Any, j: int, tier: int, rows: list[int]) -> Types:
    """Return the private types of an owner in one tier, with the stakes of the standing crossings `rows`."""
    stride, levels, cells = int(p.stride), int(p.tier_levels[j, tier]), int(p.cells)
    belief = np.array(s.public[j, tier][: levels * 2 * stride]).reshape(levels, 2, stride)[:, :, :cells]
    level, real, cell = (axis.ravel() for axis in np.indices(belief.shape))
    stakes = np.array([p.standing_stake[k, tier] for k in rows]).reshape(len(rows), 2)
    return Types(
        belief.ravel(),
        np.array(p.reliability[j, tier])[level],
        np.array(p.cost[j, tier])[cell],
        real.astype(float),
        np.array(s.price[FULL, j, tier])[cell],
        stakes[:, real].T,
        float(p.answer_noise[j, tier]),
        float(p.false_alarm[j, tier]),
    )
