"""Small synthetic tables for every figure: ordinary ones, shaped like November 2024, and the edge cases that break drawings."""

from collections.abc import Callable
from math import exp

from sim.plots import answer_ladder, contrasts, credibility, cumulative_incidence, heat_map, outcome_dots, parts, probability_curve
from sim.plots.answer_ladder import RungRow
from sim.plots.credibility import BeliefPoint
from sim.plots.cumulative_incidence import IncidencePoint
from sim.plots.differences import ContrastRow
from sim.plots.figure import FigureSpec
from sim.plots.heat_map import HeatCell
from sim.plots.outcome_dots import OutcomeRow
from sim.plots.parts import PartRow
from sim.plots.probability_curve import CurvePoint

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
    "parts": lambda: parts.draw(nuclear_parts(), TOTAL, PartRow("via_clash", 0.0011, 0.0009, 0.0013)),
}

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
    "parts, none": lambda: parts.draw([PartRow(name, 0.0, 0.0, 0.0) for name in ("deliberate", "noise", "inadvertent")], NONE),
    "parts, hostile": lambda: parts.draw([PartRow(HOSTILE, 0.3, 0.2, 0.4)], PartRow("total", 0.3, 0.2, 0.4), outcome=HOSTILE),
}
FIGURES = ORDINARY | EDGES
