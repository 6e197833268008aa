"""A person in an actor's seat: a history stops where that actor may act, and goes on with the act it is given.

The rules are untouched. A look ahead at the next event is taken in a copy of the history; a given act is forced in a copy of the world in which
the actor's other acts have no weight, as forks do. Luck is addressed by counters, so an act that the model would have chosen as well leads
to the model's own history, bit for bit. What follows an act can be sampled: the same hidden types, fresh luck, the model in every seat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.encode.layout import copy_record
from sim.encode.names import key_of
from sim.engine.advance import advance, next_event
from sim.engine.agents import CrisisModel
from sim.engine.beliefs import FULL, believed, losing_of, weigh
from sim.engine.choose import choice_probabilities, is_sound, value_menu
from sim.engine.draws import uniform
from sim.engine.forking import MOST_TURNS
from sim.engine.history import Prepared
from sim.engine.states import copy_words, new_states, renew_luck
from sim.engine.trace import Moment, Trace, is_broken, moment_of, types_of, use_in_story
from sim.engine.turn import turn
from sim.engine.value import aid_short, exposure_of
from sim.errors import Exit, RunError
from sim.jit import routine
from sim.rules.numerics import INFINITY
from sim.terms import Channel, Ending, Event, Purpose, Score, Tier

RUNNING, OPPORTUNITY = int(Ending.RUNNING), int(Event.OPPORTUNITY)
AFTERWARDS, MOST_CONTINUATIONS = 1 << 31, 1 << 16  # replicate numbers from here on are those of sampled continuations, so many for each opportunity
CLASH, SETTLEMENT = int(Score.CLASH), int(Score.SETTLEMENT)


@dataclass(frozen=True)
class Threat:
    """A red line that an act would meet, as everybody sees it."""

    owner: str
    dimension: str
    exposure: float  # read without noise
    answered: float  # public probability of a conventional answer
    nuclear: float  # public probability of a nuclear one


@dataclass(frozen=True)
class Offered:
    """One legal act: what the actor's policy makes of it, and the lines it would meet."""

    act: str
    value: float
    probability: float
    threats: tuple[Threat, ...]


@dataclass(frozen=True)
class Offer:
    """One opportunity of the person's actor, with what that actor may see."""

    number: int  # of the person's opportunities, from 0
    month: float
    channel: Channel
    options: tuple[Offered, ...]
    tension: tuple[float, float]  # own side, other side, in rungs
    fronts: tuple[float, ...]  # where each stands, in [-1, 1]
    losing: float  # how far its side is losing, in [-1, 1]
    aid_short: float  # how much aid is missing


@dataclass(frozen=True)
class Afterwards:
    """What came after one act, in each sampled continuation (arrays of one length): probabilities, given no nuclear use before the act."""

    nuclear: np.ndarray
    clash: np.ndarray  # of a first clash; nan where there was one before
    settlement: np.ndarray


@routine
def arrive(p, s):
    """Let the next event come, and value the menu if it is an opportunity; nothing is chosen. Return its subject, -1 if it is another event."""
    next_event(p, s)
    advance(p, s)
    if s.event != OPPORTUNITY:
        return -1
    value_menu(p, s, s.subject // 2, s.subject % 2)
    return s.subject


@routine
def play_on(p, forced, subject, states, words, first, nuclear, clash, settlement):
    """Play the state in row 1 to its end under replicates first, first + 1, ...: up to the next opportunity `subject` in the world `forced`."""
    s, start = states[0], states[1]
    for i in range(nuclear.shape[0]):
        copy_words(words[0], words[1])
        renew_luck(p, s, np.uint64(first + i))
        turns, taken = 0, False
        while s.ending == RUNNING and turns < MOST_TURNS:
            if taken:
                turn(p, s)
            else:
                turn(forced, s)
                taken = s.event == OPPORTUNITY and s.subject == subject
            turns += 1
        alive = start.survival
        nuclear[i] = 1.0 - s.survival / alive
        clash[i] = (s.score[CLASH] - start.score[CLASH]) / alive if start.clash_time == INFINITY else np.nan
        settlement[i] = s.score[SETTLEMENT] / alive


class Seat:
    """One history in which a person has an actor's seat.

    Parameters
    ----------
    prepared : Prepared
    actor : str               one that has acts to choose from
    seed, replicate : int     the luck of the history

    Raises
    ------
    RunError       exit code 2, where the scenario has no such actor, or one that has no acts

    Examples
    --------
    `while (offer := seat.wait()) is not None: seat.take(offer.options[0].act)` plays the first act of every menu.
    """

    def __init__(self, prepared: Prepared, actor: str, seed: int, replicate: int) -> None:
        names, p = prepared.names, prepared.params
        players = [name for i, name in enumerate(names.actors) if max(p.menu_size[i]) > 0]
        if actor not in players:
            raise RunError(f"nobody can sit in the seat of {actor!r}; seats: {', '.join(players)}", Exit.INPUT)
        self.prepared, self.actor, self.index = prepared, actor, names.actors.index(actor)
        self.model = CrisisModel(prepared, seed, replicate)
        self.moments: list[Moment] = []  # all so far
        self.used: str | None = None  # how the story ended in nuclear use
        self.offers: list[Offer] = []
        self.taken: list[str] = []
        self.before: list[np.ndarray] = []  # the history just before each of the person's turns, as words
        self._forced = copy_record(p)
        self._doom = uniform(np.uint64(seed), np.uint64(replicate), np.uint64(key_of("story")), int(Purpose.STORY), 0)
        self._states, self._words = new_states(p, 2)
        self._now = self.model.state_words
        self._told = 0
        self._end: tuple[Ending, float] | None = None

    @property
    def over(self) -> bool:
        """Whether the story has ended, in nuclear use or otherwise."""
        return self.used is not None or not self.model.running

    def wait(self) -> Offer | None:
        """Play on to the next opportunity of the seat, and return it; None at the end of the story."""
        while not self.over:
            offer = self._look()
            if offer is not None:
                return offer
            self._step()
        return None

    def take(self, act: str) -> Moment | None:
        """Play the opportunity that `wait` has returned with this act; return what happened, None where the history broke off.

        Raises
        ------
        RunError       exit code 2, where the act is not on the menu now
        """
        offer = self.wait()
        if offer is None or act not in [one.act for one in offer.options]:
            raise RunError(f"{act!r} is not on the menu", Exit.INPUT)
        self.offers.append(offer)
        self.taken.append(act)
        self.before.append(self._now.copy())
        self._step(self._force(offer.channel, act))
        return self.moments[-1] if not is_broken(self.model) else None

    def leave(self) -> None:
        """Let the model play the seat to the end of the story."""
        while not self.over:
            self._step()

    def told(self) -> Trace:
        """Return the whole history as played. After nuclear use the rest is only scored, with the model in the seat, as a replay does.

        Raises
        ------
        RuntimeError       while the story is not over
        """
        if not self.over:
            raise RuntimeError("this history is not over")
        s = self.model.state
        if self._end is None:
            self._end = Ending(int(s.ending)), float(s.now)
            while self.model.running:
                self.model.step()
        seed, replicate = self.model.luck
        use = 1.0 - float(s.survival)
        return Trace(seed, replicate, float(s.weight), self.types(), tuple(self.moments), *self._end, self.used, use, bool(s.failed))

    def types(self) -> dict[str, dict[str, float | bool]]:
        """Return the hidden types of all owners."""
        return types_of(self.model)

    def news(self) -> list[Moment]:
        """Return the moments since this was last asked."""
        told, self._told = self._told, len(self.moments)
        return self.moments[told:]

    def close(self) -> None:
        """Let Mesa forget the model."""
        self.model.close()

    def afterwards(self, number: int, act: str, count: int) -> Afterwards:
        """Sample what comes after an act at opportunity `number`, with the hidden types of this history and the model in every seat.

        The same continuations (numbers) are taken for every act, so that differences are due to the act more than to luck.

        Parameters
        ----------
        number : int     of the person's opportunities already taken
        act : str        on its menu
        count : int      continuations

        Raises
        ------
        ValueError     for more continuations than there are numbers
        """
        if not 0 < count <= MOST_CONTINUATIONS:
            raise ValueError(f"between 1 and {MOST_CONTINUATIONS} continuations can be sampled, got {count}")
        offer = self.offers[number]
        p = self.prepared.params
        self._words[1] = self.before[number]
        out = np.zeros((3, count))
        subject = 2 * self.index + int(offer.channel)
        forced = self._force(offer.channel, act)
        play_on(p, forced, subject, self._states, self._words, AFTERWARDS + number * MOST_CONTINUATIONS, out[0], out[1], out[2])
        return Afterwards(*out)

    def _look(self) -> Offer | None:
        """Return the offer if the next event is an opportunity of the seat with something legal on its menu."""
        p, names, s = self.prepared.params, self.prepared.names, self._states[0]
        self._words[0] = self._now
        subject = int(arrive(p, s))
        if subject // 2 != self.index or subject < 0:
            return None
        channel, menu = subject % 2, []
        if not is_sound(p, s, self.index, channel):  # the turn will fail
            return None
        chances = np.zeros(p.menu.shape[2])
        choice_probabilities(p, s, self.index, channel, chances)
        values = [float(s.option_value[m]) for m in range(int(p.menu_size[self.index, channel]))]
        for m, value in enumerate(values):
            if not np.isnan(value):
                act = int(p.menu[self.index, channel, m])
                menu.append(Offered(names.actions[act], value, float(chances[m]), self._threats(s, act)))
        if not menu:
            return None
        side = int(p.side[self.index])
        tension = float(s.tension[side]), float(s.tension[1 - side])
        fronts = tuple(float(place) for place in s.front[: len(names.fronts)])
        return Offer(
            len(self.offers), float(s.now), Channel(channel), tuple(menu), tension, fronts, float(losing_of(p, s, side)), float(aid_short(p, s))
        )

    def _threats(self, s: Any, act: int) -> tuple[Threat, ...]:
        p, names = self.prepared.params, self.prepared.names
        found = []
        for j, owner in enumerate(names.owners):
            if p.side[p.owner_actor[j]] != p.side[self.index]:
                weigh(p, s, j, 0)
                for d, dimension in enumerate(names.dimensions):
                    exposure = float(exposure_of(p, s, self.index, act, j, d)) if p.has_line[j, d] == 1 else 0.0
                    if exposure > 0.0:
                        chance = [float(believed(p, s, FULL, j, d, exposure, int(tier))) for tier in (Tier.CONVENTIONAL, Tier.NUCLEAR)]
                        found.append(Threat(owner, dimension, exposure, *chance))
        return tuple(found)

    def _force(self, channel: Channel, act: str) -> Any:
        """Return the world in which the seat's next choice in a channel is this act."""
        p, forced = self.prepared.params, self._forced
        forced.option_weight, forced.option_log_weight = p.option_weight, p.option_log_weight
        for m in range(int(p.menu_size[self.index, channel])):
            if self.prepared.names.actions[int(p.menu[self.index, channel, m])] != act:
                forced.option_weight[self.index, channel, m], forced.option_log_weight[self.index, channel, m] = 0.0, -INFINITY
        return forced

    def _step(self, forced: Any = None) -> None:
        s = self.model.state
        before, clash = (float(s.survival), float(s.score[Score.INADVERTENT])), float(s.clash_time)
        if forced is None:
            self.model.step()
        else:
            ordinary = self.model.swap_world(forced)
            self.model.step()
            self.model.swap_world(ordinary)
        if is_broken(self.model):
            return
        self.used = use_in_story(self.model, before, self._doom)
        self.moments.append(moment_of(self.model, clash, self.used))
