"""From the folder of a finished sweep to what its points say: which factors matter, how often a sign is clear, and where the points of interest lie.

Nothing is simulated. Everything here can be made again from the folder, with the same seed to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sim.analysis import discovery, indices, sensitivity
from sim.analysis.columns import Column, columns
from sim.analysis.contrasts import Signs, signs
from sim.analysis.discovery import Discovery
from sim.analysis.interest import Interest, Question, of_interest
from sim.analysis.outputs import CONTRAST, VARIANT, Key, Output, halves, keys, measured_noise, output
from sim.analysis.sensitivity import Index
from sim.analysis.spread import GRID, MORRIS, Setting, Spread, spread_of
from sim.analysis.sweeps import SweepResult
from sim.errors import Exit, ResultsError, escaped, quoted
from sim.experiment.plan import Plan

if TYPE_CHECKING:
    import numpy as np

NUCLEAR_USE = "nuclear_use"
WIDE = 0.1  # half an interval of a leading index beyond which it tells little, as a share of the variance
NOISY = 0.1  # share of the variance that noise may have before it is warned of
HEAVY = 0.5  # share of the sum of squares in a hundredth of the points before it is warned of
FEW_POINTS, FEW_OF_INTEREST = 100, 20  # below, a box is a hint


@dataclass(frozen=True, slots=True)
class Asked:
    """What an analysis looks at first. None: nuclear use (or the first measure there is), the first variant, the first contrast."""

    measure: str | None = None
    variant: str | None = None
    contrast: str | None = None
    question: Question = field(default_factory=Question)
    seed: int = 1
    log: bool = False  # explain logarithms: of a measure, and of the ratio of two variants


@dataclass(frozen=True, slots=True)
class Explained:
    """An output at one setting, and the indices of the factors; none where it is the same at every point."""

    output: Output
    setting: Setting
    indices: tuple[Index, ...]
    measured: float | None = None  # share of noise in its variance, measured by halves

    @property
    def noise(self) -> float:
        """The share of its variance that noise may have: what is expected at most, or was measured where that is more."""
        return max(self.output.noise(), self.measured or 0.0)


@dataclass(frozen=True, slots=True)
class Agreement:
    """In which share of the points of a setting a contrast is clearly up or down, with 95 % intervals where the points were drawn."""

    key: Key
    setting: Setting
    signs: Signs
    up: tuple[float, float] | None
    down: tuple[float, float] | None
    same: int  # points at which no history differs


@dataclass(frozen=True, slots=True)
class Boxed:
    """The points of interest of an output over all settings, and the box in which they lie; `reason` says why there is none."""

    output: Output
    points: tuple[int, ...]
    interest: Interest
    columns: tuple[Column, ...]
    found: Discovery | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that an analysis found. `notes` are warnings in plain words; `missing` are libraries that were needed and are not there."""

    result: SweepResult
    spread: Spread
    asked: Asked  # with everything filled in; contrast None where the sweep has none of the measure
    explained: tuple[Explained, ...]
    agreements: tuple[Agreement, ...]
    boxes: tuple[Boxed, ...]
    notes: tuple[str, ...]
    missing: tuple[str, ...]

    def about(self, of: str, name: str, measure: str | None = None) -> list[Explained]:
        """Return what explains an output, a setting each; the measure in focus where none is named."""
        return [one for one in self.explained if one.output.key == (of, name, measure or self.asked.measure)]


def analyse(result: SweepResult, asked: Asked) -> Analysis:
    """Return the analysis of a finished sweep.

    Raises
    ------
    ResultsError                   exit code 2 where nothing varies, or where there is no such measure, variant or contrast
    """
    spread = spread_of(result.plan)
    asked = filled(result, asked)
    focus = [key for key in keys(result) if key[2] == asked.measure]
    parts = halves(result, str(asked.measure))
    explained = []
    for setting in spread.settings:
        chosen = columns(result.plan, spread.factors, setting.points)
        for key in keys(result):
            one = output(result, key, setting.points, asked.log)
            if one is not None:
                bare = Explained(one, setting, (), measured_noise(result, parts, one, setting.points) if key in focus else None)
                rows = [] if one.constant else indices.of_output(one, spread, chosen, bare.noise, asked.seed, thorough=key in focus)
                explained.append(replace(bare, indices=tuple(rows)))
    if asked.log and not any(one.output.key == (VARIANT, asked.variant, asked.measure) for one in explained):
        where = escaped(str(result.folder))
        raise ResultsError(f"{where}: {quoted(asked.measure)} is 0 at some points, which has no logarithm; leave --log out", Exit.INPUT)
    agreements = [_agreement(result, spread, key, setting) for setting in spread.settings for key in keys(result) if key[0] == CONTRAST]
    wanted = [(VARIANT, str(asked.variant)), *([(CONTRAST, asked.contrast)] if asked.contrast else [])]
    boxes = [box for of, name in wanted if (box := _boxed(result, spread, (of, name, str(asked.measure)), asked)) is not None]
    analysis = Analysis(result, spread, asked, tuple(explained), tuple(agreements), tuple(boxes), (), tuple(_missing(spread, boxes)))
    return _with_notes(analysis)


def filled(result: SweepResult, asked: Asked) -> Asked:
    """Return what is asked for with the usual answers where nothing is said; ResultsError (exit code 2) where there is no such thing."""
    from sim.scenario.suggest import hint

    where, contrasts = escaped(str(result.folder)), [contrast.name for contrast in result.plan.contrasts]
    measures = sorted({measure for _, _, measure in result.sums["rows"]})
    measure = asked.measure or (NUCLEAR_USE if NUCLEAR_USE in measures else measures[0])
    variant = asked.variant or next(iter(result.plan.variants))
    for what, given, known in (("measure", measure, measures), ("variant", variant, result.plan.variants), ("contrast", asked.contrast, contrasts)):
        if given is not None and given not in known:
            raise ResultsError(f"{where} has no {what} {quoted(given)}{hint(given, known)}", Exit.INPUT)
    able = [name for name in contrasts if measure in result.measures(name)]
    if (variant, measure) not in {(name, kept) for _, name, kept in result.sums["rows"]}:
        raise ResultsError(f"{where}: variant {quoted(variant)} has no {quoted(measure)}", Exit.INPUT)
    if asked.contrast is not None and asked.contrast not in able:
        raise ResultsError(f"{where}: contrast {quoted(asked.contrast)} has no {quoted(measure)}", Exit.INPUT)
    if asked.question.sign is not None and not able:
        raise ResultsError(f"{where} has no contrast of {quoted(measure)} that could have a sign", Exit.INPUT)
    return replace(asked, measure=measure, variant=variant, contrast=asked.contrast or next(iter(able), None))


def _agreement(result: SweepResult, spread: Spread, key: Key, setting: Setting) -> Agreement:
    _, name, measure = key
    found = [result.difference(point, name, measure) for point in setting.points if result.has_pair(point, name, measure)]
    counted = signs(found)
    up, down = (spread.share(count, counted.points) for count in (counted.up, counted.down))
    return Agreement(key, setting, counted, up, down, sum(one.changed == 0 for one in found))


def _boxed(result: SweepResult, spread: Spread, key: Key, asked: Asked) -> Boxed | None:
    """Return the points of interest over all settings and their box: of independent points only, where the design makes groups."""
    import numpy as np

    points = tuple(point for setting in spread.settings for point in spread.alone(setting.points))
    one = output(result, key, points)
    if one is None:
        return None
    chosen = tuple(columns(result.plan, varied(result.plan, spread), points))
    given = asked.question
    interest = of_interest(one, Question(given.above, given.top) if key[0] == VARIANT else Question(sign=given.sign))
    if spread.kind == MORRIS:
        return Boxed(one, points, interest, chosen, None, "trajectories stand for no share of the ranges, so no box is sought in them")
    if not discovery.enough(interest.flags):
        least = f"{discovery.LEAST_POINTS} points, {discovery.LEAST_IN_BOX} of interest and {discovery.LEAST_IN_BOX} not"
        reason = f"no box is sought: that takes {least}; here are {len(points)}, {interest.count} of interest"
        return Boxed(one, points, interest, chosen, None, reason)
    if not discovery.installed():
        return Boxed(one, points, interest, chosen, None, discovery.NEEDED)
    groups = spread.groups()
    found = discovery.discover(chosen, interest.flags, np.array([groups[point] for point in points]), asked.seed)
    return Boxed(one, points, interest, chosen, found)


def _missing(spread: Spread, boxes: Sequence[Boxed]) -> list[str]:
    found = [] if sensitivity.installed() or spread.kind == GRID else [sensitivity.NEEDED]
    return found + ([discovery.NEEDED] if any(box.reason == discovery.NEEDED for box in boxes) else [])


def _with_notes(analysis: Analysis) -> Analysis:
    """Return the analysis with what a reader must know before believing it."""
    notes: list[str] = []
    asked = analysis.asked
    for one in analysis.explained:
        if one.output.key in {(VARIANT, asked.variant, asked.measure), (CONTRAST, asked.contrast, asked.measure)}:
            notes += [f"{_where(one)}: {text}" for text in _doubts(one, analysis.spread)]
    for box in analysis.boxes:
        if box.found is not None and box.found.chosen.limits and (len(box.points) < FEW_POINTS or box.interest.count < FEW_OF_INTEREST):
            notes.append(f"the box of {box.output.name} rests on {len(box.points)} points, {box.interest.count} of interest: take it for a hint")
        if box.interest.unsure and box.found is not None:
            notes.append(f"{box.interest.unsure} of {len(box.points)} points of {box.output.name} are of interest or not by noise alone")
    failed = len(analysis.result.failed)
    notes += [f"{failed:,} histories failed; they are in no average"] if failed else []
    return replace(analysis, notes=tuple(dict.fromkeys(notes)))


def _doubts(one: Explained, spread: Spread) -> list[str]:
    """Return why the indices of an output may mean little."""
    if not one.indices:
        return []
    found, points = [], len(one.output.values)
    if one.noise > NOISY:
        measured = f" ({one.measured:.2f} by halves of the histories)" if one.measured is not None else ""
        found.append(f"up to {one.noise:.2f} of the variance over points may be noise of simulation{measured}; more histories a point would tell")
    first = indices.ranked(one.indices, spread)
    other = "" if one.output.log else ", or --log,"
    half = (first[0].high - first[0].low) / 2
    if first[0].index in ("S1", "ST") and half > WIDE:
        found.append(f"the interval of the leading index is +-{half:.2f}: too wide for more than a first rank; more points{other} would tell")
    if points >= FEW_POINTS and one.output.heaviest() > HEAVY:
        found.append(
            f"one point in a hundred has more than half of the variance: its indices speak of these few points{other and '; --log would not'}"
        )
    return found


def _where(one: Explained) -> str:
    setting = one.setting.label()
    return one.output.name + (f" at {setting}" if setting else "")


def varied(plan: Plan, spread: Spread) -> list[str]:
    """Return the names of all factors that vary, in the order of the experiment."""
    return [name for name in plan.paths if name in spread.factors or name in spread.settings[0].values]


def in_box(box: Boxed) -> np.ndarray | None:
    """Return for each point of interest or not whether it lies in the chosen box; None where there is none."""
    import numpy as np

    if box.found is None:
        return None
    held = [box.found.chosen.limits[column.name].holds(column) for column in box.columns if column.name in box.found.chosen.limits]
    return np.all(held, axis=0) if held else np.ones(len(box.points), dtype=bool)
