"""Why a scenario escalates, all questions at once: shares of channels, the ways there, points of no return, how far red lines may move.

Everything is played on the luck of one seed. Shares use all histories asked for; paths and points of no return, which keep every moment, the
first 16,384 of them; red lines, which are moved a hundred times and more, the first 4,096.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis import paths as ways
from sim.analysis.attribution import Attribution, attribute, play_worlds
from sim.analysis.gateways import Gateways, Graph, gateways_to, graph_to
from sim.analysis.moments import record
from sim.analysis.paths import Paths, paths_to
from sim.analysis.radius import Radii, radii
from sim.errors import Exit, RunError, quoted

SHARES, WAYS, LINES = "shares", "paths", "lines"
PARTS = (SHARES, WAYS, LINES)
RUNS, MOST_RECORDED, MOST_FOR_LINES = 16_384, 16_384, 4_096
OUTCOMES = ("nuclear_use", "clash")  # those of them that the scenario can produce
MOVE = 0.1  # of an outcome's value: what a red line's radius is measured by
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All answers about one scenario; what was not asked for is empty."""

    scenario: str
    title: str
    rungs: tuple[str, ...]
    horizon_months: float
    seed: int
    histories: int
    recorded: int  # histories that paths and points of no return rest on
    outcomes: tuple[str, ...]
    attributions: tuple[Attribution, ...]
    paths: tuple[Paths, ...]
    gateways: tuple[Gateways, ...]
    graphs: tuple[Graph, ...]
    radii: tuple[Radii, ...]
    move: float
    failed: int

    def attribution(self, outcome: str) -> Attribution | None:
        """Return the shares of an outcome, None where they were not asked for."""
        return next((one for one in self.attributions if one.outcome == outcome), None)

    def missed(self, outcome: str) -> bool:
        """Whether the recorded histories hold clearly less of an outcome than the shares do: what it comes from was too rare to be met in them."""
        share, ways = self.attribution(outcome), self.ways(outcome)
        return share is not None and ways is not None and ways.total.high < share.total.low

    def ways(self, outcome: str) -> Paths | None:
        """Return the paths to an outcome, None where they were not asked for."""
        return next((one for one in self.paths if one.outcome == outcome), None)

    def lines(self, outcome: str) -> Radii | None:
        """Return how far red lines may move, None where it was not asked for."""
        return next((one for one in self.radii if one.outcome == outcome), None)

    def points(self, outcome: str) -> Gateways | None:
        """Return the points of no return of an outcome, None where they were not asked for."""
        return next((one for one in self.gateways if one.outcome == outcome), None)


def explain(
    world: Any, seed: int, histories: int = RUNS, outcomes: Sequence[str] = (), parts: Sequence[str] = PARTS, move: float = MOVE,
    jobs: int | None = None, report: Report | None = None,
) -> Explanation:  # fmt: skip
    """Return why a loaded scenario escalates.

    Parameters
    ----------
    outcomes : of nuclear_use, clash, settlement, collapse; where none is named, those of nuclear_use and clash that can happen
    parts : of shares, paths (with points of no return), lines
    move : share of an outcome's value by which a red line must move it
    report : called with what is being done, how much of it is done, and how much there is

    Raises
    ------
    RunError       exit code 2 for an outcome or a part that there is not, or an outcome that the scenario cannot produce
    """
    from sim.experiment.engine import prepare
    from sim.experiment.possible import cannot_be

    for name, known in [*((one, ways.OUTCOMES) for one in outcomes), *((one, PARTS) for one in parts)]:
        if name not in known:
            raise RunError(f"nothing can be said of {quoted(name)}; there is {', '.join(known)}", Exit.INPUT)
    possible = [one for one in outcomes or OUTCOMES if not cannot_be(world, one)]
    if len(possible) < len(outcomes) or not possible:
        lost = next(one for one in outcomes or OUTCOMES if one not in possible)
        raise RunError(f"{lost} cannot happen in {world.id}, so there is nothing to explain", Exit.INPUT)
    outcomes = possible
    whole = prepare(world)
    failed = 0
    attributions: list[Attribution] = []
    if SHARES in parts:
        worlds = play_worlds(world, whole, histories, seed, outcomes, jobs=jobs, report=_named(report, "knocking channels out"))
        attributions, failed = [attribute(worlds, outcome) for outcome in outcomes], worlds.failed
    found, gates, graphs, recorded = [], [], [], 0
    if WAYS in parts:
        moments = record(whole, seed, min(histories, MOST_RECORDED), _named(report, "recording moments"))
        found, recorded, failed = [paths_to(moments, outcome) for outcome in outcomes], moments.histories, max(failed, moments.failed)
        gates = [gateways_to(moments, outcome) for outcome in outcomes]
        graphs = [graph_to(moments, outcome) for outcome in outcomes]
    moved: list[Radii] = []
    if LINES in parts:
        moved = radii(world, whole, outcomes, min(histories, MOST_FOR_LINES), seed, move, jobs, _named(report, "moving red lines"))
    return Explanation(
        world.id, world.title, tuple(world.ladder.names), world.clock.horizon_months, seed, histories, recorded, tuple(outcomes),
        tuple(attributions), tuple(found), tuple(gates), tuple(graphs), tuple(moved), move, failed,
    )  # fmt: skip


def _named(report: Report | None, what: str) -> Callable[[int, int], None] | None:
    return (lambda done, total: report(what, done, total)) if report else None
