"""The small types of the schema: identifiers, dates, rungs, texts, switches."""

from __future__ import annotations

import datetime as dt
import re
from enum import IntEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.errors import quoted
from sim.scenario.quantity import described
from sim.scenario.suggest import nearest_name
from sim.terms import Attribution, Policy

LONGEST_TITLE = 200
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
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) <= 3 and given == str(int(given)):
        return int(given)  # a rung as a name: {5: 0.002}
    if isinstance(given, float) and given.is_integer():
        given = int(given)  # as values of a design are written
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


def _title(given: Any) -> str:
    text = _text(given).strip()
    if not text or "\n" in text or len(text) > LONGEST_TITLE:
        raise PydanticCustomError("title", "must be one line of text, at most {most} characters", {"most": LONGEST_TITLE})
    return text


Id = Annotated[str, BeforeValidator(identifier), WithJsonSchema({"type": "string", "pattern": f"^{ID_PATTERN}$"})]
Date = Annotated[dt.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "format": "date"})]
Rung = Annotated[int, BeforeValidator(_rung), WithJsonSchema({"type": "integer", "minimum": 0})]
Switch = Annotated[bool, BeforeValidator(_switch), WithJsonSchema({"type": "boolean"})]
Title = Annotated[str, BeforeValidator(_title), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE})]
Text = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": "string"})]


def one_of(kind: type[IntEnum]) -> tuple[BeforeValidator, WithJsonSchema]:
    """Return what makes `str` mean "the name of a member of `kind`, in lowercase", so that a new member is legal in files at once."""
    names = [member.name.lower() for member in kind]

    def check(given: Any) -> str:
        if given not in names:
            raise PydanticCustomError("choice", "must be {allowed}, got {got}{hint}", choice_context(given, names))
        return str(given)

    return BeforeValidator(check), WithJsonSchema({"enum": names})


def choice_context(given: Any, names: list[str]) -> dict[str, str]:
    """Return the words of a complaint about a value that is none of `names`."""
    near = nearest_name(given, names) if isinstance(given, str) else None
    allowed = ", ".join(names[:-1]) + " or " + names[-1] if len(names) > 1 else names[0]
    return {"allowed": allowed, "got": described(given), "hint": f"; did you mean {quoted(near)}?" if near and len(names) > 1 else ""}


ATTRIBUTION, POLICY = one_of(Attribution), one_of(Policy)
AttributionName = Annotated[str, ATTRIBUTION[0], ATTRIBUTION[1]]
PolicyName = Annotated[str, POLICY[0], POLICY[1]]
