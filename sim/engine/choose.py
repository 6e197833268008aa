"""Step 3: one actor's opportunity: its legal menu, valued by its policy (engine/value.py), and the choice."""

import math

from sim.engine.draws import fill_gumbels
from sim.engine.lookahead import value_of_plans
from sim.engine.value import is_legal, value_now
from sim.jit import either, routine, step
from sim.rules.choice import nest_score, option_score, tilt
from sim.rules.numerics import INFINITY, exp
from sim.rules.policies import preference
from sim.terms import Purpose

OPTION, NEST = int(Purpose.OPTION), int(Purpose.NEST)
value_menu = either("plan_value", value_of_plans, value_now)  # where nobody looks ahead nothing of looking ahead is compiled


@routine
def nest_preferences(p, s, actor, channel, nest, best):
    """Return (highest preference, weighted mean of the tilts) over the legal acts of one nest; -infinity and 0 where there is none."""
    precision, policy, rho = p.precision[actor, channel], p.policy[actor], p.nest_similarity[actor, channel, nest]
    alone = p.option_alone[actor, channel, nest]
    if alone >= 0:
        if math.isnan(s.option_value[alone]) or p.option_weight[actor, channel, alone] <= 0.0:
            return -INFINITY, 0.0
        return preference(policy, precision, s.option_value[alone], best), 1.0
    top = -INFINITY
    for option in range(p.menu_size[actor, channel]):
        if p.option_nest[actor, channel, option] == nest and not math.isnan(s.option_value[option]):
            top = max(top, preference(policy, precision, s.option_value[option], best))
    above, below = 0.0, 0.0
    for option in range(p.menu_size[actor, channel]):
        if p.option_nest[actor, channel, option] == nest and not math.isnan(s.option_value[option]):
            weight = p.option_weight[actor, channel, option]
            below += weight
            if top > -INFINITY:
                above += weight * tilt(preference(policy, precision, s.option_value[option], best), top, rho)
    return top, (above / below if below > 0.0 else 0.0)


@routine
def is_sound(p, s, actor, channel):
    """Return whether every legal act of the menu just valued has a value, and one is the best.

    A value that is no number would pass for an act that is not legal. Minus infinity is a value: such an act is never chosen beside others.
    """
    legal, best = False, -INFINITY
    for option in range(p.menu_size[actor, channel]):
        if is_legal(p, s, p.menu[actor, channel, option]):
            legal = True
            if not s.option_value[option] < INFINITY:
                return False
            best = max(best, s.option_value[option])
    return best > -INFINITY or not legal


@step
def race(p, s, actor, channel, nest, best, counter):
    """Return the option that wins the race of Gumbel draws inside a nest; an option alone in its nest wins without one."""
    if p.option_alone[actor, channel, nest] >= 0:
        return p.option_alone[actor, channel, nest]
    winner, highest = -1, -INFINITY
    fill_gumbels(s.seed, s.replicate, p.option_key[actor, channel], OPTION, counter, s.option_noise)
    for option in range(p.menu_size[actor, channel]):
        if p.option_nest[actor, channel, option] == nest and not math.isnan(s.option_value[option]):
            liking = preference(p.policy[actor], p.precision[actor, channel], s.option_value[option], best)
            score = option_score(p.option_log_weight[actor, channel, option], liking, p.nest_similarity[actor, channel, nest])
            if score > -INFINITY:
                score += s.option_noise[option]
                if score > highest:
                    winner, highest = option, score
    return winner


@step
def choose(p, s):
    """Let the actor of the event choose: set s.act to (actor, act), act -1 where nothing is legal, and count the act."""
    actor, channel = s.subject // 2, s.subject % 2
    counter = 2 * s.count[s.clock] + channel
    best = value_menu(p, s, actor, channel)
    if not is_sound(p, s, actor, channel):
        s.failed = 1
    s.taker, s.act = actor, -1
    chosen, highest = -1, -INFINITY
    fill_gumbels(s.seed, s.replicate, p.nest_key[actor, channel], NEST, counter, s.nest_noise)
    for nest in range(p.nest_count[actor, channel]):
        top, mean = nest_preferences(p, s, actor, channel, nest, best)
        if top > -INFINITY and p.nest_weight[actor, channel, nest] > 0.0:
            score = nest_score(p.nest_log_weight[actor, channel, nest], top, p.nest_similarity[actor, channel, nest], mean) + s.nest_noise[nest]
            if score > highest:
                chosen, highest = nest, score
            elif score != score:  # weights that overflow
                s.failed = 1
    option_chosen = race(p, s, actor, channel, chosen, best, counter) if chosen >= 0 else -1
    if option_chosen >= 0:
        s.act = p.menu[actor, channel, option_chosen]
        s.score[p.option_column[actor, channel, option_chosen]] += s.survival


@routine
def choice_probabilities(p, s, actor, channel, out):
    """Fill out (options,) with the probability of every option of the menu that `value_menu` has just valued; 0 where not legal.

    The race of `choose` has these probabilities; they are computed for watching and for the exact solver, never for playing.
    """
    best = -INFINITY
    for option in range(p.menu_size[actor, channel]):
        out[option] = 0.0
        if not math.isnan(s.option_value[option]):
            best = max(best, s.option_value[option])
    if best == -INFINITY:
        return
    top_score, total = -INFINITY, 0.0
    for nest in range(p.nest_count[actor, channel]):
        top, mean = nest_preferences(p, s, actor, channel, nest, best)
        if top > -INFINITY:
            top_score = max(top_score, nest_score(p.nest_log_weight[actor, channel, nest], top, p.nest_similarity[actor, channel, nest], mean))
    for nest in range(p.nest_count[actor, channel]):
        top, mean = nest_preferences(p, s, actor, channel, nest, best)
        if top > -INFINITY:
            rho = p.nest_similarity[actor, channel, nest]
            share = exp(nest_score(p.nest_log_weight[actor, channel, nest], top, rho, mean) - top_score)
            total += share
            inside = 0.0
            for option in range(p.menu_size[actor, channel]):
                if p.option_nest[actor, channel, option] == nest and not math.isnan(s.option_value[option]):
                    liking = preference(p.policy[actor], p.precision[actor, channel], s.option_value[option], best)
                    out[option] = p.option_weight[actor, channel, option] * (tilt(liking, top, rho) if liking > -INFINITY else 0.0)
                    inside += out[option]
            for option in range(p.menu_size[actor, channel]):
                if p.option_nest[actor, channel, option] == nest and not math.isnan(s.option_value[option]):
                    out[option] = out[option] / inside * share
    for option in range(p.menu_size[actor, channel]):
        out[option] = out[option] / total
