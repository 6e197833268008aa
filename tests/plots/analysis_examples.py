"""Small synthetic tables for the figures of analyses: ordinary ones, and the edge cases that break drawings."""

from collections.abc import Callable

from sim.plots import box_map, box_tradeoff, drivers, heat_map, morris_plane, probability_curve
from sim.plots.box_map import Axis, MapPoint
from sim.plots.box_tradeoff import Step
from sim.plots.drivers import DriverRow, Scale
from sim.plots.figure import FigureSpec
from sim.plots.morris_plane import PlaneRow
from tests.plots.examples import HOSTILE, LONG, TWO, cells, curve


def totals(names: tuple[str, ...]) -> list[DriverRow]:
    """Return total indices that fall from factor to factor, the last third of them not told from noise, with first-order indices below."""
    return [
        DriverRow(
            name, value, value - 0.06, value + 0.06, value > 0.1, f"alone {0.6 * value:.2f}", 0.6 * value, 0.6 * value - 0.08, 0.6 * value + 0.08
        )
        for place, name in enumerate(names)
        for value in [0.55 * 0.7**place]
    ]


def plane(names: tuple[str, ...]) -> list[PlaneRow]:
    """Return effects that fall from factor to factor, some even, some uneven, one of them down."""
    return [
        PlaneRow(name, size, 0.6 * size, 1.4 * size, size * (0.3 + (place * 7 % 5) / 4), size * (1, -1, 0.1)[place % 3], size > 0.5)
        for place, name in enumerate(names)
        for size in [5.0 * 0.8**place]
    ]


def path() -> list[Step]:
    """Return a search that gains density and loses coverage."""
    return [Step(str(n), 1 - 0.03 * n, 0.25 + 0.045 * n, min(4, (n + 3) // 4), 200 - 11 * n) for n in range(16)]


def places() -> list[MapPoint]:
    """Return points that are spread, those of interest mostly at the lower right."""
    spread = [((17 * n) % 101 / 100, (41 * n) % 97 / 96) for n in range(90)]
    return [MapPoint(x, y, (x > 0.55 and y < 0.5) != (n % 11 == 0), x > 0.55 and y < 0.5) for n, (x, y) in enumerate(spread)]


NINE = ("nuclear cost", "front", "desperation", "observer bias", "front drift", "audience cost", "ambiguity", "NATO cost", "tempo")

ORDINARY: dict[str, Callable[[], FigureSpec]] = {
    "drivers": lambda: drivers.draw(
        totals(NINE),
        "Nuclear use hangs most on nuclear cost",
        "Diamonds: with all its interplay; blue dots: alone.",
        Scale("total index (ST), share of the variance", ".2f", (0.0, 0.0), 0.08, "alone (S1)"),
    ),
    "morris": lambda: morris_plane.draw(plane(NINE), "nuclear use", "in 100 simulated histories", 0.4),
    "box-tradeoff": lambda: box_tradeoff.draw(path(), Step("chosen", 0.64, 0.79, 2, 68), (0.68, 0.87), (0.55, 0.61), "nuclear use is above 3 in 100"),
    "box-map": lambda: box_map.draw(
        places(), Axis("nuclear audience cost", "stake", low=0.55), Axis("front", high=0.5), "nuclear use is above 3 in 100", (0.7, 0.97), others=1
    ),
}

EDGES: dict[str, Callable[[], FigureSpec]] = {
    "map, box": lambda: heat_map.draw(cells(6, 5), "audience cost", "nuclear cost", box=((0.6, None), (None, 2.25))),
    "curve, of slices": lambda: probability_curve.draw(curve(TWO), "audience cost", reading="Mean over the sets of numbers in each slice."),
    "drivers, one, without interval": lambda: drivers.draw(
        [DriverRow("front", 0.4, 0.4, 0.4, True)], "Nuclear use hangs on front", "Share of the variance.", Scale("S1", ".2f")
    ),
    "drivers, both ways, many, long": lambda: drivers.draw(
        [DriverRow(f"{n} {LONG}", (-1) ** n * (0.9 - 0.06 * n), -0.2, 0.2, n < 5, "higher, less") for n in range(14)],
        LONG,
        LONG,
        Scale("rank correlation", "+.2f", (-1.0, 1.0)),
    ),
    "drivers, hostile": lambda: drivers.draw([DriverRow(HOSTILE, 0.0, 0.0, 0.0, False, HOSTILE[:20])], HOSTILE, HOSTILE, Scale(HOSTILE, ".2f")),
    "morris, nothing moves": lambda: morris_plane.draw([PlaneRow("front", 0.0, 0.0, 0.0, 0.0, 0.0, False)], "nuclear use", "in 100"),
    "morris, many, long": lambda: morris_plane.draw(plane(tuple(f"{n} {LONG}" for n in range(22))), LONG, LONG, 0.4),
    "morris, hostile": lambda: morris_plane.draw(plane((HOSTILE, "b")), HOSTILE, HOSTILE),
    "tradeoff, no box": lambda: box_tradeoff.draw(path()[:1], Step("chosen", 1.0, 0.25, 0, 200), (0.2, 0.31), None, LONG),
    "tradeoff, all alike": lambda: box_tradeoff.draw(path(), Step("chosen", 1.0, 1.0, 4, 50), (0.93, 1.0), (1.0, 1.0), HOSTILE),
    "box map, logarithmic": lambda: box_map.draw(
        [MapPoint(10**p.x, 0.001 * 10 ** (3 * p.y), p.of_interest, p.in_box) for p in places()],
        Axis("cost", "stake", True, high=5.0),
        Axis("rate", "a month", True, low=0.01, high=0.2),
        "it is",
        (0.7, 0.97),
    ),
    "box map, hostile": lambda: box_map.draw([MapPoint(1.0, 1.0, True, True)], Axis(HOSTILE, HOSTILE), Axis(LONG), HOSTILE, (0.2, 1.0)),
}
FIGURES = ORDINARY | EDGES
