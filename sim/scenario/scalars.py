"""What a plain word in a file means: true, false, a number, or text; whatever YAML readers disagree about is refused with the way to say it.

Numbers are decimal: `3`, `-0.5`, `1e-3`. Everything in quotes is text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from sim.errors import quoted

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
_SWITCHES = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false"})  # in any mixture of small letters and capitals, like the next two
_NULLS = frozenset({"~", "null"})
_ENDLESS = frozenset({"nan", "inf", "infinity"})
_LOOKS_NUMERIC = (  # what it looks like, and how to write it
    (re.compile(r"[-+]?0[0-9]+\Z"), "number with a leading zero", "drop the zero, or use quotes for text"),
    (re.compile(r"[-+]?0[xob][0-9a-f_]+\Z", re.IGNORECASE), "number in another base", "write it in decimal, or use quotes for text"),
    (re.compile(r"[-+]?[0-9]+(?:_[0-9_]*)(?:\.[0-9_]*)?\Z"), "number with underscores", "drop them, or use quotes for text"),
    (re.compile(r"[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?\Z"), "time of day or base-60 number", "use quotes for text"),
    (re.compile(r"[-+]?[0-9]+(?:,[0-9]+)+\Z"), "number with a comma", "write a decimal point and no separators, or use quotes for text"),
    (re.compile(r"[-+]?[0-9]*\.?[0-9]+ ?%\Z"), "percentage", "write a share such as 0.35, or use quotes for text"),
    (re.compile(r"[-+]?(?:[0-9]*\.[0-9]*|[0-9]+)(?:e[-+]?[0-9]*)?\Z", re.IGNORECASE), "number", "write it as 0.5, 5 or 1e-3, or use quotes for text"),
)
_LONGEST_INTEGER = 18  # digits; more would not survive as a float or a 64-bit integer


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a plain word cannot be taken at its face, and what to write instead."""

    message: str


def resolve(text: str) -> bool | int | float | str | Refused:
    """Return the value of a plain (unquoted) word, or why it is refused."""
    if text == "true" or text == "false":
        return text == "true"
    if not text:
        return Refused("no value given; write one, or delete the name")
    small = text.lower()
    if small in _NULLS:
        return Refused(f"{quoted(text)} is not used here; delete the name, or use quotes for text")
    if small in _SWITCHES:
        return Refused(f'{quoted(text)} is ambiguous (text or yes/no?); write "{text}" in quotes for text, or true/false')
    if small.lstrip("+-").removeprefix(".") in _ENDLESS:
        return Refused(f"{quoted(text)} is not a finite number; use quotes for text")
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.match(text):
        return int(text) if len(text) <= _LONGEST_INTEGER else Refused(f"{quoted(text)} has more than {_LONGEST_INTEGER} digits")
    if _FLOAT.match(text):
        return _float(text)
    for pattern, looks, mend in _LOOKS_NUMERIC:
        if pattern.match(text) and any(sign.isdecimal() for sign in text):
            return Refused(f"{quoted(text)} is ambiguous (it looks like a {looks}); {mend}")
    return text


def _float(text: str) -> float | Refused:
    value = float(text)
    if not math.isfinite(value):
        return Refused(f"{quoted(text)} is not a finite number")
    if value == 0 and any(sign in "123456789" for sign in text.lower().split("e")[0]):
        return Refused(f"{quoted(text)} is too small to be told from 0; write 0")
    return value


def shortest(number: float) -> str:
    """Return a number as a person would write it: 35, not 35.0."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


def in_a_file(value: bool | float | str) -> str:
    """Return a value as it would stand in a file: true, 35, text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else shortest(value)
