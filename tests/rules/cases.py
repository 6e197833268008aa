"""What the property tests of this folder share."""

from collections.abc import Callable
from typing import Any

import hypothesis


def given(*cases: Any, **named: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return Hypothesis' `given` without its deadline: a rule is compiled when it is first called, which takes longer than any deadline."""
    return lambda test: hypothesis.settings(deadline=None)(hypothesis.given(*cases, **named)(test))
