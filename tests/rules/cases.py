"""What the property tests of this folder share."""

from collections.abc import Callable
from typing import Any

import hypothesis
import numpy as np

from sim.rules.accident import cumulative_hazard, fill_months_above


def given(*cases: Any, **named: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return Hypothesis' `given` without its deadline: a rule is compiled when it is first called, which takes longer than any deadline."""
    return lambda test: hypothesis.settings(deadline=None)(hypothesis.given(*cases, **named)(test))


def hazard_of(tension: float, base: float, rate: float, months: float, steps: np.ndarray, rates: np.ndarray) -> float:
    """Return the cumulative hazard of a decaying tension over an interval."""
    above = np.zeros(len(steps))
    fill_months_above(tension, base, rate, months, steps, len(steps), above)
    return cumulative_hazard(above, rates, len(steps))
