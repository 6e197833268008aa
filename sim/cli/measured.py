"""Options with a unit: sizes such as 2GB and times such as 1h50m."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


class Measured(click.ParamType):
    """A size or a duration, read by a function that complains by ValueError."""

    name = "measured"

    def __init__(self, read: Callable[[str], int]) -> None:
        self.read = read

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> int:
        """Return the number; a usage error says what is allowed."""
        try:
            return self.read(str(value))
        except ValueError as error:
            return self.fail(str(error), param, context)
