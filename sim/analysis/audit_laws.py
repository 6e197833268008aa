"""Laws that hold in every world, tried on this one: what must stay the same, bit for bit or in distribution, when the world is said otherwise.

Exact laws are held to bits (or to 1e-12 where sums are taken in another order, or to a part in 1e9 where logarithms are). Laws of distributions
are held to so many standard errors that all measures together fall outside once in a thousand audits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from sim.analysis.audit_bench import Bench, near
from sim.analysis.audit_entries import Entry, Kind
from sim.analysis.audit_plan import SCREEN
from sim.analysis.audit_transforms import DEARER, QUICKER, cloned, dearer, on_whole_steps, quicker, renamed, shifted
from sim.engine.choose import choice_probabilities, value_menu
from sim.engine.states import new_states
from sim.engine.turn import begin_first
from sim.errors import RunError, ScenarioError
from sim.experiment.engine import Engine
from sim.scenario.world import Scenario
from sim.terms import Detail

LEAST, MOST = 64, 1024  # histories of a law
EQUAL = 1e-12
ONCE_IN = 1000  # audits
CONSTANT = 1.0  # utility
MONTHS = (Detail.ENDING_MONTH, Detail.CLASH_MONTH, Detail.FIRST_ANSWER_MONTH)
SAYS_WHEN_SHIFTED = ("logit", "mechanical", "random", "reflex", "lookahead")  # policies that look at differences of utility, or at none


@dataclass(frozen=True, slots=True)
class Law:
    """One law on one world: whether it holds (None: it says nothing here), by what criterion, and what was seen."""

    name: str
    criterion: str
    holds: bool | None
    detail: str
    histories: int


Verdict = tuple[bool | None, str]


class Court:
    """A world with what the laws need of it."""

    def __init__(self, text: str, name: str, seed: int, runs: int, entries: Sequence[Entry], engine: Engine) -> None:
        self.bench = Bench(text, name, seed, engine)
        self.world: Scenario = self.bench.draft.setting(())
        self.size = min(MOST, max(LEAST, runs))
        self.quick = runs <= SCREEN  # too small an audit to be worth a kernel of its own
        self.entries, self.engine = entries, engine

    def played(self, world: Scenario) -> tuple[Any, list[Any]]:
        """Return a world ready to run, and its blocks."""
        prepared = self.engine.prepare(world)
        return prepared, self.bench.play(prepared, self.size)

    def changed(self, *overrides: str) -> Scenario:
        """Return this world with overrides."""
        return self.bench.draft.setting(overrides)

    def base(self) -> list[Any]:
        """Return the blocks of this world as it stands."""
        return self.bench.base_blocks(self.size)


def laws(text: str, name: str, seed: int, runs: int, entries: Sequence[Entry], engine: Engine) -> Iterator[Law]:
    """Yield every law, tried on the world of a canonical text."""
    court = Court(text, name, seed, runs, entries, engine)
    for title, criterion, law in LAWS:
        try:
            holds, detail = law(court)
        except (ScenarioError, RunError) as error:
            holds, detail = None, f"cannot be said of this world: {str(error).splitlines()[0]}"
        yield Law(title, criterion, holds, detail, court.size)


# ---- no weapon, no line, no cost ------------------------------------------------------------------------------------------------------------
def no_weapons(court: Court) -> Verdict:
    """Without nuclear weapons there is no nuclear use."""
    prepared, blocks = court.played(court.changed(*(f"actors.{actor.id}.nuclear=false" for actor in court.world.actors)))
    columns = [i for i, name in enumerate(prepared.names.measures) if name.startswith("nuclear_use")]
    worst = max(float(np.abs(block.measures[:, columns]).max()) for block in blocks)
    return worst == 0.0, f"largest nuclear measure of any history {worst:g}"


def no_lines(court: Court) -> Verdict:
    """Where nobody holds a red line, nothing is crossed and nobody answers."""
    if not court.world.owners:
        return None, "nobody holds a line"
    prepared, blocks = court.played(court.changed(*(f"owners.{owner.id}.active=false" for owner in court.world.owners)))
    silent = ("answers.", "crossings.", "exposure.", "nuclear_use.deliberate", "nuclear_use.noise")
    columns = [i for i, name in enumerate(prepared.names.measures) if name.startswith(silent)]
    worst = max((float(np.abs(block.measures[:, columns]).max()) for block in blocks), default=0.0)
    answered = sum(int((~np.isnan(block.details[:, int(Detail.FIRST_ANSWER_MONTH)])).sum()) for block in blocks)
    return worst == 0.0 and answered == 0, f"largest answer, crossing or chosen use of any history {worst:g}, {answered} first answers"


def no_audience_cost(court: Court) -> Verdict:
    """Where backing down costs nothing, it does not matter what has been declared."""
    owners = court.world.owners
    if not owners:
        return None, "nobody holds a line"
    free = [f"owners.{one.id}.{tier}.audience_cost=0" for one in owners for tier in ("conventional", "nuclear") if getattr(one, tier) is not None]
    sides = [court.played(court.changed(*free, *(f"owners.{one.id}.declared={said}" for one in owners)))[1] for said in ("true", "false")]
    return _same_bits(*sides)


# ---- names --------------------------------------------------------------------------------------------------------------------------------
def labels(court: Court) -> Verdict:
    """What is written for readers moves nothing: every title, note, clause and label is replaced at once, as far as that is legal."""
    texts = [entry.ways[0][0] for entry in court.entries if entry.kind is Kind.TEXT]
    kept = dict.fromkeys(texts)
    while True:
        try:
            world = court.changed(*kept)
            break
        except ScenarioError as error:
            refused = {problem.file.removeprefix("--set ") for problem in error.problems}
            if not refused & set(kept):
                raise
            kept = dict.fromkeys(one for one in kept if one not in refused)
    prepared, blocks = court.played(world)
    same = prepared.params.tobytes() == court.bench.base.params.tobytes()
    held, seen = _same_bits(court.base(), blocks)
    return held and same, f"{len(kept)} of {len(texts)} texts replaced (the rest cannot be set); {seen}" + ("" if same else "; the arrays differ")


def ids(court: Court) -> Verdict:
    """Actors under other ids, in another order, have other luck and the same distribution."""
    names = sorted(actor.id for actor in court.world.actors)
    other = {name: f"n{len(names) - i:03d}" for i, name in enumerate(names)}
    prepared, blocks = court.played(renamed(court.world, other))
    mine, theirs = court.bench.base.names.measures, prepared.names.measures
    places = [theirs.index(_renamed_measure(name, other)) for name in mine]
    return _alike(court.base(), blocks, mine, lambda block: block.measures[:, places])


def order_of_ids(court: Court) -> Verdict:
    """Ids in the same order of the alphabet change nothing in the encoded world but the streams of luck."""
    other = {actor.id: f"q{actor.id}" for actor in court.world.actors}
    one, two = court.bench.base.params, court.engine.prepare(renamed(court.world, other)).params
    if one.dtype != two.dtype:
        return False, "the arrays have other sizes"
    differing = [name for name in one.dtype.names if not name.endswith("_key") and np.asarray(one[name]).tobytes() != np.asarray(two[name]).tobytes()]
    return not differing, f"arrays that differ: {', '.join(differing) or 'keys of luck only'}"


# ---- choosing -----------------------------------------------------------------------------------------------------------------------------
def clones(court: Court) -> Verdict:
    """An act that stands on the menu twice with its base weight in halves is taken as often as before, and nothing else moves."""
    acts, prepared = _cloneable(court)
    if not acts:
        return None, "no menu has two acts"
    if court.quick and not court.bench.is_like(prepared):
        return None, f"not tried with {SCREEN} histories a change or fewer: the twin needs a kernel of its own, which takes longer to compile"
    gap = _menu_gap(court.bench.base, prepared, court.bench.seed, acts)
    blocks = court.bench.play(prepared, court.size)
    mine, theirs = court.bench.base.names.measures, prepared.names.measures

    def columns(block: Any) -> Any:
        own = block.measures[:, [theirs.index(name) for name in mine]].copy()
        for column, name in enumerate(mine):
            twin = f"{name}{TWIN}"
            if name.startswith("acts.") and twin in theirs:
                own[:, column] += block.measures[:, theirs.index(twin)]
        return own

    held, seen = _alike(court.base(), blocks, mine, columns)
    return bool(held) and gap <= EQUAL, f"{', '.join(acts)} in halves: probabilities of the first menus differ by at most {gap:.1e}; {seen}"


def shift(court: Court) -> Verdict:
    """A constant added to all utilities of a menu changes no choice; policy prospect measures from doing nothing and is left out."""
    fits = [actor.id for actor in court.world.actors if actor.policy in SAYS_WHEN_SHIFTED and (actor.military or actor.diplomacy)]
    if not fits:
        return None, "no actor has a menu and a policy of which this holds"
    return _same_bits(court.base(), court.played(shifted(court.world, CONSTANT, lambda actor: actor.id in fits))[1])


def unit_of_utility(court: Court) -> Verdict:
    """Twice the utilities, stakes, costs and losses at half the precision is the same world; policy prospect bends utilities."""
    if any(actor.policy == "prospect" and (actor.military or actor.diplomacy) for actor in court.world.actors):
        return None, "policy prospect values twice as much less than twice"
    prepared, blocks = court.played(dearer(court.world))
    staked = [DEARER if name.startswith("exposure.") else 1.0 for name in prepared.names.measures]  # weighted by stake
    differing = 0
    for a, b in zip(court.base(), blocks, strict=True):
        one, two = (np.column_stack([side.weights, side.measures * factor, side.details]) for side, factor in ((a, staked), (b, 1.0)))
        differing += int((~near(one, two)).any(axis=1).sum())
    return differing == 0, f"{differing} histories differ by more than rounding"


# ---- time ---------------------------------------------------------------------------------------------------------------------------------
def unit_of_time(court: Court) -> Verdict:
    """Four times as fast over a quarter of the horizon is the same world: times are quartered, nothing else moves."""
    world = on_whole_steps(court.world)
    slow, fast = court.played(world)[1], court.played(quicker(world))[1]
    months = [int(one) for one in MONTHS]
    for a, b in zip(slow, fast, strict=True):
        b.details[:, months] *= QUICKER
        if not np.array_equal(a.details, b.details, equal_nan=True):
            return False, f"times differ in {int((~np.isclose(a.details, b.details, 0, 0, True)).any(axis=1).sum())} histories"
    return _same_bits(slow, fast, ("weights", "measures"))


def watching(court: Court) -> Verdict:
    """How often the world is written down changes nothing in it: a record every month instead of every week, or the other way round."""
    weekly = court.world.clock.record_every_months < 1.0
    return _same_bits(court.base(), court.played(court.changed(f"clock.record_every={'month' if weekly else 'week'}"))[1])


def horizon(court: Court) -> Verdict:
    """A longer horizon has no less nuclear use, in any history: half of this horizon against all of it."""
    half = court.changed(f"clock.horizon_months={court.world.clock.horizon_months / 2!r}")
    if any(owner.active and owner.wait_for_successor for owner in half.owners) and _changes(half) != _changes(court.world):
        return None, "an owner waits for a successor who comes only in the longer horizon"
    prepared, blocks = court.played(half)
    column, other = court.bench.base.names.measures.index("nuclear_use"), prepared.names.measures.index("nuclear_use")
    least = min(float((a.measures[:, column] - b.measures[:, other]).min()) for a, b in zip(court.base(), blocks, strict=True))
    return least >= -EQUAL, f"least gain of any history {least:.1e}"


def _changes(world: Scenario) -> int:
    return sum(event.active and event.kind == "leadership_change" for event in world.timeline)


LAWS: tuple[tuple[str, str, Callable[[Court], Verdict]], ...] = (
    ("no nuclear weapons, no nuclear use", "exactly 0 in every history", no_weapons),
    ("no red lines, no answers", "exactly 0 in every history", no_lines),
    ("no audience cost, no effect of what is declared", "no bit", no_audience_cost),
    ("what is written for readers moves nothing", "no bit", labels),
    ("ids of actors mean nothing", "every mean within the tolerance", ids),
    ("the order of ids means nothing", "no bit but the keys of luck", order_of_ids),
    ("an act cloned with its weight split changes nothing", "first menus to 1e-12, every mean within the tolerance", clones),
    ("a constant added to a menu changes nothing", "no bit", shift),
    ("the unit of utility means nothing", "every history to a part in 1e9", unit_of_utility),
    ("the unit of time means nothing", "no bit but times, exactly quartered", unit_of_time),
    ("how often it is written down means nothing", "no bit", watching),
    ("a longer horizon has no less nuclear use", "in every history, to 1e-12", horizon),
)
TWIN = "--twin"


def _same_bits(one: Sequence[Any], two: Sequence[Any], parts: Sequence[str] = ("weights", "measures", "details")) -> Verdict:
    differing = 0
    for a, b in zip(one, two, strict=True):
        rows = np.zeros(a.count, bool)
        for part in parts:
            x, y = getattr(a, part), getattr(b, part)
            if x.shape != y.shape:
                return False, "the results have other columns"
            rows |= ~((x == y) | (np.isnan(x) & np.isnan(y))).reshape(a.count, -1).all(axis=1)
        differing += int(rows.sum())
    return differing == 0, f"{differing} histories differ"


def _alike(one: Sequence[Any], two: Sequence[Any], names: Sequence[str], columns: Callable[[Any], Any]) -> Verdict:
    """Hold the weighted means of two samples against each other, as if they were independent: common luck only narrows the difference."""
    means = []
    for side, read in ((one, lambda block: block.measures), (two, columns)):
        w, y = np.concatenate([block.weights for block in side]), np.concatenate([read(block) for block in side])
        mean = w @ y / w.sum()
        means.append((mean, np.sqrt((((y - mean) * w[:, None]) ** 2).sum(axis=0)) / w.sum()))
    (p, e), (q, f) = means
    error = np.hypot(e, f)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.where(np.isclose(p, q, EQUAL, 0.0), 0.0, np.abs(p - q) / error)
    tolerance = NormalDist().inv_cdf(1.0 - 1.0 / (2.0 * ONCE_IN * max(1, len(names))))
    worst = int(np.argmax(apart))
    return bool(apart[worst] <= tolerance), f"{names[worst]} lies {apart[worst]:.1f} standard errors apart, the most of all (allowed {tolerance:.1f})"


def _renamed_measure(name: str, other: Mapping[str, str]) -> str:
    parts = name.split(".")
    place = 2 if parts[:2] == ["nuclear_use", "by"] else 1 if parts[0] in ("acts", "answers", "exposure") else len(parts)
    return ".".join(other.get(part, part) if i == place else part for i, part in enumerate(parts))


def _cloneable(court: Court) -> tuple[list[str], Any]:
    """Return one act of every menu, the dearest to its actor, with the world in which they stand twice.

    One a menu, so that no nest is doubled as a whole. An act whose twin would need larger arrays, and so another compiled kernel, is left out,
    unless it is the only one.
    """
    menus = [menu for actor in court.world.actors for menu in (actor.military, actor.diplomacy) if menu is not None and len(menu.utilities) > 1]
    chosen: list[str] = []
    world, prepared = court.world, court.bench.base
    for act in dict.fromkeys(max(sorted(menu.utilities), key=lambda act, menu=menu: menu.utilities[act]) for menu in menus):  # type: ignore[misc]
        tried = cloned(world, act, f"{act}{TWIN}")
        ready = court.engine.prepare(tried)
        if court.bench.is_like(ready) or len(menus) == 1:
            chosen, world, prepared = [*chosen, act], tried, ready
    return chosen, prepared


def _menu_gap(one: Any, two: Any, seed: int, acts: Sequence[str]) -> float:
    """Return the largest difference of probabilities on any actor's first menu, clones counted with their originals."""
    gap = 0.0
    first, second = _menus(one, seed), _menus(two, seed)
    for key, chances in first.items():
        merged: dict[str, float] = {}
        for act, chance in second[key].items():
            merged[act.removesuffix(TWIN)] = merged.get(act.removesuffix(TWIN), 0.0) + chance
        gap = max(gap, *(abs(chances[act] - merged[act]) for act in chances), 0.0)
    return gap if math.isfinite(gap) else math.inf


def _menus(prepared: Any, seed: int) -> dict[tuple[int, int], dict[str, float]]:
    """Return the probability of every act on every menu at the start of the first history."""
    p, names = prepared.params, prepared.names
    states, _ = new_states(p, 1)
    begin_first(np.frombuffer(p, p.dtype).view(np.ndarray), states.view(np.ndarray), np.uint64(seed), np.uint64(0))
    found = {}
    for actor in range(len(names.actors)):
        for channel in range(2):
            chances = np.zeros(p.menu.shape[2])
            value_menu(p, states[0], actor, channel)
            choice_probabilities(p, states[0], actor, channel, chances)
            acts = [names.actions[int(p.menu[actor, channel, m])] for m in range(int(p.menu_size[actor, channel]))]
            found[actor, channel] = dict(zip(acts, chances.tolist(), strict=False))
    return found
