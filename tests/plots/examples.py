"""Small synthetic tables for every figure: ordinary ones, shaped like November 2024, and the edge cases that break drawings."""

import datetime as dt
from collections.abc import Callable
from math import exp

from sim.plots import (
    anchors,
    answer_ladder,
    choice_comparison,
    contrasts,
    credibility,
    credibility_dates,
    cumulative_incidence,
    equilibrium_curves,
    heat_map,
    learned_types,
    outcome_dots,
    parts,
    phase_diagram,
    prior_posterior,
    probability_curve,
    quantal_branches,
    rung_forecasts,
    score_differences,
    theories,
    timeline,
    tornado,
)
from sim.plots.anchors import AnchorRow
from sim.plots.answer_ladder import RungRow
from sim.plots.choice_comparison import ChoiceRow
from sim.plots.credibility import BeliefPoint
from sim.plots.credibility_dates import DatedBelief
from sim.plots.cumulative_incidence import IncidencePoint
from sim.plots.dates import Mark
from sim.plots.differences import ContrastRow
from sim.plots.equilibrium_curves import CurvePoint as GamePoint
from sim.plots.figure import FigureSpec
from sim.plots.heat_map import HeatCell
from sim.plots.learned_types import CostCell, Taught
from sim.plots.outcome_dots import OutcomeRow
from sim.plots.parts import PartRow
from sim.plots.phase_diagram import Regions
from sim.plots.prior_posterior import Moved
from sim.plots.probability_curve import CurvePoint
from sim.plots.quantal_branches import BranchPoint
from sim.plots.rung_forecasts import RungForecast
from sim.plots.score_differences import ScoreRow
from sim.plots.theories import ShareRow, TheoryRow
from sim.plots.timeline import TimelineRow
from sim.plots.tornado import TornadoRow

HOSTILE = '<script>alert("x")</script> & $\\frac{1$ \x00\x1b[31m \u202e ]]> --> </title></svg>'
LONG = "the very long name of a thing that nobody would want to read in full but somebody wrote down anyway, twice over"
RUNGS = (
    "no reaction",
    "verbal protest",
    "formal warning",
    "sanctions or expulsions",
    "cyber and hybrid attack",
    "force posture",
    "limited strike",
    "strikes on cities and power plants",
    "heavy strike campaign",
    "direct clash",
    "nuclear demonstration",
    "nuclear use",
    "nuclear exchange",
)
SHARES = (0.01, 0.32, 0.13, 0.01, 0.02, 0.03, 0.05, 0.20, 0.2294, 0.0006, 0.0, 0.0, 0.0)
MONTHS = tuple(month / 2 for month in range(25))


def outcomes() -> list[OutcomeRow]:
    """Return endings with a rare nuclear use, and a clash beside them."""
    return [
        OutcomeRow("nuclear_use", "nuclear use", 0.0074, 0.0068, 0.0081),
        OutcomeRow("collapse", "front collapse", 0.012, 0.0108, 0.0134),
        OutcomeRow("settlement", "settlement", 0.148, 0.143, 0.153),
        OutcomeRow("no_end", "none of these", 0.8326, 0.827, 0.838),
        OutcomeRow("clash", "NATO-Russia clash", 0.031, 0.0285, 0.0335, is_ending=False),
    ]


def rungs(names: tuple[str, ...] = RUNGS) -> list[RungRow]:
    """Return 13 rungs with shares that sum to 1 and intervals of 7 per cent of each share."""
    total = sum(SHARES)
    shares = [share / total for share in SHARES]
    above = [min(1.0, sum(shares[rung:])) for rung in range(len(shares))]
    return [
        RungRow(rung, name, share, 0.93 * share, 1.07 * share, over, 0.985 * over, min(1.0, 1.015 * over))
        for rung, (name, share, over) in enumerate(zip(names, shares, above, strict=True))
    ]


def curve(slopes: dict[str, float]) -> list[CurvePoint]:
    """Return one rising line a series over an audience cost from 0 to 1.5."""
    return [
        CurvePoint(series, x, p, 0.88 * p, 1.12 * p)
        for series, slope in slopes.items()
        for x in (0.0, 0.3, 0.6, 0.9, 1.2, 1.5)
        for p in [0.0055 + slope * x]
    ]


def cells(columns: int, rows: int) -> list[HeatCell]:
    """Return a grid on which the probability rises to the right and falls upward."""
    return [
        HeatCell(x / 4, 1.0 + y / 2, p, 0.9 * p, 1.1 * p) for x in range(columns) for y in range(rows) for p in [0.02 * exp(x / 8 - y / 2) + 0.0015]
    ]


def incidence() -> list[IncidencePoint]:
    """Return three endings over twelve months, one of them late."""
    ends = {"settlement": (0.148, 1), "collapse": (0.012, 3), "nuclear_use": (0.0074, 1)}
    return [
        IncidencePoint(key, month, p, 0.93 * p, 1.07 * p)
        for key, (last, power) in ends.items()
        for month in MONTHS
        for p in [last * (month / 12) ** power]
    ]


def beside(names: tuple[str, ...] = ("this run", "forecasters, Oct 2022", "others, Mar 2022", "no use in 33 months")) -> list[AnchorRow]:
    """Return a level, a comparable number with a spread, one of another time without, and a bound."""
    model, near, far, quiet = names
    return [
        AnchorRow(model, "model", 0.0052, 0.0013, 0.058),
        AnchorRow(near, "comparable", 0.16, 0.09, 0.34),
        AnchorRow(far, "another time", 0.0045, 0.0045, 0.0045),
        AnchorRow(quiet, "quiet", 0.67, 0.0, 0.67),
    ]


def beliefs() -> list[BeliefPoint]:
    """Return four true types whose credibility parts, and a flat average."""
    ends = {
        "low cost, declaration real": 0.90,
        "low cost, bluff": 0.885,
        "high cost, declaration real": 0.80,
        "high cost, bluff": 0.77,
        "all types": 0.858,
    }
    return [
        BeliefPoint(group, month, mean, mean - 0.006, mean + 0.006)
        for group, end in ends.items()
        for month in MONTHS
        for mean in [end + (0.86 - end) * exp(-month / 4)]
    ]


def differences() -> list[ContrastRow]:
    """Return clear, unclear and exactly absent effects on three measures in three units."""
    return [
        ContrastRow("2024 doctrine lines against 2020", "nuclear use", 0.0019, 0.0015, 0.0023, 0.0055, "per 1,000"),
        ContrastRow("2024 lines published but not operative", "nuclear use", -0.0008, -0.0014, -0.0002, 0.0074, "per 1,000"),
        ContrastRow("attribution clause, who is hit", "nuclear use", -0.0003, -0.0009, 0.0003, 0.0074, "per 1,000"),
        ContrastRow("lines at audience cost 0", "nuclear use", 0.0, 0.0, 0.0, 0.005, "per 1,000"),
        ContrastRow("NATO owner off", "nuclear use", 0.017, 0.0155, 0.0185, 0.0074, "per 1,000"),
        ContrastRow("NATO owner off", "NATO-Russia clash", -0.02, -0.022, -0.018, 0.031, "points"),
        ContrastRow("2024 doctrine lines against 2020", "stake-weighted exposure", -0.12, -0.16, -0.08, 4.1, "stake"),
    ]


def nuclear_parts() -> list[PartRow]:
    """Return the three parts of nuclear use."""
    return [PartRow("deliberate", 0.0011, 0.0008, 0.0015), PartRow("noise", 0.0044, 0.0039, 0.005), PartRow("inadvertent", 0.0019, 0.00188, 0.00192)]


DAYS = tuple((dt.date(2022, 3, 1) + dt.timedelta(100 * place)).isoformat() for place in range(10))
MARKS = (Mark(dt.date(2024, 9, 25), "the new text is previewed"), Mark(dt.date(2024, 11, 19), "the new text in force"))
KINDS = ("arms transfers", "Western missiles", "territory", "nuclear command", "NATO involvement")


def dated(kinds: tuple[str, ...] = KINDS, text: str = "something happened") -> list[TimelineRow]:
    """Return ten acts with their answers, and ten signals."""
    acts = [TimelineRow(f"E{place}", day, "acts", kinds[place % len(kinds)], 3 + place % 6, text) for place, day in enumerate(DAYS)]
    answers = [TimelineRow(row.id, row.date, "answers", "answer", (1, 1, 7, 2, 8)[place % 5], text) for place, row in enumerate(acts)]
    signals = [TimelineRow(f"S{place}", day, "signals", ("signal", "response")[place % 2], place % 8, text) for place, day in enumerate(DAYS)]
    return [*acts, *answers, *signals]


def forecasts(label: str, count: int = 10) -> list[RungForecast]:
    """Return forecasts over ten rungs, spread in two ways, and what came."""
    words, force = (0.01, 0.6, 0.2, 0.05, 0.04, 0.04, 0.03, 0.02, 0.01, 0.0), (0.0, 0.07, 0.03, 0.0, 0.0, 0.0, 0.05, 0.2, 0.65, 0.0)
    return [RungForecast(f"E{place}", DAYS[place], label, (1, 8, 6)[place % 3], (words, force)[place % 2]) for place in range(count)]


def gaps(label: str = "the model less climatology") -> list[ScoreRow]:
    """Return clear and unclear differences in two panels."""
    return [
        ScoreRow(panel, f"{label}{place or ''}", value, value - 0.06, value + 0.06, 32, 26)
        for panel in ("one cluster left out", "trained on the past alone")
        for place, value in enumerate((-0.03, -0.08, 0.07))
    ]


def dated_beliefs(kinds: tuple[str, ...] = KINDS) -> list[DatedBelief]:
    """Return one stepped path a kind of act, far and near."""
    return [
        DatedBelief(kind, day, min(0.95, 0.1 + 0.2 * number + 0.01 * (place % 3)), place % len(kinds) == number, place % 2 == 0)
        for number, kind in enumerate(kinds)
        for place, day in enumerate(DAYS)
    ]


def cost_cells(tiers: tuple[str, ...] = ("conventional", "nuclear")) -> tuple[list[CostCell], list[Taught]]:
    """Return a cost that was learned and one that was not."""
    cells, taught = [], []
    for number, tier in enumerate(tiers):
        for width, field in ((1.0, "prior"), (0.4 if number == 0 else 1.0, "posterior")):
            weights = [exp(-(((place - 12) / (6 * width)) ** 2)) for place in range(25)]
            total = sum(weights)
            if field == "prior":
                before = [weight / total for weight in weights]
            else:
                cells += [CostCell(tier, 0.2 * exp(place / 8), before[place], weights[place] / total) for place in range(25)]
        taught += [Taught(tier, name, 0.5 if number == 0 else 0.0002, 0.5 if number == 0 else 0.01) for name in ("cost", "audience_cost_real")]
    return cells, taught


def beliefs_moved(names: tuple[str, str] = ("ordinary threats", "nuclear threats")) -> list[Moved]:
    """Return one belief that the record moves and one that it does not."""
    priors = [place / 10 for place in range(1, 10)]
    return [Moved(names[0], prior, prior + 0.4 * prior * (1 - prior)) for prior in priors] + [
        Moved(names[1], prior, prior - 0.0004) for prior in priors
    ]


def changes(label: str = "owners · Russia · nuclear · answer noise") -> list[TornadoRow]:
    """Return two ends of three numbers for a rare outcome, one of them unclear, and one number for a common one."""
    rows = [(label, 0.45, 0.25, -0.004), (label, 0.45, 0.6, 0.003), ("tension · gain", 1.0, 0.25, -0.0009), ("clock", 12.0, 6.0, -0.0003)]
    rare = [TornadoRow(name, given, to, "nuclear use", d, d - 0.0005, d + 0.0005, 0.005, "per 1,000") for name, given, to, d in rows]
    return [*rare, TornadoRow("settlement · rate per month", 0.5, 1.0, "settlement", 0.08, 0.07, 0.09, 0.15)]


TOTAL = PartRow("total", 0.0074, 0.0068, 0.0081)
NONE = PartRow("total", 0.0, 0.0, 0.0)
TWO = {"doctrine of 2024": 0.006, "doctrine of 2020": 0.0009}

ORDINARY: dict[str, Callable[[], FigureSpec]] = {
    "outcome-dots": lambda: outcome_dots.draw(outcomes()),
    "answer-ladder": lambda: answer_ladder.draw("Russia", rungs(), answers_per_history=14.3),
    "probability-curve": lambda: probability_curve.draw(curve(TWO), "nuclear audience cost", "stake", current=0.3),
    "heat-map": lambda: heat_map.draw(cells(6, 5), "audience cost", "nuclear cost, median", "stake", "stake", current=(0.5, 2.0)),
    "cumulative-incidence": lambda: cumulative_incidence.draw(incidence()),
    "credibility": lambda: credibility.draw(beliefs(), crossing="a deep Western missile strike"),
    "contrasts": lambda: contrasts.draw(differences()),
    "tornado": lambda: tornado.draw(changes()),
    "timeline": lambda: timeline.draw(dated(), MARKS),
    "rung-forecasts": lambda: rung_forecasts.draw(forecasts("Western missiles"), "one cluster left out"),
    "score-differences": lambda: score_differences.draw(gaps(), "ranked probability score"),
    "credibility-path": lambda: credibility_dates.draw(dated_beliefs(), MARKS),
    "learned-types": lambda: learned_types.draw(*cost_cells(), "Russia", 32),
    "choices": lambda: choice_comparison.draw(
        chosen(("drone raid", "hold", "deep Western missile")), "Choices differ", "About this model.", "choices"
    ),
    "anchors": lambda: anchors.draw(beside(), 12.0),
    "bluff": lambda: prior_posterior.draw(beliefs_moved(), "Russia", 32),
    "theories": lambda: theories.draw(theory_rows(THEORIES), SPLIT, "nuclear use"),
    "parts": lambda: parts.draw(nuclear_parts(), TOTAL, PartRow("via_clash", 0.0011, 0.0009, 0.0013)),
}


def theory_rows(names: tuple[str, ...], scale: float = 1.0) -> list[TheoryRow]:
    """Return one theory a name, each riskier than the last, over six sets of numbers."""
    rows = []
    for number, name in enumerate(names, 1):
        sets = tuple(scale * 0.0015 * number * x for x in (0.2, 0.5, 0.9, 1.3, 2.5, 9.0))
        middle = scale * 0.0015 * number
        rows.append(TheoryRow(name, middle, 0.85 * middle, 1.15 * middle, sets, sets[0], sets[2], sets[-1]))
    return rows


SPLIT = [ShareRow("structural", 0.3, 0.12, 0.57), ShareRow("parametric", 0.694, 0.43, 0.88), ShareRow("sampling", 0.006, 0.002, 0.009)]
THEORIES = ("logit", "logit, precision x 0.5", "logit, precision x 2", "mechanical", "random", "lookahead, 2 in view", "prospect", "reflex")


EDGES: dict[str, Callable[[], FigureSpec]] = {
    "dots, one category": lambda: outcome_dots.draw([OutcomeRow("no_end", "none of these", 1.0, 0.9998, 1.0)]),
    "dots, nothing nuclear": lambda: outcome_dots.draw(
        [
            OutcomeRow("nuclear_use", "nuclear use", 0.0, 0.0, 0.0),
            OutcomeRow("settlement", "settlement", 0.0, 0.0, 0.0002),
            OutcomeRow("no_end", "none of these", 1.0, 0.9998, 1.0),
        ]
    ),
    "dots, hostile": lambda: outcome_dots.draw([OutcomeRow(HOSTILE, HOSTILE, 0.5, 0.4, 0.6), OutcomeRow("x", LONG, 0.5, 0.4, 0.6)], 18),
    "ladder, one rung": lambda: answer_ladder.draw("NATO", [RungRow(9, "direct clash", 1.0, 0.999, 1.0, 1.0, 0.999, 1.0)]),
    "ladder, no answers": lambda: answer_ladder.draw("NATO", [RungRow(rung, name, 0, 0, 0, 0, 0, 0) for rung, name in enumerate(RUNGS[:3])]),
    "ladder, long": lambda: answer_ladder.draw(LONG, rungs(tuple(f"{number} {LONG}" for number in range(13)))),
    "ladder, hostile": lambda: answer_ladder.draw(HOSTILE, rungs((HOSTILE, *RUNGS[1:]))),
    "curve, one point": lambda: probability_curve.draw([CurvePoint("all", 0.3, 0.007, 0.006, 0.008)], "audience cost", current=0.3),
    "curve, zero": lambda: probability_curve.draw([CurvePoint("all", x, 0.0, 0.0, 0.0) for x in (0.0, 1.0)], "audience cost"),
    "curve, five long": lambda: probability_curve.draw(
        curve({f"{number} {LONG[:60]}": number / 1000 for number in range(5)}), LONG[:50], "stake", LONG[:50], current=1.5
    ),
    "curve, logarithmic": lambda: probability_curve.draw(
        [CurvePoint("all", x, 0.3 / x, 0.25 / x, 0.33 / x) for x in (1.25, 1.8, 2.5, 3.5, 5.0)], "cost", current=2.5, logarithmic=True
    ),
    "curve, hostile": lambda: probability_curve.draw(curve({HOSTILE: 0.001, "b": 0.002}), HOSTILE, HOSTILE, HOSTILE),
    "map, one cell": lambda: heat_map.draw(cells(1, 1), "a", "b", current=(0.0, 1.0)),
    "map, hole": lambda: heat_map.draw(cells(4, 4)[1:-3], "a", "b"),
    "map, contours": lambda: heat_map.draw(cells(12, 14), "audience cost", "cost", current=(1.1, 4.2)),
    "map, zero": lambda: heat_map.draw([HeatCell(x, y, 0.0, 0.0, 0.0) for x in (0, 1) for y in (0, 1)], "a", "b"),
    "map, hostile": lambda: heat_map.draw(cells(3, 3), HOSTILE, LONG, HOSTILE, "", HOSTILE),
    "incidence, zero": lambda: cumulative_incidence.draw([IncidencePoint("nuclear_use", month, 0.0, 0.0, 0.0) for month in (0, 12)]),
    "incidence, one month": lambda: cumulative_incidence.draw([IncidencePoint("settlement", 0.0, 0.0, 0.0, 0.01)]),
    "incidence, hostile": lambda: cumulative_incidence.draw(
        [IncidencePoint(HOSTILE, month, month / 20, month / 25, month / 15) for month in (0, 12)]
    ),
    "credibility, one type": lambda: credibility.draw([BeliefPoint("all", month, 0.5, 0.5, 0.5) for month in (0, 12)], average="all"),
    "credibility, hostile": lambda: credibility.draw([BeliefPoint(HOSTILE, month, 0.5, 0.4, 0.6) for month in (0, 12)], HOSTILE, HOSTILE),
    "contrasts, exactly none": lambda: contrasts.draw([ContrastRow("doctrine at audience cost 0", "nuclear use", 0.0, 0.0, 0.0, 0.005)]),
    "contrasts, tiny and long": lambda: contrasts.draw(
        [ContrastRow(LONG, LONG, 1.2e-7, 1e-7, 1.4e-7, 0.005), ContrastRow("b", LONG, -0.4, -0.5, -0.3, 0.9)]
    ),
    "contrasts, hostile": lambda: contrasts.draw([ContrastRow(HOSTILE, HOSTILE, 0.1, -0.1, 0.2, 0.3, HOSTILE[:30])]),
    "tornado, hostile": lambda: tornado.draw(changes(HOSTILE + LONG)),
    "tornado, one": lambda: tornado.draw([TornadoRow(LONG, 1e-7, 12345678.0, LONG, -0.2, -0.3, 0.1, 0.9)]),
    "timeline, hostile": lambda: timeline.draw(dated((HOSTILE[:60], LONG), HOSTILE), [Mark(dt.date(2023, 5, 1), HOSTILE + LONG)], HOSTILE),
    "timeline, one event": lambda: timeline.draw([TimelineRow("E1", "2024-01-01", "acts", "territory", 9, "x")]),
    "forecasts, hostile": lambda: rung_forecasts.draw(forecasts(HOSTILE + LONG, 1), HOSTILE),
    "gaps, hostile": lambda: score_differences.draw([ScoreRow(HOSTILE, LONG, 0.0, 0.0, 0.0, 2, 2)], HOSTILE[:30]),
    "path, one step": lambda: credibility_dates.draw([DatedBelief("a", "2024-01-01", 0.5, False, False)]),
    "path, hostile": lambda: credibility_dates.draw(dated_beliefs((HOSTILE, LONG)), [Mark(dt.date(2023, 5, 1), LONG)], HOSTILE),
    "choices, hostile": lambda: choice_comparison.draw(chosen((HOSTILE, LONG), LONG), HOSTILE, HOSTILE),
    "choices, one": lambda: choice_comparison.draw([ChoiceRow("hold", "exact", 1.0, 1.0, 1.0)], "All hold", LONG),
    "types, one tier": lambda: learned_types.draw(*cost_cells(("conventional",)), HOSTILE, 1),
    "bluff, hostile": lambda: prior_posterior.draw(beliefs_moved((HOSTILE, LONG)), HOSTILE, 1),
    "theories, one, never": lambda: theories.draw(
        [TheoryRow("logit", None, None, None, (0.0, 0.0), 0.0, 0.0, 0.0)],
        [ShareRow(part, 0.0, 0.0, 0.0) for part in ("structural", "parametric")],
        "use",
    ),
    "theories, linear": lambda: theories.draw([*theory_rows(("a", "b")), TheoryRow("c", 0.0, 0.0, 0.003, (0.0, 0.01), 0.0, 0.0, 0.01)], SPLIT, "use"),
    "theories, hostile": lambda: theories.draw(theory_rows((HOSTILE, LONG), 20.0), [*SPLIT, ShareRow(HOSTILE, 0.0, 0.0, 0.1)], HOSTILE, log=True),
    "parts, none": lambda: parts.draw([PartRow(name, 0.0, 0.0, 0.0) for name in ("deliberate", "noise", "inadvertent")], NONE),
    "parts, hostile": lambda: parts.draw([PartRow(HOSTILE, 0.3, 0.2, 0.4)], PartRow("total", 0.3, 0.2, 0.4), outcome=HOSTILE),
}


def plane(cuts: tuple[float, ...], names: tuple[str | None, ...]) -> Regions:
    """Return a square of 41 cells a side, cut into strips by lines of slope one half."""
    ends = tuple((index + 0.5) / 41 for index in range(41))
    return Regions(ends, ends, tuple(tuple(names[sum(y - x / 2 > cut for cut in cuts)] for x in ends) for y in ends))


def chosen(acts: tuple[str, ...], counted: str = "simulated") -> list[ChoiceRow]:
    """Return an exact and a counted probability of each act, the first the likeliest."""
    shares = [0.5**number for number in range(1, len(acts) + 1)]
    exact = [ChoiceRow(act, "exact", p, p, p) for act, p in zip(acts, shares, strict=True)]
    return exact + [ChoiceRow(act, counted, 0.9 * p, 0.8 * p, 1.1 * p) for act, p in zip(acts, shares, strict=True)]


def response(panels: int, branches: tuple[str, ...]) -> list[BranchPoint]:
    """Return lines that rise from one half to one."""
    return [
        BranchPoint(f"set {panel}: act", branch, precision, 0.5 + 0.5 * (1 - exp(-precision * (panel + 1) / (index + 1))))
        for panel in range(panels)
        for index, branch in enumerate(branches)
        for precision in (0.01, 0.1, 1.0, 10.0)
    ]


BROKEN = [GamePoint("mixed", x / 10, 0.01 * x * x) for x in range(11)] + [GamePoint("bluff", x / 10, 0.3) for x in (0, 1, 2, 7, 8)]
EXACT: dict[str, Callable[[], FigureSpec]] = {
    "regions": lambda: phase_diagram.draw(
        plane((0.0, 0.3), ("attack", "bluff", "deterred")), "p", "q", "Three regions", {"edge": ((0.0, 0.3), (1.0, 0.8))}, (0.3, 0.2)
    ),
    "regions, a sliver": lambda: phase_diagram.draw(plane((0.0, 0.03), ("attack", LONG, "deterred")), LONG, LONG, LONG),
    "regions, a hole": lambda: phase_diagram.draw(plane((0.2,), (None, "legal")), "p", "q", "Half of it is legal", current=(0.5, 0.9)),
    "regions, hostile": lambda: phase_diagram.draw(plane((0.2,), (HOSTILE, "b")), HOSTILE, HOSTILE, HOSTILE, {HOSTILE: ((0.0, 0.2), (1.0, 0.7))}),
    "branches": lambda: quantal_branches.draw(
        response(4, ("principal", "branch 2")), "Two branches", (0.5,), [quantal_branches.Target("set 1: act", "mixed", 0.9)]
    ),
    "branches, beside": lambda: quantal_branches.draw(
        response(3, ("principal",)), "One stands beside", beside=quantal_branches.Beside("a model", 2.0, {f"set {n}: act": 0.3 for n in range(3)})
    ),
    "branches, one panel": lambda: quantal_branches.draw(response(1, ("principal",)), "One branch"),
    "branches, hostile": lambda: quantal_branches.draw([BranchPoint(HOSTILE, HOSTILE, x, 0.5) for x in (1.0, 2.0)], HOSTILE),
    "branches, five long": lambda: quantal_branches.draw(response(6, tuple(f"{number} {LONG}" for number in range(5))), LONG),
    "equilibria": lambda: equilibrium_curves.draw(BROKEN, "p", "chance that a side is hard", "P(war)", 0.1, 0.3),
    "equilibria, one point": lambda: equilibrium_curves.draw([GamePoint("only", 0.5, 0.0)], "p", "", "P(war)", 0.1),
    "equilibria, flat": lambda: equilibrium_curves.draw([GamePoint("only", x / 4, 1.0) for x in range(5)], "p", LONG, LONG, 0.25, 7.0),
    "equilibria, hostile": lambda: equilibrium_curves.draw([GamePoint(HOSTILE, x, x) for x in (0.0, 1.0)], HOSTILE, HOSTILE, HOSTILE, 1.0),
}
EDGES["anchors, very rare and hostile"] = lambda: anchors.draw(
    [AnchorRow(HOSTILE, "model", 3e-7, 1e-7, 9e-7), AnchorRow(LONG, "another time", 0.16, 0.16, 0.16)], 1.0
)
FIGURES = ORDINARY | EDGES | EXACT
