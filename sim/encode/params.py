"""Params: everything a history needs that does not change while it runs, as arrays.

Axis names: actors A, owners J (actors that hold red lines), dimensions D, acts N, options M (places on a menu), nests, fronts K, flags,
regimes G (between calendar events), clocks C, cells (cost grid), rungs, steps (of a hazard). Channel: 0 military, 1 diplomacy. Tier: 0
conventional, 1 nuclear. Side: 0 or 1. Times in months, rates per month, exposures, stakes and utilities in the units of the scenario.
The kernel trusts these arrays: everything was checked when the scenario was loaded.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]


class Params(NamedTuple):
    """One world. See the module docstring for axes and units."""

    # time
    horizon: float  # months
    ticks: Floats  # (ticks,) record times, months
    clock_rate: Floats  # (C,) events a month; 0 = never
    clock_kind: Ints  # (C,) terms.Event
    clock_subject: Ints  # (C,) 2 * actor + channel, or the incident
    clock_key: Keys  # (C,)
    calendar: Floats  # (G - 1,) months; regime g begins at calendar[g - 1]
    # fronts
    node_width: float  # months between two values of the front noise; infinity where there is no front
    front_initial: Floats  # (K,)
    front_drift: Floats  # (K,) per month
    front_volatility: Floats  # (K,) per square root of a month
    front_key: Keys  # (K,)
    aid_initial: Floats  # (K,)
    aid_effect: Floats  # (K,)
    aid_decay: Floats  # (K,) per month
    side_losing: Floats  # (2, K) +1: losing where the front is +, -1: where it is -, 0: not its front
    # tension
    tension_initial: Floats  # (2,)
    tension_base: float
    tension_rate: float  # ln 2 / half-life, per month
    tension_gain: float
    # flags
    flag_initial: Ints  # (flags,)
    flag_locked: Ints  # (flags,)
    regime_flag: Ints  # (G, flags) value set when the regime begins, -1: left alone
    # actors and their menus
    side: Ints  # (A,)
    policy: Ints  # (A,)
    precision: Floats  # (A, 2) 1/utility
    loss_if_answered: Floats  # (A, J)
    loss_if_nuclear: Floats  # (A,)
    menu_size: Ints  # (A, 2)
    menu: Ints  # (A, 2, M) act
    utility: Floats  # (G, A, 2, M)
    option_weight: Floats  # (A, 2, M)
    option_nest: Ints  # (A, 2, M)
    option_key: Keys  # (A, 2, M)
    nest_count: Ints  # (A, 2)
    nest_weight: Floats  # (A, 2, nests)
    nest_similarity: Floats  # (A, 2, nests)
    nest_key: Keys  # (A, 2, nests)
    # acts
    act_rung: Ints  # (N,)
    act_exposes: Floats  # (N, D) exposure; 0 = none
    act_backed: Floats  # (A, N) how far nuclear powers stand behind the act when this actor takes it
    act_own_backing: Floats  # (A, N) how far the taker itself is such a power
    act_requires: Ints  # (N, flags) 1: must be up
    act_sets: Ints  # (N, flags) 0 or 1, -1: left alone
    act_front: Floats  # (N, K)
    act_aid: Floats  # (N, K)
    act_when_losing: Floats  # (N,)
    act_when_aid_short: Floats  # (N,)
    act_clash: Floats  # (N,) probability
    act_talks: Ints  # (N,)
    noise_key: Keys  # (A, D)
    actor_key: Keys  # (A,)
    # owners and their lines
    owner_actor: Ints  # (J,)
    owner_key: Keys  # (J,)
    has_line: Ints  # (J, D) 1: a crossing of this dimension is this owner's
    value: Floats  # (J, D) stake per unit of exposure
    conventional_line: Floats  # (J, D) exposure, or UNDECLARED
    nuclear_line_public: Floats  # (G, J, D) what the public computes with
    nuclear_line_own: Floats  # (G, J, D) what the owner computes with
    backer_share: Floats  # (G, J)
    wait: Floats  # (G, J) fraction
    ambiguity: float
    exposure_noise: float
    attribution: int  # terms.Attribution
    depth: int  # of expected loss; 0 = converged
    believes: int  # 0: everybody believes that no act is ever answered (the counterfactual of deterrence)
    # state-like lines
    ground_owner: Ints  # (lines,)
    ground_dimension: Ints  # (lines,)
    ground_front: Ints  # (lines,)
    ground_per_unit: Floats  # (lines,) exposure per unit of losing
    ground_step: float
    # types
    has_nuclear: Ints  # (J,)
    cost: Floats  # (J, 2, cells) stake
    audience_cost: Floats  # (J, 2)
    reliability: Floats  # (J, 2, levels)
    false_alarm: Floats  # (J, 2)
    answer_noise: Floats  # (J, 2)
    desperation: Floats  # (J,)
    prior_public: Floats  # (J, 2, types) type = (cell * 2 + real) * levels + level
    prior_true: Floats  # (J, 2, types)
    proposal_exponent: float  # nuclear cost cells are drawn from posterior^exponent
    proposal_cumulative: Floats  # (J, 2, cells) of the drawing distribution; engine/history.py fills these two
    cell_weight: Floats  # (J, 2, cells) posterior / proposal
    # answers
    rung_first: Ints  # (J,)
    rung_last: Ints  # (J,)
    rung_benefit: Floats  # (J,)
    rung_cost: Floats  # (J,)
    rung_precision: Floats  # (J,)
    answer_clashes: Ints  # (J,) 1: a conventional answer is itself a clash
    answer_exposes: Floats  # (J, 3, D) by terms.Tier of the answer
    nuclear_rungs: Ints  # (J, 2) demonstration, use
    demonstration_share: Floats  # (J,)
    backer_probability: Floats  # (J,)
    backer_rung: Ints  # (J,)
    verbal_rungs: Ints  # (J, rungs)
    verbal_cumulative: Floats  # (J, rungs)
    # clash and accidents
    clash_tension: float
    clash_exposes: Floats  # (D,)
    clash_steps: Floats  # (steps,) rungs
    clash_rates: Floats  # (steps,) per month
    accident_steps: Floats  # (steps,)
    accident_rates: Floats  # (A, steps) per month
    # settlement
    party: Ints  # (2,) actors, -1: settlement impossible
    mediator: Ints  # (1,) actor or -1
    settlement_front: int  # front or -1
    cost_of_war: Floats  # (2,)
    cost_when_losing: Floats  # (2,)
    indivisibility: float
    range_width: float
    settlement_rates: Floats  # (2,) direct, mediated; per month
    memory: float  # months
    # incidents
    incident_low: Floats  # (incidents, D)
    incident_high: Floats  # (incidents, D)
    incident_key: Keys  # (incidents,)
    # what is recorded
    reference: Ints  # (2,) owner, dimension; -1: none
    reference_exposure: float
    group_of_cell: Ints  # (cells,) group of the reference owner's true conventional cost
    answer_column: Ints  # (J,) first column of its answers by rung
    option_column: Ints  # (A, 2, M) column of the act
    crossing_column: int  # first column of crossings by dimension
    exposure_column: int  # first column of stake-weighted exposure by owner
    nuclear_column: Ints  # (A,) column of nuclear use by this actor, -1: none


class State(NamedTuple):
    """One history under way. Arrays of length 1 are numbers that change."""

    seed: Keys  # (1,)
    replicate: Keys  # (1,)
    now: Floats  # (1,) months
    next_time: Floats  # (C,) months
    count: Ints  # (C,) events so far, the counter of the clock's draws
    regime: Ints  # (1,)
    event: Ints  # (3,) terms.Event, subject, clock (-1: none)
    event_time: Floats  # (1,)
    ending: Ints  # (1,) terms.Ending
    failed: Ints  # (1,) 1: something was not finite, or evidence was zero
    # the world
    front: Floats  # (K,)
    aid: Floats  # (K,)
    front_time: Floats  # (1,)
    node: Ints  # (1,)
    collapsed: Ints  # (1,) 1: a front has reached its end
    tension: Floats  # (2,)
    flag: Ints  # (flags,)
    talked: Floats  # (A,) months; -infinity: never
    clash_time: Floats  # (1,) first clash; infinity: none
    clash_now: Ints  # (1,) 1: a clash happened in this turn
    # beliefs and types
    public: Floats  # (J, 2, types)
    pooled: Floats  # (J, 2, cells * 2) sum over reliability of belief * (e - f)
    true_type: Ints  # (J, 2, 3) cell, real, level
    mark: Floats  # (lines,) highest exposure tested
    tested: Floats  # (lines, 2, types) running maximum of the answer probability, as the public computes it
    tested_own: Floats  # (lines, 2) the same for the true type, as the owner computes it
    log_price: Floats  # (J, 3, cells) by terms.Tier of the answer, with the expected loss
    plain_price: Floats  # (J, 3, cells) the same one depth down
    loss_before: Floats  # (J, 3) expected loss one depth down
    loss_now: Floats  # (J, 3)
    likelihood: Floats  # (types,) scratch
    counter: Ints  # (J,) crossings this owner has faced, the counter of its draws
    last_crossing: Floats  # (J, 2) dimension (-1: none), exposure
    # this turn
    act: Ints  # (2,) actor, act (-1: none)
    option_value: Floats  # (M,) Q of the menu, nan: not legal
    crossing: Floats  # (64, fields) terms.Crossing
    crossings: Ints  # (1,)
    # scores
    survival: Floats  # (1,)
    weight: Floats  # (1,) importance weight
    score: Floats  # (measures,)
    detail: Floats  # (details,)
    tick: Ints  # (1,) record ticks passed
    curve: Floats  # (ticks, channels)
    credibility: Floats  # (3,) conventional, nuclear, 1: stale
