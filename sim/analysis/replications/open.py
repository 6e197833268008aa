"""What was looked at and is not reproduced, with the reason: listed so that nobody takes silence for success."""

from __future__ import annotations

from collections.abc import Iterator

from sim.games.game import Fidelity, Row

SUBJECT = "not reproduced"
OPEN = (
    ("two-sided sequential crisis equilibria (Powell 1987, 1988, 1990)", "full texts not at hand; the equilibria were not derived anew"),
    ("the full game of Powell 2015 with its coercion stage", "only the trade-off of its abstract is: see power-tradeoff"),
    ("equilibrium regions of asymmetric escalation under incomplete information (Zagare and Kilgour)", "only complete information is: see there"),
    ("dynamic chicken (Dixit, McAdams and Skeath)", "its level of risk comes from an abstract; the game was not at hand"),
    ("repeated brinkmanship with learning about risk (Guillouet and Martimort; Lemoine and Traeger)", "games of another field, not derived"),
    ("fait accompli (Altman)", "empirical work without a closed form to hold anything against"),
    ("a language-model wargame that leaves P(nuclear use) unchanged without nuclear arms", "needs its program; our laws forbid the same here"),
    ("an agent-based deterrence model whose rationality axis runs backwards in its published table", "needs its program and table"),
    ("a rule-ladder demonstration of crisis moods", "needs its program; its thresholds are not those of the policy reflex"),
)


def rows() -> Iterator[Row]:
    """Yield one row for each that is open."""
    for name, reason in OPEN:
        yield Row(name, reason, {}, "reproduced", "no", Fidelity.NOT_REPRODUCED)
