"""Rows as tidy frames: one observation a row, one variable a column, named as in the files of a results folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.errors import Exit, RunError


def frame(rows: Iterable[Mapping[str, Any]] | Mapping[str, Any], columns: Sequence[str] = ()) -> Any:
    """Return rows, or columns by name, as a pandas DataFrame; `columns` give the order, and the columns of a frame without rows.

    Raises
    ------
    RunError       exit code 2 where pandas is not installed
    """
    try:
        import pandas
    except ModuleNotFoundError:
        raise RunError("tables need pandas, which is not installed: install redline[notebook]", Exit.INPUT) from None
    return pandas.DataFrame(rows if isinstance(rows, Mapping) else list(rows), columns=list(columns) or None)
