"""The number behind a claim: a short expression over the JSON that a command printed, as `100 * outcomes.clash.p`; and how it is written."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

NUMBER = re.compile(r"[+-]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)")
SMALL = dict(
    zip(
        "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class ValueMissingError(ValueError):
    """An expression names what is not there, or is none."""


def where(rows: Sequence[Mapping[str, Any]], **wanted: Any) -> list[Mapping[str, Any]]:
    """Return the rows with the wanted entries; a wanted list stands for any of its values."""
    chosen = {name: value if isinstance(value, list) else [value] for name, value in wanted.items()}
    return [row for row in rows if all(row.get(name) in values for name, values in chosen.items())]


def at(rows: Sequence[Mapping[str, Any]], **wanted: Any) -> Mapping[str, Any]:
    """Return the one row with the wanted entries; ValueMissingError where there is none, or more than one."""
    found = where(rows, **wanted)
    if len(found) != 1:
        raise ValueMissingError(f"{len(found)} rows with {wanted}")
    return found[0]


def count(rows: Sequence[Mapping[str, Any]], **wanted: Any) -> int:
    """Return how many rows have the wanted entries."""
    return len(where(rows, **wanted))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {"at": at, "where": where, "count": count, "len": len, "sum": sum, "min": min, "max": max, "abs": abs}


def evaluate(expression: str, data: Any) -> Any:
    """Return the value of an expression over `data` (as read from JSON).

    Names are entries of `data`, `a.b` and `a["b"]` entries of entries, `a[0]` items; `it` is `data`. There are + - * /, numbers, texts, lists, and
    `at(rows, key=value)` for the one row,
    `where` and `count` for all such rows, `len`, `sum`, `min`, `max`, `abs`. Nothing else is evaluated.

    Raises
    ------
    ValueMissingError              for an entry that is missing, and for anything else in the expression

    Examples
    --------
    >>> evaluate("100 * at(rows, name='b').p", {"rows": [{"name": "a", "p": 0.1}, {"name": "b", "p": 0.25}]})
    25.0
    """
    try:
        return _value(ast.parse(expression, mode="eval").body, data)
    except (SyntaxError, KeyError, IndexError, TypeError, AttributeError, ZeroDivisionError) as error:
        raise ValueMissingError(f"{expression}: {type(error).__name__} {error}") from None


def _value(node: ast.expr, data: Any) -> Any:
    match node:
        case ast.Constant(value=value) if value is None or isinstance(value, int | float | str):
            return value
        case ast.Name(id="it"):
            return data
        case ast.Name(id=name):
            return data[name]
        case ast.Attribute(value=inner, attr=name):
            return _value(inner, data)[name]
        case ast.Subscript(value=inner, slice=key):
            return _value(inner, data)[_value(key, data)]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, data)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](_value(left, data), _value(right, data))
        case ast.List(elts=items):
            return [_value(item, data) for item in items]
        case ast.ListComp(elt=item, generators=[ast.comprehension(target=ast.Name(id=name), iter=rows, ifs=[])]):
            return [_value(item, {name: row}) for row in _value(rows, data)]
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=wanted) if name in FUNCTIONS:
            named = {keyword.arg: _value(keyword.value, data) for keyword in wanted if keyword.arg}
            return FUNCTIONS[name](*(_value(argument, data) for argument in arguments), **named)
        case _:
            raise ValueMissingError(f"{ast.unparse(node)} is not allowed in the value of a claim")


def number(text: str) -> tuple[float, float] | None:
    """Return the number that a text writes, and one unit of its last digit; None for a text that is no number.

    >>> number("-0.064"), number("16,384"), number("Seventy-four"), number("robust")
    ((-0.064, 0.001), (16384.0, 1.0), (74.0, 1.0), None)
    """
    if NUMBER.fullmatch(text):
        return float(text.replace(",", "")), 10.0 ** -len(text.partition(".")[2])
    first, _, second = text.lower().partition("-")
    if first in SMALL and not second:
        return float(SMALL[first]), 1.0
    if first in TENS and (not second or 0 < SMALL.get(second, 0) < 10):
        return float(TENS[first] + SMALL.get(second, 0)), 1.0
    return None


def agrees(shown: str, value: Any, relation: str = "", within: float | None = None) -> bool:
    """Return whether a text writes a value: to the digits shown, or within a tolerance, or in a relation ("at least", "at most"); words exactly.

    >>> agrees("0.064", 0.06425), agrees("0.064", 0.0646), agrees("20", 27.3, "at least"), agrees("robust", "fragile")
    (True, False, True, False)
    """
    written = number(shown)
    if written is None or isinstance(value, str):
        return str(value) == shown
    said, unit = written
    if relation == "at least":
        return bool(value >= said)
    if relation == "at most":
        return bool(value <= said)
    return bool(abs(value - said) <= (0.5 * unit * (1 + 1e-9) if within is None else within))
