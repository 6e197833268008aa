"""Rows as tidy frames: one observation a row, one variable a column, named as in the files of a results folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import Exit, RunError


def failed(folder: Path) -> Any:
    """Return the failed histories of a results folder as a DataFrame: where each stands, its seed, what happened, the command that tells it."""
    from sim.analysis.folder import failure, status

    found = status(folder)
    return frame([failure(found, key) for key in found.failed], ("point", "variant", "history", "seed", "error", "replay"))


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
