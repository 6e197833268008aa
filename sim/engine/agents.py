"""The crisis as a Mesa model: watchable, one event at a time, with agents to look at. The only file that imports Mesa.

The model calls the same compiled `turn` as the batch kernel, one history wide; its agents are views of that history. So a replay shows
exactly the history that a run has scored, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mesa
import numpy as np

from sim.engine.beliefs import FULL, believed, losing_of, type_answer, weigh
from sim.engine.choose import choice_probabilities, value_menu
from sim.engine.history import Prepared
from sim.engine.states import new_states
from sim.engine.turn import begin_first, turn_first
from sim.terms import Channel, Ending, Tier

RUNNING = int(Ending.RUNNING)


@dataclass(frozen=True)
class Option:
    """One place on an actor's menu: the act, its value Q (None where not legal) and the probability of choosing it."""

    act: str
    value: float | None
    probability: float


class ActorAgent(mesa.Agent):
    """An actor of the crisis: what it may do now, how it stands, what is believed of it."""

    def __init__(self, model: CrisisModel, name: str) -> None:
        super().__init__(model)
        self.crisis = model
        self.name = name
        self.index = model.names.actors.index(name)
        self.owner = model.names.owners.index(name) if name in model.names.owners else -1

    @property
    def tension(self) -> float:
        """Tension of the actor's side, in rungs."""
        return float(self.crisis.state.tension[self.crisis.params.side[self.index]])

    @property
    def losing(self) -> float:
        """How far its side is losing, in [-1, 1]."""
        return float(losing_of(self.crisis.params, self.crisis.state, self.crisis.params.side[self.index]))

    def menu(self, channel: Channel = Channel.MILITARY) -> list[Option]:
        """Return its menu as it would be valued now, with the probability of each act."""
        p, s = self.crisis.params, self.crisis.state
        value_menu(p, s, self.index, int(channel))
        return self.crisis.menu_of(self.index, int(channel))

    def credibility(self, dimension: str, exposure: float, tier: Tier = Tier.CONVENTIONAL) -> float:
        """Return the public probability that this owner answers an exposure on a dimension, in one tier."""
        p, s = self.crisis.params, self.crisis.state
        weigh(p, s, self._owner(), 0)
        return float(believed(p, s, FULL, self.owner, self.crisis.names.dimensions.index(dimension), exposure, int(tier)))

    def readiness(self, dimension: str, exposure: float, tier: Tier = Tier.CONVENTIONAL) -> float:
        """Return the probability with which its true type would answer, which nobody else can see."""
        p, s = self.crisis.params, self.crisis.state
        weigh(p, s, self._owner(), 0)
        chance, _, _ = type_answer(p, s, self.owner, self.crisis.names.dimensions.index(dimension), exposure, int(tier))
        return float(chance)

    def _owner(self) -> int:
        if self.owner < 0:
            raise ValueError(f"{self.name} holds no red lines")
        return self.owner


class CrisisModel(mesa.Model):
    """One history of a prepared world.

    Parameters
    ----------
    prepared : Prepared
    seed, replicate : int     the two integers that fix all luck

    Examples
    --------
    `while model.running: model.step()` plays it to the end; `run_until(3.0)` plays three months.
    """

    def __init__(self, prepared: Prepared, seed: int = 1, replicate: int = 0) -> None:
        super().__init__(rng=seed)
        self.running = True
        self.names = prepared.names
        self.params = prepared.params
        states, words = new_states(prepared.params, 1)
        self.state_words = words[0]  # the history as plain words: copied, it can be kept and put back
        self.state = states[0]
        self.luck = (seed, replicate)
        # the same memory as arrays of one: compiled code takes a record from Python a hundred times more slowly
        self._world = _as_array(prepared.params)
        self._history = states.view(np.ndarray)
        self._ending, self._failed, self._now = (self._history[name] for name in ("ending", "failed", "now"))
        self._survival, self._tension, self._front = (self._history[name] for name in ("survival", "tension", "front"))
        begin_first(self._world, self._history, np.uint64(seed), np.uint64(replicate))
        self.actors = {name: ActorAgent(self, name) for name in self.names.actors}

    def step(self) -> None:
        """Play one event; afterwards `state` tells what happened and `running` whether there is more."""
        if not self.running:
            raise RuntimeError("this history is over")
        turn_first(self._world, self._history)
        self.running = bool(self._ending[0] == RUNNING and self._failed[0] == 0)

    def swap_world(self, params: Any) -> Any:
        """Let turns be played in another world of the same shape from now on, and return the one so far."""
        before, self.params = self.params, params
        self._world = _as_array(params)
        return before

    @property
    def month(self) -> float:
        """Months since the start."""
        return float(self._now[0])

    @property
    def survival(self) -> float:
        """Weight of no nuclear use so far."""
        return float(self._survival[0])

    @property
    def tension(self) -> tuple[float, float]:
        """Tension of the two sides, in rungs."""
        return float(self._tension[0, 0]), float(self._tension[0, 1])

    def front(self, index: int = 0) -> float:
        """Return where a front stands, in [-1, 1]; + means that its second side is losing."""
        return float(self._front[0, index])

    def run_until(self, month: float) -> None:
        """Play all events up to a month (or the end, if that comes first)."""
        while self.running and self.next_month() <= month:
            self.step()

    def next_month(self) -> float:
        """Return the month of the next clock or calendar event; lost ground may come earlier."""
        p, s = self.params, self.state
        times = [float(p.horizon), *(float(s.next_time[c]) for c in range(p.clocks))]
        if s.regime < p.regimes - 1:
            times.append(float(p.calendar[s.regime]))
        return min(times)

    def menu_of(self, actor: int, channel: int) -> list[Option]:
        """Return the menu last valued in this history, with probabilities; after an opportunity it is the taker's."""
        p, s = self.params, self.state
        chances = np.zeros(p.menu.shape[2])
        choice_probabilities(p, s, actor, channel, chances)
        options = []
        for m in range(int(p.menu_size[actor, channel])):
            value = float(s.option_value[m])
            options.append(Option(self.names.actions[int(p.menu[actor, channel, m])], None if np.isnan(value) else value, float(chances[m])))
        return options

    def close(self) -> None:
        """Let Mesa forget this model: its class-wide table of agent ids keeps every model alive otherwise."""
        ids = getattr(mesa.Agent, "_ids", None)
        if ids is not None:
            ids.pop(self, None)


def _as_array(params: Any) -> np.ndarray:
    """Return a world as an array of one, over the same memory."""
    return np.frombuffer(params, params.dtype).view(np.ndarray)
