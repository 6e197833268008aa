"""The frozen facts of a scenario: what `load` returns and `encode` reads.

Every number here is a plain float; where a number came from (range, unit, source or "assumption", line and column in the file) is
kept beside it in `Scenario.quantities`, keyed by its dotted path. Nothing here knows YAML, pydantic or arrays.
Times are in months, fronts in [-1, 1], exposures, stakes and costs in the units of MODEL section 8 (docs/explanation/model.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a scenario with its provenance."""

    path: str  # dotted path, e.g. "owners.russia.nuclear.cost.median"
    value: float
    low: float | None  # range for sweeps, or None
    high: float | None
    scale: str  # "linear" or "log"
    unit: str  # "" where the unit is that of the schema
    source: str | None  # key of the bibliography, or None
    assumption: str | None  # why we chose it, or None; a bare number has neither and counts as an assumption
    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Clock:
    """When the crisis starts, how long it is watched, how often it is recorded."""

    start: dt.date
    horizon_months: float
    record_every_months: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ordered rungs of escalation; rungs from `first_outcome` on are reached only through the nuclear tier."""

    names: tuple[str, ...]
    first_outcome: int


@dataclass(frozen=True, slots=True)
class Front:
    """One contested axis: -1 = the first side collapses, +1 = the second side collapses."""

    id: str
    between: tuple[str, str]
    initial: float
    drift_per_month: float
    volatility: float  # per square root of a month
    aid_initial: float  # 1 = the level that holds the front steady
    aid_effect: float  # extra drift a month for each unit of missing aid
    aid_decay_per_month: float


@dataclass(frozen=True, slots=True)
class Tension:
    """How high each side's nerves stand, in rungs."""

    initial: Mapping[str, float]  # side -> rung
    base: float
    half_life_months: float
    gain: float  # share of the gap between an act's rung and the side's tension that the act closes


@dataclass(frozen=True, slots=True)
class Flag:
    """A switch of the world that acts may set and require."""

    id: str
    initial: bool
    locked: bool  # locked: no act may change it


@dataclass(frozen=True, slots=True)
class Crossings:
    """How acts are read as crossings, the same for all owners."""

    ambiguity: float
    exposure_noise: float
    attribution: str  # "target_risk", "exposure" or "both"
    state_step: float  # a state-like line is tested each time its mark has risen by this much
    expected_loss_depth: int  # 1, 2, ...; 0 stands for "converged"


@dataclass(frozen=True, slots=True)
class Action:
    """Something an actor may do."""

    id: str
    rung: int
    exposes: Mapping[str, float]  # dimension -> exposure
    backed_by: Mapping[str, float]  # nuclear actor (or "taker") -> how far it stands behind the act, in [0, 1]
    requires: tuple[str, ...]  # flags that must be up
    sets: Mapping[str, bool]
    front: Mapping[str, float]  # front -> shift
    aid: Mapping[str, float]  # front -> aid added
    when_losing: float  # added to Q for each unit that the taker's side is losing
    when_aid_short: float  # added to Q for each unit of missing aid
    clash_probability: float
    talks: bool


@dataclass(frozen=True, slots=True)
class Nest:
    """Acts that substitute for one another."""

    id: str
    weight: float
    similarity: float  # in (0, 1]; 1 = not alike at all
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """One of an actor's two decision channels."""

    tempo: float  # decision opportunities a month
    precision: float  # logit lambda, 1/utility
    utilities: Mapping[str, float]  # action -> utility: this is the menu
    weights: Mapping[str, float]  # action -> base weight (1 where unsaid)
    nests: tuple[Nest, ...]


@dataclass(frozen=True, slots=True)
class Prospect:
    """How policy `prospect` feels outcomes (rules/policies/prospect.py)."""

    curvature: float
    loss_aversion: float
    weighting: float
    lost_ground: float  # what losing everything is felt to cost, utility


@dataclass(frozen=True, slots=True)
class Lookahead:
    """How far policy `lookahead` looks (rules/policies/lookahead.py)."""

    horizon: float  # own opportunities, a whole number
    discount: float


@dataclass(frozen=True, slots=True)
class Reflex:
    """The book of rules of policy `reflex` (rules/policies/reflex.py)."""

    routine: float  # rung
    calm: float  # tension, rungs
    panic: float
    desperate: float  # losing, in [0, 1]
    dread: float  # probability
    stress: float


@dataclass(frozen=True, slots=True)
class Actor:
    """A decision-maker (state, alliance), or a passive one that only suffers incidents."""

    id: str
    side: str
    nuclear: bool
    members: tuple[str, ...]  # of an alliance; empty for a state
    policy: str
    prospect: Prospect
    lookahead: Lookahead
    reflex: Reflex
    military: Channel | None
    diplomacy: Channel | None
    loss_if_answered: Mapping[str, float]  # owner -> loss, utility (and stake, when it weighs its own answers)
    loss_if_nuclear: float
    accidents: Mapping[int, float]  # tension rung -> inadvertent nuclear use, events a year


@dataclass(frozen=True, slots=True)
class Line:
    """What an owner watches, what it is worth, and where it has declared it will act."""

    dimension: str
    stake: float
    conventional_line: float | None
    doctrine_line: str  # name under which the doctrine draws the nuclear line (the dimension itself unless said)
    front: str | None  # state-like: exposure = per_unit * what the owner's side is losing on this front
    per_unit: float


@dataclass(frozen=True, slots=True)
class TypeSpec:
    """The private kind of an owner in one tier, before history."""

    cost_median: float
    cost_sigma: float
    audience_cost: float
    probability_real: float
    reliability_levels: tuple[float, ...]
    reliability_weights: tuple[float, ...]
    false_alarm: float
    answer_noise: float


@dataclass(frozen=True, slots=True)
class ConventionalAnswer:
    """Rungs first..last, chosen by logit with utility benefit * v X * x - cost * x^2, x = rung / last."""

    first: int
    last: int
    benefit: float
    cost: float
    precision: float
    exposes: Mapping[str, float]
    clash: bool  # the answer itself is a clash between the two sides


@dataclass(frozen=True, slots=True)
class NuclearAnswer:
    """Demonstration at rung `first`, use at rung `second`."""

    demonstration_rung: int
    use_rung: int
    demonstration_share: float
    exposes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BackerAnswer:
    """A strike on whoever stands behind the act: a direct clash."""

    rung: int
    probability: float
    exposes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class VerbalAnswer:
    """What is said where nothing is done."""

    rungs: tuple[int, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Doctrine:
    """A named, dated, sourced set of nuclear lines and an attribution rule."""

    id: str
    title: str
    owner: str
    in_force_from: dt.date
    nuclear_lines: Mapping[str, float]
    backer_share: float
    clauses: tuple[Mapping[str, str], ...]  # as data for `redline doctrine show`: id, watches, crossing, tier, ... source, verified


@dataclass(frozen=True, slots=True)
class Owner:
    """An actor that holds red lines."""

    id: str
    active: bool
    declared: bool  # False: its lines were never declared (no h), its stakes remain
    lines: tuple[Line, ...]
    published: Doctrine | None  # what the public computes with
    operative: Doctrine | None  # what the owner computes with
    conventional: TypeSpec
    nuclear: TypeSpec | None
    conventional_answer: ConventionalAnswer
    nuclear_answer: NuclearAnswer | None
    backer_answer: BackerAnswer | None
    verbal_answer: VerbalAnswer | None
    desperation: float
    wait_for_successor: float


@dataclass(frozen=True, slots=True)
class PastCrossing:
    """One dated crossing before the start, coded by the rule of the history's codebook."""

    id: str
    date: dt.date
    owner: str
    dimension: str
    exposure: float
    front: float
    answered: bool
    rung: int  # of the owner's observed answer; used to check, never to learn


@dataclass(frozen=True, slots=True)
class History:
    """What the public has seen before the start."""

    crossings: tuple[PastCrossing, ...]  # by date; those on or after the start are left out of the prior
    doctrines: tuple[Doctrine, ...]  # by date; each crossing is read under the text then in force
    front: str | None  # which front `PastCrossing.front` speaks of


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happens to a passive actor and exposes a line."""

    id: str
    actor: str
    per_month: float
    exposes: Mapping[str, tuple[float, float]]  # dimension -> lowest and highest exposure, uniform


@dataclass(frozen=True, slots=True)
class Clash:
    """What counts as, leads to, and follows from a direct clash between the nuclear sides."""

    tension: float
    exposes: Mapping[str, float]
    hazard: Mapping[int, float]  # tension rung -> inadvertent clash, events a year


@dataclass(frozen=True, slots=True)
class Settlement:
    """Fearon's bargaining range turned into a hazard; possible only while both parties have talked."""

    parties: tuple[str, str]  # who must have talked: (side losing when the front is +, side losing when it is -)
    front: str | None
    mediator: str | None  # an actor whose talk stands in for the first party's, at the slower rate
    cost_of_war: tuple[float, float]
    when_losing: tuple[float, float]
    indivisibility: float
    width: float
    rate_direct: float  # per month
    rate_mediated: float
    memory_months: float


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A dated change of payoffs, flags or doctrine."""

    id: str
    date: dt.date
    kind: str  # "leadership_change" ends the wait for a successor; "other" does not
    active: bool
    utilities: Mapping[tuple[str, str, str], float]  # (actor, channel, action) -> utility
    flags: Mapping[str, bool]
    doctrine: Mapping[str, tuple[Doctrine, Doctrine]]  # owner -> (published, operative)
    source: str | None


@dataclass(frozen=True, slots=True)
class Reference:
    """The crossing by which credibility is measured and plotted."""

    owner: str
    dimension: str
    exposure: float


@dataclass(frozen=True, slots=True)
class Numerics:
    """Settings that must not matter: tests show that results do not hinge on them."""

    histories: int
    seed: int
    cost_cells: int
    cost_span_sigmas: float
    front_steps_per_month: int
    proposal_exponent: float  # nuclear cost cells are drawn from posterior^exponent, then weighted; 1 = no tempering


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world: everything a history needs except luck."""

    id: str
    title: str  # begins with HYPOTHETICAL where it is
    hypothetical: bool  # it has not happened
    summary: str
    reading: str  # one paragraph: how to read the results
    clock: Clock
    ladder: Ladder
    sides: tuple[str, str]
    dimensions: tuple[str, ...]  # all that some owner watches or some act exposes, sorted
    fronts: tuple[Front, ...]
    tension: Tension
    flags: tuple[Flag, ...]
    crossings: Crossings
    owners: tuple[Owner, ...]
    history: History
    beliefs: str  # "public", or "none": nobody believes that any act is ever answered (the counterfactual of deterrence)
    bias: float  # sigmas of nuclear cost; +1 = outsiders overrate the cost of nuclear use by one sigma
    actors: tuple[Actor, ...]
    actions: tuple[Action, ...]
    incidents: tuple[Incident, ...]
    clash: Clash | None
    settlement: Settlement | None
    timeline: tuple[CalendarEvent, ...]  # by date
    reference: Reference | None
    numerics: Numerics
    quantities: Mapping[str, Quantity]
    sources: Mapping[str, Mapping[str, str]]  # key -> publisher, date, title, link, verified
    presets: Mapping[str, Mapping[str, str]]  # name -> {dotted path: value}
    text: str  # canonical normalised text (defaults filled in), the input of the run id
