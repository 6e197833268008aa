"""The small types of the schema: identifiers, dates, rungs, texts, switches."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.errors import quoted
from sim.scenario.quantity import described

LONGEST_ID = 64
ID_PATTERN = r"[a-z][a-z0-9_-]{0,63}"
_ID = re.compile(ID_PATTERN + r"\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")  # names some file systems keep for themselves


class Section(BaseModel):
    """Base of all parts of a scenario file: unknown names are refused, nothing is converted, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


def identifier(given: Any) -> str:
    """Return the id, or raise the error that says what an id looks like."""
    if not isinstance(given, str) or not _ID.match(given) or _DEVICES.match(given):
        message = "must be a short name (lowercase letters, digits, - and _, a letter first, at most 64), got {got}"
        raise PydanticCustomError("id", message, {"got": _short(given)})
    return given


def _short(given: Any) -> str:
    return quoted(given) if isinstance(given, str | int | float) else described(given)


def _date(given: Any) -> dt.date:
    if isinstance(given, dt.date):
        return given
    if isinstance(given, str) and _DATE.match(given):
        try:
            return dt.date.fromisoformat(given)
        except ValueError:
            raise PydanticCustomError("date", "must be a day of the calendar, got {got}", {"got": quoted(given)}) from None
    raise PydanticCustomError("date", "must be a date such as 2024-11-17, got {got}", {"got": _short(given)})


def _rung(given: Any) -> int:
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) <= 3:
        return int(given)  # a rung as a name: {5: 0.002}
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 999:
        raise PydanticCustomError("rung", "must be a rung of the ladder (a whole number from 0), got {got}", {"got": _short(given)})
    return given


def _switch(given: Any) -> bool:
    if not isinstance(given, bool):
        raise PydanticCustomError("switch", "must be true or false, got {got}", {"got": _short(given)})
    return given


def _text(given: Any) -> str:
    if not isinstance(given, str):
        hint = "; use quotes" if isinstance(given, bool | int | float) else ""
        raise PydanticCustomError("text", "must be text, got {got}{hint}", {"got": described(given), "hint": hint})
    return given


Id = Annotated[str, BeforeValidator(identifier), WithJsonSchema({"type": "string", "pattern": f"^{ID_PATTERN}$"})]
Date = Annotated[dt.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "format": "date"})]
Rung = Annotated[int, BeforeValidator(_rung), WithJsonSchema({"type": "integer", "minimum": 0})]
Switch = Annotated[bool, BeforeValidator(_switch), WithJsonSchema({"type": "boolean"})]
Text = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": "string"})]
