"""Params and State: a world and a history under way, each one record of named arrays.

A record passes through the kernel as one pointer, is read by field name, and works the same compiled and as plain Python. Axes are padded
to a size class (`layout.axis_size`), so that scenarios of like size share one compiled kernel; counts of what is used stand first in Params.
Channel: 0 military, 1 diplomacy. Tier: 0 conventional, 1 nuclear, 2 strike on the backer. Side: 0 or 1. A type has the index
(level * 2 + real) * stride + cell. Times in months, rates per month; exposures, stakes, utilities in the units of the scenario. The kernel
trusts these arrays: everything was checked when the scenario was loaded.
"""

from collections.abc import Mapping
from typing import Any

from sim.encode.layout import axis_size, blank, field, fill, sizes_of
from sim.rules.numerics import INFINITY
from sim.terms import Crossing, Detail

# named "switches", not "flags": records of numpy have an attribute of that name
AXES = (
    "actors", "owners", "dimensions", "acts", "options", "nests", "fronts", "switches", "regimes", "clocks", "steps", "grounds", "incidents",
    "cells", "levels", "types", "pooled", "words", "ticks", "measures", "channels", "standings", "threats", "nodes",
    "plans",
)  # fmt: skip

PARAMS = (
    # counts of what is used along each axis
    *(field(axis, "i8", f"number of {axis}") for axis in AXES),
    field("stride", "i8", "cells with padding; a cell of padding has no mass"),
    # time
    field("horizon", "f8", "months"),
    field("record_times", "f8", "months", "ticks"),
    field("clock_rate", "f8", "events a month; 0 = never", "clocks"),
    field("clock_kind", "i8", "terms.Event", "clocks"),
    field("clock_subject", "i8", "2 * actor + channel, or the incident", "clocks"),
    field("clock_key", "u8", "stream of its draws", "clocks"),
    field("calendar", "f8", "months; regime g begins at calendar[g - 1]", "regimes"),
    # fronts
    field("node_width", "f8", "months between two values of the front noise; infinity where there is no front"),
    field("front_initial", "f8", "in [-1, 1]", "fronts"),
    field("front_drift", "f8", "per month", "fronts"),
    field("front_volatility", "f8", "per square root of a month", "fronts"),
    field("front_key", "u8", "stream of its noise", "fronts"),
    field("aid_initial", "f8", "1 = the level that holds the front steady", "fronts"),
    field("aid_effect", "f8", "extra drift a month for each unit of missing aid", "fronts"),
    field("aid_decay", "f8", "per month", "fronts"),
    field("node_aid_left", "f8", "share of aid left from one node to the next", "fronts"),
    field("node_aid_months", "f8", "its integral, months", "fronts"),
    field("side_losing", "f8", "+1: losing where the front is +, -1: where it is -, 0: not its front", 2, "fronts"),
    # tension
    field("tension_initial", "f8", "rungs, by side", 2),
    field("tension_base", "f8", "rung it decays toward"),
    field("tension_rate", "f8", "ln 2 / half-life, per month"),
    field("tension_gain", "f8", "share of the gap between an act's rung and the tension that the act closes"),
    # flags
    field("flag_initial", "i8", "1: up", "switches"),
    field("flag_locked", "i8", "1: no act and no date may change it", "switches"),
    field("regime_flag", "i8", "value set when the regime begins, -1: left alone", "regimes", "switches"),
    # actors and their menus
    field("side", "i8", "0 or 1", "actors"),
    field("policy", "i8", "terms.Policy", "actors"),
    field("precision", "f8", "1/utility", "actors", 2),
    field("prospect_curvature", "f8", "exponent of the value function", "actors"),
    field("prospect_aversion", "f8", "how much larger a loss looms than a gain", "actors"),
    field("prospect_weighting", "f8", "exponent of the weights of chances", "actors"),
    field("prospect_ground", "f8", "what losing everything is felt to cost, utility", "actors"),
    field("reflex_routine", "f8", "rung of the standing orders", "actors"),
    field("reflex_calm", "f8", "tension up to which they hold, rungs", "actors"),
    field("reflex_panic", "f8", "tension of full stress, rungs", "actors"),
    field("reflex_desperate", "f8", "how far losing before it overmatches", "actors"),
    field("reflex_dread", "f8", "chance of nuclear use at which it stands down", "actors"),
    field("lookahead_horizon", "i8", "own opportunities in view, this one included", "actors"),
    field("lookahead_discount", "f8", "of what the next one is worth, in [0, 1]", "actors"),
    field("reflex_stress", "f8", "effect of full stress on strictness", "actors"),
    field("loss_if_answered", "f8", "utility (stake, where an owner weighs its own answer)", "actors", "owners"),
    field("loss_if_nuclear", "f8", "utility (stake, likewise)", "actors"),
    field("menu_size", "i8", "options on the menu", "actors", 2),
    field("menu", "i8", "act", "actors", 2, "options"),
    field("utility", "f8", "of the option", "regimes", "actors", 2, "options"),
    field("option_weight", "f8", "base weight", "actors", 2, "options"),
    field("option_log_weight", "f8", "its logarithm", "actors", 2, "options"),
    field("option_nest", "i8", "its nest", "actors", 2, "options"),
    field("option_key", "u8", "stream of its Gumbel draws", "actors", 2, "options"),
    field("option_alone", "i8", "the only option of the nest, -1: there are several", "actors", 2, "nests"),
    field("nest_count", "i8", "nests of the menu", "actors", 2),
    field("nest_weight", "f8", "base weight", "actors", 2, "nests"),
    field("nest_log_weight", "f8", "its logarithm", "actors", 2, "nests"),
    field("nest_similarity", "f8", "rho in (0, 1]", "actors", 2, "nests"),
    field("nest_key", "u8", "stream of its Gumbel draws", "actors", 2, "nests"),
    # acts
    field("act_rung", "i8", "rung", "acts"),
    field("act_exposes", "f8", "exposure; 0 = none", "acts", "dimensions"),
    field("act_backed", "f8", "how far nuclear powers stand behind the act when this actor takes it", "actors", "acts"),
    field("act_own_backing", "f8", "how far the taker itself is such a power", "actors", "acts"),
    field("act_requires", "i8", "1: must be up", "acts", "switches"),
    field("act_sets", "i8", "0 or 1, -1: left alone", "acts", "switches"),
    field("act_front", "f8", "shift of the front", "acts", "fronts"),
    field("act_aid", "f8", "aid added", "acts", "fronts"),
    field("act_when_losing", "f8", "utility per unit of losing", "acts"),
    field("act_when_aid_short", "f8", "utility per unit of missing aid", "acts"),
    field("act_clash", "f8", "probability", "acts"),
    field("act_talks", "i8", "1: counts as talking", "acts"),
    field("noise_key", "u8", "stream of exposure noise", "actors", "dimensions"),
    field("actor_key", "u8", "stream of clash draws", "actors"),
    # owners and their lines
    field("owner_actor", "i8", "its actor", "owners"),
    field("owner_key", "u8", "stream of its types and answers", "owners"),
    field("has_line", "i8", "1: a crossing of this dimension is this owner's", "owners", "dimensions"),
    field("value", "f8", "stake per unit of exposure", "owners", "dimensions"),
    field("conventional_line", "f8", "exposure, or UNDECLARED", "owners", "dimensions"),
    field("nuclear_line_public", "f8", "what the public computes with", "regimes", "owners", "dimensions"),
    field("nuclear_line_own", "f8", "what the owner computes with", "regimes", "owners", "dimensions"),
    field("backer_share", "f8", "in [0, 1]", "regimes", "owners"),
    field("log_wait", "f8", "ln(1 + premium on waiting)", "regimes", "owners"),
    field("ambiguity", "f8", "w, exposure"),
    field("exposure_noise", "f8", "standard deviation, exposure"),
    field("attribution", "i8", "terms.Attribution"),
    field("depth", "i8", "of expected loss; 0 = converged"),
    field("believes", "i8", "0: everybody believes that no act is ever answered (the counterfactual of deterrence)"),
    # state-like lines
    field("ground_owner", "i8", "owner of the line", "grounds"),
    field("ground_dimension", "i8", "its dimension", "grounds"),
    field("ground_front", "i8", "front whose loss it watches", "grounds"),
    field("ground_scale", "f8", "exposure per unit of the front, + or - as its owner's side loses", "grounds"),
    field("ground_step", "f8", "exposure between two tests"),
    # types
    field("has_nuclear", "i8", "1: has a nuclear tier", "owners"),
    field("cost", "f8", "stake", "owners", 2, "cells"),
    field("log_cost", "f8", "its natural logarithm", "owners", 2, "cells"),
    field("audience_cost", "f8", "A, stake", "owners", 2),
    field("reliability", "f8", "e, probability", "owners", 2, "levels"),
    field("tier_levels", "i8", "levels of reliability of this tier", "owners", 2),
    field("false_alarm", "f8", "f, probability", "owners", 2),
    field("answer_noise", "f8", "sigma, log", "owners", 2),
    field("desperation", "f8", "phi, per unit of losing", "owners"),
    field("prior_public", "f8", "type = (level * 2 + real) * stride + cell", "owners", 2, "types"),
    field("prior_true", "f8", "what types are drawn from", "owners", 2, "types"),
    field("proposal_exponent", "f8", "nuclear cost cells are drawn from posterior^exponent"),
    field("proposal_cumulative", "f8", "of the drawing distribution; engine/history.py fills these two", "owners", 2, "cells"),
    field("cell_weight", "f8", "posterior / proposal", "owners", 2, "cells"),
    # answers
    field("rung_first", "i8", "lowest rung of the conventional tier", "owners"),
    field("rung_last", "i8", "highest rung of the conventional tier", "owners"),
    field("rung_benefit", "f8", "per unit of stake", "owners"),
    field("rung_cost", "f8", "stake", "owners"),
    field("rung_precision", "f8", "1/stake", "owners"),
    field("answer_clashes", "i8", "1: a conventional answer is itself a clash", "owners"),
    field("answer_exposes", "f8", "by terms.Tier of the answer", "owners", 3, "dimensions"),
    field("nuclear_rungs", "i8", "demonstration, use", "owners", 2),
    field("demonstration_share", "f8", "of chosen use", "owners"),
    field("backer_probability", "f8", "q9", "owners"),
    field("backer_rung", "i8", "rung", "owners"),
    field("verbal_rungs", "i8", "rungs", "owners", "words"),
    field("verbal_cumulative", "f8", "cumulative weights, the last 1", "owners", "words"),
    # what acts and answers would expose (encode/standings.py)
    field("standing_owner", "i8", "owner of the line", "standings"),
    field("standing_dimension", "i8", "its dimension", "standings"),
    field("standing_exposure", "f8", "exposure, read without noise", "standings"),
    field("standing_plain", "i8", "1: priced one depth down", "standings"),
    field("standing_stake", "f8", "log stake by tier: of a bluff, of a real audience cost", "standings", 2, 2),
    field("threat_standing", "i8", "standing crossing that would be made", "regimes", "threats"),
    field("threat_loss", "f8", "utility (stake, in an answer), if it is answered conventionally", "regimes", "threats"),
    field("threat_first", "i8", "first threat of the option", "actors", 2, "options"),
    field("threat_count", "i8", "its threats", "actors", 2, "options"),
    field("reply_first", "i8", "first threat of an answer, by terms.Tier", "owners", 3),
    field("reply_count", "i8", "its threats", "owners", 3),
    # clash and accidents
    field("clash_tension", "f8", "rung"),
    field("clash_exposes", "f8", "exposure", "dimensions"),
    field("clash_steps", "f8", "tensions from which a rung is read: the rung less a half", "steps"),
    field("clash_rates", "f8", "per month", "steps"),
    field("accident_steps", "f8", "likewise", "steps"),
    field("accident_rates", "f8", "per month", "actors", "steps"),
    field("accident_total", "f8", "of all actors, per month", "steps"),
    # settlement
    field("party", "i8", "actors, -1: settlement impossible", 2),
    field("mediator", "i8", "actor or -1"),
    field("settlement_front", "i8", "front or -1"),
    field("cost_of_war", "f8", "share of what is contested, by party", 2),
    field("cost_when_losing", "f8", "per unit of losing, by party", 2),
    field("indivisibility", "f8", "share of what is contested"),
    field("range_width", "f8", "share of what is contested"),
    field("settlement_rates", "f8", "direct, mediated; per month", 2),
    field("memory", "f8", "months"),
    # incidents
    field("incident_low", "f8", "lowest exposure", "incidents", "dimensions"),
    field("incident_high", "f8", "highest exposure; 0 = none", "incidents", "dimensions"),
    field("incident_key", "u8", "stream of its exposures", "incidents"),
    # what is recorded
    field("reference", "i8", "owner, dimension; -1: none", 2),
    field("reference_exposure", "f8", "exposure"),
    field("reference_standing", "i8", "the standing crossing it is", "regimes"),
    field("group_of_cell", "i8", "group of the reference owner's true conventional cost", "cells"),
    field("answer_column", "i8", "first column of its answers by rung", "owners"),
    field("option_column", "i8", "column of the act", "actors", 2, "options"),
    field("crossing_column", "i8", "first column of crossings by dimension"),
    field("exposure_column", "i8", "first column of stake-weighted exposure by owner"),
    field("nuclear_column", "i8", "column of nuclear use by this actor, -1: none", "actors"),
)

STATE = (
    field("seed", "u8", "of the run"),
    field("replicate", "u8", "of the history"),
    field("now", "f8", "months"),
    field("next_time", "f8", "months", "clocks"),
    field("count", "i8", "events so far, the counter of the clock's draws", "clocks"),
    field("regime", "i8", "calendar events passed"),
    field("event", "i8", "terms.Event"),
    field("subject", "i8", "2 * actor + channel, or the incident"),
    field("clock", "i8", "that rang, -1: none"),
    field("event_time", "f8", "months"),
    field("ending", "i8", "terms.Ending"),
    field("failed", "i8", "1: something was not finite, or evidence was zero"),
    # the world
    field("front", "f8", "in [-1, 1]", "fronts"),
    field("aid", "f8", "1 = steady", "fronts"),
    field("front_time", "f8", "months up to which the front has moved"),
    field("node", "i8", "nodes of the front noise passed"),
    field("shock", "f8", "noise of the front at each node", "fronts", "nodes"),
    field("node_luck", "f8", "scratch", "nodes"),
    field("above", "f8", "scratch: months above each step of tension", "steps"),
    field("collapsed", "i8", "1: a front has reached its end"),
    field("tension", "f8", "rungs, by side", 2),
    field("flag", "i8", "1: up", "switches"),
    field("talked", "f8", "months; -infinity: never", "actors"),
    field("clash_time", "f8", "first clash; infinity: none"),
    field("clash_now", "i8", "1: a clash happened in this turn"),
    # beliefs and types
    field("public", "f8", "what everybody believes of the type", "owners", 2, "types"),
    field("pooled", "f8", "sum over reliability of belief * (e - f)", "owners", 2, "pooled"),
    field("true_type", "i8", "cell, real, level", "owners", 2, 3),
    field("mark", "f8", "highest exposure tested", "grounds"),
    field("tested", "f8", "running maximum of the answer probability, as the public computes it", "grounds", 2, "types"),
    field("tested_own", "f8", "the same for the true type, as the owner computes it", "grounds", 2),
    field("price", "f8", "log price: 0 in full, 1 one depth down; by terms.Tier of the answer", 2, "owners", 3, "cells"),
    field("price_key", "f8", "expected loss, losing, log wait: what the price was computed from", 2, "owners", 3, 3),
    field("price_version", "i8", "changes whenever the price does; 0: never priced", 2, "owners", 3),
    field("belief_version", "i8", "changes whenever `pooled` does", "owners", 2),
    field("version", "i8", "the last version given out"),
    field("standing_ready", "f8", "readiness of a bluff by cost cell, then of a real audience cost", "standings", 2, "pooled"),
    field("ready_version", "i8", "price it was computed at", "standings", 2),
    field("standing_chance", "f8", "public probability of an answer", "standings", 2),
    field("chance_version", "i8", "belief it was computed at", "standings", 2),
    field("loss_before", "f8", "expected loss one depth down", "owners", 3),
    field("loss_now", "f8", "expected loss, stake", "owners", 3),
    field("likelihood", "f8", "scratch", "types"),
    field("ready", "f8", "scratch: readiness of a bluff by cost cell, then of a real audience cost", "pooled"),
    field("stakes", "f8", "the last stakes, by tier: owner, dimension, exposure, line; log stake of a bluff, of a real audience cost", 2, 6),
    field("counter", "i8", "crossings this owner has faced, the counter of its draws", "owners"),
    field("last_crossing", "f8", "dimension (-1: none), exposure", "owners", 2),
    # this turn
    field("taker", "i8", "actor of the opportunity"),
    field("act", "i8", "what it chose, -1: none"),
    field("nest_noise", "f8", "Gumbel draws of this opportunity", "nests"),
    field("option_noise", "f8", "likewise", "options"),
    field("option_value", "f8", "Q of the menu, nan: not legal", "options"),
    field("plan_value", "f8", "scratch: value of a planner's menu, by opportunities to come; 1 row: nobody plans", "plans", "options"),
    field("crossing", "f8", "terms.Crossing", 64, "fields"),
    field("crossings", "i8", "rows of crossing in use"),
    # scores
    field("survival", "f8", "weight of no nuclear use so far"),
    field("weight", "f8", "importance weight"),
    field("score", "f8", "Names.measures", "measures"),
    field("detail", "f8", "terms.Detail", "details"),
    field("tick", "i8", "record ticks passed"),
    field("curve", "f8", "Names.channels", "ticks", "channels"),
    field("alive", "f8", "weight of no nuclear use so far, at each record tick", "ticks"),
    field("credibility", "f8", "of the reference crossing: conventional, nuclear", 2),
)


def new_params(values: Mapping[str, Any]) -> Any:
    """Return a Params record holding the values; `values` names every count of AXES but types and pooled, which follow from cells and levels."""
    counts = {axis: int(values[axis]) for axis in AXES if axis not in ("types", "pooled")}
    record = blank(PARAMS, sizes_of(counts))
    for padded in ("clash_steps", "accident_steps"):
        record[padded] = INFINITY  # a step that no tension reaches
    record.verbal_cumulative = 1.0
    fill(record, values)
    record.stride = axis_size("cells", counts["cells"])
    record.pooled = 2 * record.stride
    record.types = record.levels * record.pooled
    return record


def new_state(params: Any) -> Any:
    """Return a State record with room for a history of the world `params`; `begin` fills it."""
    counts = {axis: int(params[axis]) for axis in AXES if axis not in ("types", "pooled")}
    return blank(STATE, sizes_of(counts) | {"fields": len(Crossing), "details": len(Detail)})
