"""One number of a scenario file: plain, or as {value, range, scale, unit, source, assumption}; and the bounds that hold for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError, core_schema

from sim.errors import quoted
from sim.scenario.scalars import in_a_file, resolve, shortest


def _number(given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise PydanticCustomError("number", "must be a number, got {got}{hint}", {"got": described(given), "hint": _hint(given)})
    return float(given)


def _hint(given: Any) -> str:
    bare = resolve(given) if isinstance(given, str) else None
    return "; remove the quotes" if isinstance(bare, int | float) and not isinstance(bare, bool) else ""


def described(given: Any) -> str:
    """Return how a message names a value of the wrong kind."""
    if isinstance(given, dict):
        return "a group of names"
    if isinstance(given, list):
        return "a list"
    return quoted(given) if isinstance(given, str) else in_a_file(given)


def _two(given: Any) -> Any:
    if isinstance(given, list) and len(given) != 2:
        raise PydanticCustomError("two", "must have 2 entries, got {got}", {"got": len(given)})
    return given


T = TypeVar("T")
Pair = Annotated[list[T], BeforeValidator(_two), Field(min_length=2, max_length=2)]
Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]


class Quantity(BaseModel):
    """A number and where it comes from. A plain number is short for {value: number} and counts as an assumption of ours."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, title="Quantity")

    value: Number = Field(description="The number the model uses.")
    range: Pair[Number] | None = Field(default=None, description="Lowest and highest plausible value, for sweeps.")
    scale: Literal["linear", "log"] = Field(default="linear", description="How sweeps spread over the range; log needs a range above 0.")
    unit: str = Field(default="", description="Unit, where it is not the one the schema names.")
    source: str | None = Field(default=None, description="Key of the bibliography the value rests on.")
    assumption: str | None = Field(default=None, description="Why we chose the value, where no source gives it.")

    @model_validator(mode="before")
    @classmethod
    def _lift(cls, given: Any) -> Any:
        if isinstance(given, Quantity | dict):
            return given
        return {"value": _number(given)}

    @model_validator(mode="after")
    def _range_fits(self) -> Quantity:
        if self.range is None:
            if self.scale == "log":
                raise PydanticCustomError("range", "must have a range, because scale: log says how to sweep it", {"at": "scale"})
            return self
        low, high = self.range
        context = {"got": f"[{shortest(low)}, {shortest(high)}]", "value": shortest(self.value), "at": "range"}
        if low > high:
            raise PydanticCustomError("range", "must have a range from low to high, got {got}", context)
        if not low <= self.value <= high:
            message = "must lie in its own range {got}, got {value}; widen the range or correct the value"
            raise PydanticCustomError("range", message, {**context, "at": "value"})
        if self.scale == "log" and low <= 0:
            raise PydanticCustomError("range", "must have a range above 0 for a log scale, got {got}", context)
        return self


@dataclass(frozen=True)
class Between:
    """Bounds of a quantity, its range included; `open_low` and `open_high` leave the bound itself out."""

    low: float | None = None
    high: float | None = None
    open_low: bool = False
    open_high: bool = False
    whole: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        kind: dict[str, Any] = {"type": "integer" if self.whole else "number"}
        if self.low is not None:
            kind["exclusiveMinimum" if self.open_low else "minimum"] = self.low
        if self.high is not None:
            kind["exclusiveMaximum" if self.open_high else "maximum"] = self.high
        return {"anyOf": [kind, handler(schema)]}

    def check(self, quantity: Quantity) -> Quantity:
        """Return the quantity; an error names the value or the end of the range that is out of bounds."""
        self._check_number(quantity.value, "value")
        for end in quantity.range or ():
            self._check_number(end, "range")
        return quantity

    def _check_number(self, number: float, at: str) -> None:
        low_ok = self.low is None or (number > self.low if self.open_low else number >= self.low)
        high_ok = self.high is None or (number < self.high if self.open_high else number <= self.high)
        if low_ok and high_ok and not (self.whole and number != int(number)):
            return
        context = {"allowed": self.allowed(), "got": shortest(number), "hint": self._hint(number), "at": at}
        raise PydanticCustomError("bounds", "must be {allowed}, got {got}{hint}", context)

    def allowed(self) -> str:
        """Return the bounds in words."""
        kind = "a whole number " if self.whole else ""
        if self.low is not None and self.high is not None:
            edges = [shortest(self.low) + " (excluded)" * self.open_low, shortest(self.high) + " (excluded)" * self.open_high]
            return f"{kind}between {edges[0]} and {edges[1]}"
        if self.low is not None:
            return f"{kind}above {shortest(self.low)}" if self.open_low else f"{kind}{shortest(self.low)} or more"
        return f"{kind}{shortest(self.high)} or less" if self.high is not None else kind.strip() or "a number"

    def _hint(self, number: float) -> str:
        if (self.low, self.high) == (0, 1) and 1 < number <= 100:
            return f"; did you mean {number / 100:g}?"
        return ""


Real = Annotated[Quantity, Between()]
Share = Annotated[Quantity, Between(0, 1)]
Positive = Annotated[Quantity, Between(0, open_low=True)]
NonNegative = Annotated[Quantity, Between(0)]
