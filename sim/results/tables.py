"""The tables of a result: which columns they have, how they add up, and the one text whose digest names a result.

A table is a mapping from column name to a list, one row per key and block. Sums run over the histories of one block, in history order
(plain sequential float64 addition); totals over blocks are exact (`math.fsum`), so that no split of the work and no order can change them.
With w the importance weight and y the score of a history, `sum_wwyy` is the sum of w w y y, and so on.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Table = dict[str, list[Any]]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # what begins one in some spreadsheet; the last are wide


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of table: what identifies a row (block apart), and what adds up over blocks."""

    kind: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    meaning: str

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns in order: point first, then block, the other keys, the sums."""
        return ("point", "block", *self.keys[1:], *self.sums)


WEIGHTS = ("histories", "sum_w", "sum_ww")
SCORES = ("sum_wy", "sum_wwy", "sum_wwyy")
CROSS = ("sum_w1w2", "sum_w1w2y1", "sum_w1w2y2", "sum_w1w2y1y2")

ROWS = Layout(
    "rows", ("point", "variant", "measure"), (*WEIGHTS, *SCORES), "sums of each measure; the canonical table is these, a column per measure and sum"
)
PAIRS = Layout(
    "pairs", ("point", "contrast", "measure"), ("histories", "changed", *CROSS), "cross sums of the two variants of a contrast, history by history"
)
SHARES = Layout(
    "shares",
    ("point", "variant", "owner", "reach", "rung"),
    ("sum_wy", "sum_wt", "sum_wwyy", "sum_wwtt", "sum_wwyt"),
    "answers of an owner at a rung, or at it and above (y), among all its answers (t)",
)
WEIGHTED = ("sum_w", "sum_ww", *SCORES)  # as in Block.curves: states of the world are weighted by survival too
CURVES = Layout("curves", ("point", "variant", "channel", "month"), WEIGHTED, "each recorded channel at each record tick")
CREDIBILITY = Layout(
    "credibility",
    ("point", "variant", "group", "month"),
    WEIGHTED,
    "public probability of an answer to the reference crossing, by true type",
)
LAYOUTS = {layout.kind: layout for layout in (ROWS, PAIRS, SHARES, CURVES, CREDIBILITY)}


def empty(layout: Layout) -> Table:
    """Return a table of this layout without rows."""
    return {name: [] for name in layout.columns}


def append(table: Table, more: Mapping[str, Sequence[Any]]) -> None:
    """Add the rows of `more`, which has the same columns, to `table`."""
    for name, values in table.items():
        values.extend(more[name])


def totals(layout: Layout, table: Mapping[str, Sequence[Any]]) -> dict[tuple[Any, ...], tuple[float, ...]]:
    """Return the exact sums over blocks: key (as named in `layout.keys`) -> sums (as named in `layout.sums`), sorted by key.

    The result does not depend on the order of the rows: `math.fsum` rounds once, whatever the order.
    """
    parts: dict[tuple[Any, ...], list[tuple[float, ...]]] = {}
    for row in zip(*(table[name] for name in (*layout.keys, *layout.sums)), strict=True):
        parts.setdefault(row[: len(layout.keys)], []).append(row[len(layout.keys) :])
    return {key: tuple(math.fsum(column) for column in zip(*parts[key], strict=True)) for key in sorted(parts)}


def canonical_text(rows: Mapping[str, Sequence[Any]]) -> str:
    """Return the canonical table as CSV text: a row per (point, variant, block), sorted; a column per measure and sum, sorted by measure.

    Floats are written so that they read back exactly. A measure that a variant does not have is left empty.

    Parameters
    ----------
    rows : table of layout `ROWS`
    """
    measures = sorted(set(rows["measure"]))
    wide: dict[tuple[int, str, int], dict[str, list[float]]] = {}
    heads: dict[tuple[int, str, int], list[float]] = {}
    for values in zip(*(rows[name] for name in ROWS.columns), strict=True):
        point, block, variant, measure, *sums = values
        key = (point, variant, block)
        heads[key] = [int(sums[0]), *sums[1:3]]
        wide.setdefault(key, {})[measure] = sums[3:]
    lines: list[Sequence[Any]] = [["point", "variant", "block", *WEIGHTS, *(f"{measure}.{name}" for measure in measures for name in SCORES)]]
    for key in sorted(wide):
        cells: list[Any] = [*key, heads[key][0], *map(repr, heads[key][1:])]
        for measure in measures:
            cells += [repr(float(value)) for value in wide[key][measure]] if measure in wide[key] else [""] * len(SCORES)
        lines.append(cells)
    return csv_rows(lines)


def digest(text: str) -> str:
    """Return "sha256:" and the hexadecimal SHA-256 of a text in UTF-8."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV text (see `csv_lines`)."""
    return "".join(csv_lines(rows))


def csv_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield rows (mappings with the same keys) as lines of CSV, their keys first; floats read back exactly, None is left empty, text is disarmed."""
    for number, row in enumerate(rows):
        cells = [_cell(value) for value in row.values()]
        yield csv_rows([[disarmed(name) for name in row], cells] if number == 0 else [cells])


def csv_rows(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows of cells as lines of CSV; text in them has been disarmed, or cannot begin with a sign of FORMULA."""
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue()


def disarmed(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run: one that begins like a formula gets an apostrophe in front; returns become blanks.

    >>> disarmed("=1+1"), disarmed("1+1")
    ("'=1+1", '1+1')
    """
    line = text.replace("\r", " ")
    return "'" + line if text[:1] in FORMULA else line


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return disarmed(value)
    if value is None or isinstance(value, (bool, int)):
        return "" if value is None else value
    return repr(float(value))
