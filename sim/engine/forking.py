"""A rare clash scored as weight: at every moment where a clash may come the history forks, and one of the forks is played for all.

The main path is the history in which no act and no accident ends in a clash; it carries the weight `open` of that. Every moment at which a
clash could have come adds its chance to a running total: whoever would act, and however. One moment is kept, with probability in proportion
to its chance, and is played once more with the clash in it; what it scores counts with the total. So the rare choice, the rare clash and
its rare moment are never waited for, and the expectation of every score is exactly that of a played history.

A clash by an answer (a strike on the backer, or an answer that is itself a clash) is still drawn: to bar an answer would change what the
public learns from it. The rules are untouched: a moment is forced in a copy of the world in which that clash is certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.encode.layout import copy_record
from sim.engine.begin import begin
from sim.engine.choose import choice_probabilities
from sim.engine.draws import uniform
from sim.engine.history import Prepared
from sim.engine.states import copy_words, new_states
from sim.engine.turn import turn
from sim.jit import routine
from sim.rules.accident import cumulative_hazard, decayed, fill_months_above, hazard_rate
from sim.rules.numerics import INFINITY, exp, waiting_time
from sim.terms import Ending, Event, Purpose, Score

RUNNING = int(Ending.RUNNING)
OPPORTUNITY, CLASH_CHANCE = int(Event.OPPORTUNITY), int(Event.CLASH_CHANCE)
CLOCK, STORY = int(Purpose.CLOCK), int(Purpose.STORY)
NUCLEAR = int(Score.NUCLEAR)
DELIBERATE, NOISE, INADVERTENT = int(Score.DELIBERATE), int(Score.NOISE), int(Score.INADVERTENT)
NOTHING, ACT, ACCIDENT = 0, 1, 2  # what the kept moment is
KEPT, WHICH_ACT, WHEN = 0, 1, 2  # counters of the draws of one turn
MOST_TURNS = 1_000_000
FORK_KEY = np.uint64(0x666F726B)  # stream of the choice among forks; "fork"


@dataclass(frozen=True)
class Forks:
    """What a block of forked histories gives: the same columns as engine.batch.Block, and the turns that were played for them."""

    weights: np.ndarray  # (count,) importance weights
    measures: np.ndarray  # (count, measures)
    turns: np.ndarray  # (count,) of main path and fork together
    failed: tuple[int, ...]  # replicates with a result that is not finite


def without_clashes(params: Any) -> Any:
    """Return a copy of the world in which no act and no accident ends in a clash. Nothing that anybody weighs depends on these numbers."""
    p = copy_record(params)
    p.act_clash = 0.0
    p.clash_rates = 0.0
    return p


def with_certain_clashes(params: Any) -> Any:
    """Return a copy of the world in which every act that can clash does, and every candidate moment of an accidental clash is one."""
    p = copy_record(params)
    p.act_clash = np.where(params.act_clash > 0.0, 1.0, 0.0)
    p.clash_steps = -1.0
    p.clash_rates = 1e300
    return p


@routine
def clash_clock(p):
    """Return the clock of accidental clashes, -1: none."""
    for c in range(p.clocks):
        if p.clock_kind[c] == CLASH_CHANCE:
            return c
    return -1


@routine
def clash_hazard(p, s, tension, months):
    """Return the cumulative hazard of an accidental clash while a tension decays for some months."""
    fill_months_above(tension, p.tension_base, p.tension_rate, months, p.clash_steps, p.steps, s.above)
    return cumulative_hazard(s.above, p.clash_rates, p.steps)


@routine
def set_clock(p, s, clock):
    """Start the clock of accidental clashes now. Its first wait has no memory, so it may begin at any time."""
    if clock >= 0:
        s.next_time[clock] = s.now + waiting_time(uniform(s.seed, s.replicate, p.clock_key[clock], CLOCK, 0), p.clock_rate[clock])


@routine
def act_chance(p, s, actor, channel, chances):
    """Return the chance that the opportunity just taken ends in a clash by the act, before the act is known; fill chances (options,)."""
    possible = False
    for option in range(p.menu_size[actor, channel]):
        possible = possible or p.act_clash[p.menu[actor, channel, option]] > 0.0
    if not possible:
        return 0.0
    choice_probabilities(p, s, actor, channel, chances)
    total = 0.0
    for option in range(p.menu_size[actor, channel]):
        chances[option] *= p.act_clash[p.menu[actor, channel, option]]
        total += chances[option]
    return total


@routine
def pick(chances, options, u):
    """Return an option, each with probability in proportion to its chance, by inversion of one uniform."""
    total, found = 0.0, -1
    for option in range(options):
        total += chances[option]
    reached = 0.0
    for option in range(options):
        if chances[option] > 0.0 and (found < 0 or u * total >= reached):
            found = option
        reached += chances[option]
    return found


@routine
def add_scores(out, scale, after, before, measures):
    """Add scale * (after - before) to out (measures,), over scores."""
    for i in range(measures):
        out[i] += scale * (after[i] - before[i])


@routine
def play_fork(p, forced, s, kind, actor, channel, option, time, most_turns):
    """Play the kept moment with its clash, then the rest of the history; return the turns taken."""
    clock = clash_clock(p)
    if kind == ACT:
        for other in range(p.menu_size[actor, channel]):
            if other != option:
                forced.option_weight[actor, channel, other], forced.option_log_weight[actor, channel, other] = 0.0, -INFINITY
        turn(forced, s)
        for other in range(p.menu_size[actor, channel]):
            forced.option_weight[actor, channel, other] = p.option_weight[actor, channel, other]
            forced.option_log_weight[actor, channel, other] = p.option_log_weight[actor, channel, other]
        set_clock(p, s, clock)
    else:
        s.next_time[clock] = time
        turn(forced, s)
    turns = 1
    while s.ending == RUNNING and turns < most_turns:
        turn(p, s)
        turns += 1
    if s.ending == RUNNING or s.clash_time == INFINITY:
        s.failed = 1
    return turns


@routine
def play_forked(p, barred, forced, states, words, chances, seed, replicate, most_turns, out):
    """Play one history and one fork of it; fill out (measures,) with scores whose expectation is that of `batch.play`; return the turns taken.

    Parameters
    ----------
    p, barred, forced : Params       the world; without clashes by act and accident; with certain ones (its option weights are scratch)
    states : State (3,)              room: the main path, the moment before this turn, the moment kept
    words : uint64 (3, words)        the same memory
    chances : (options,)             scratch
    """
    s, before, kept = states[0], states[1], states[2]
    begin(p, s, seed, replicate)
    out[:] = 0.0
    clock = clash_clock(p)
    if clock >= 0:
        s.next_time[clock] = INFINITY
    open_weight, total, turns, draws = 1.0, 0.0, 0, 0
    kind, actor, channel, option, time = NOTHING, -1, -1, -1, 0.0
    while s.ending == RUNNING and s.clash_time == INFINITY and turns < most_turns:
        copy_words(words[1], words[0])
        turn(barred, s)
        turns += 1
        moment = 0.0
        months = s.now - before.now
        tension = max(before.tension[0], before.tension[1])
        hazard = clash_hazard(p, s, tension, months) if clock >= 0 else 0.0
        if hazard > 0.0:
            on_the_way = months * uniform(seed, replicate, FORK_KEY, STORY, 4 * draws + WHEN)
            reached = clash_hazard(p, s, tension, on_the_way)
            rate = hazard_rate(decayed(tension, p.tension_base, p.tension_rate, on_the_way), p.clash_steps, p.clash_rates)
            moment = open_weight * exp(-reached) * rate * months
            total += before.survival * moment
            if uniform(seed, replicate, FORK_KEY, STORY, 4 * draws + KEPT) * total < before.survival * moment:
                copy_words(words[2], words[1])
                kind, time = ACCIDENT, before.now + on_the_way
            draws += 1
            open_weight *= exp(-hazard)
        if s.event == OPPORTUNITY:
            a, c = s.subject // 2, s.subject % 2
            chance = act_chance(p, s, a, c, chances)
            if chance > 0.0:
                moment = open_weight * chance
                total += before.survival * moment
                if uniform(seed, replicate, FORK_KEY, STORY, 4 * draws + KEPT) * total < before.survival * moment:
                    copy_words(words[2], words[1])
                    kind, actor, channel = ACT, a, c
                    option = pick(chances, p.menu_size[a, c], uniform(seed, replicate, FORK_KEY, STORY, 4 * draws + WHICH_ACT))
                draws += 1
            if s.act >= 0:
                open_weight *= 1.0 - p.act_clash[s.act]
        add_scores(out, open_weight, s.score, before.score, p.measures)
    if s.ending == RUNNING and turns < most_turns:  # an answer was a clash: from here on as it comes
        copy_words(words[1], words[0])
        set_clock(p, s, clock)
        while s.ending == RUNNING and turns < most_turns:
            turn(p, s)
            turns += 1
        add_scores(out, open_weight, s.score, before.score, p.measures)
    if s.ending == RUNNING:
        s.failed = 1
    if kind != NOTHING:
        survival = kept.survival
        copy_words(words[1], words[2])
        turns += play_fork(p, forced, kept, kind, actor, channel, option, time, most_turns)
        add_scores(out, total / survival, kept.score, before.score, p.measures)
        s.failed |= kept.failed
    out[NUCLEAR] = out[DELIBERATE] + out[NOISE] + out[INADVERTENT]
    return turns


@routine
def play_forked_block(p, barred, forced, states, words, chances, seed, first, weights, measures, turns, failed):
    """Play histories first, first + 1, ... into the rows of the output arrays."""
    for i in range(weights.shape[0]):
        turns[i] = play_forked(p, barred, forced, states, words, chances, seed, np.uint64(first + i), MOST_TURNS, measures[i])
        weights[i] = states[0].weight
        if states[0].failed != 0:
            failed[i] = 1
            weights[i] = 0.0
            measures[i, :] = 0.0


def simulate_forks(prepared: Prepared, seed: int, first: int, count: int) -> Forks:
    """Return histories first ... first + count - 1 of `seed`, each with one fork. Releases the interpreter lock.

    References
    ----------
    Source: ours; to play one branch for many, chosen in proportion to weight, is the roulette of kahn-1951.
    """
    p, measures = prepared.params, len(prepared.names.measures)
    states, words = new_states(p, 3)
    weights, scores, turns, failed = np.zeros(count), np.zeros((count, measures)), np.zeros(count, np.int64), np.zeros(count, np.int64)
    worlds = (p, without_clashes(p), with_certain_clashes(p))
    play_forked_block(*worlds, states, words, np.zeros(p.option_weight.shape[2]), np.uint64(seed), first, weights, scores, turns, failed)
    return Forks(weights, scores, turns, tuple(int(first + i) for i in np.flatnonzero(failed)))
