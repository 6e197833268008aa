"""Schema of an experiment file; its descriptions are what an editor shows, and `schema_json` is the exported form."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.errors import quoted
from sim.scenario.quantity import Number, described
from sim.scenario.scalars import shortest
from sim.scenario.schema import PresetValue as Value
from sim.scenario.schema import for_editors
from sim.scenario.schema_world import LARGEST_SEED
from sim.scenario.words import Id, Section, Text

EXPERIMENT = "redline/experiment/1"
MOST_HISTORIES = 1_000_000_000
MOST_POINTS = 1_000_000


def _path(given: str) -> str:
    parts = given.split(".")
    if not all(part and part == part.strip() and "=" not in part for part in parts):
        raise PydanticCustomError("path", "must be a dotted path such as owners.russia.nuclear.audience_cost, got {got}", {"got": quoted(given)})
    return given


def _count(low: int, high: int) -> object:
    """Return the type of a whole number between two ends."""

    def check(given: Any) -> int:
        if isinstance(given, bool) or not isinstance(given, int | float) or given != int(given) or not low <= given <= high:
            allowed = {"low": low, "high": high, "got": described(given)}
            raise PydanticCustomError("count", "must be a whole number between {low} and {high}, got {got}", allowed)
        return int(given)

    return Annotated[int, BeforeValidator(check), WithJsonSchema({"type": "integer", "minimum": low, "maximum": high})]


def _above_zero(high: float) -> object:
    """Return the type of a number above 0, at most `high`."""

    def check(given: Any) -> float:
        if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= high:
            context = {"high": shortest(high), "got": described(given)}
            raise PydanticCustomError("size", "must be a number above 0, at most {high}, got {got}", context)
        return float(given)

    return Annotated[float, BeforeValidator(check), WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": high})]


Path = Annotated[Text, AfterValidator(_path), WithJsonSchema({"type": "string", "pattern": r"^[^.=\s]+(\.[^.=\s]+)*$"})]


def _kind_of_setting(given: Any) -> str:
    return "<group>" if isinstance(given, dict) else "<value>"


Setting = Annotated[Annotated[dict[Text, Value], Tag("<group>")] | Annotated[Value, Tag("<value>")], Discriminator(_kind_of_setting)]
Settings = dict[Path, Setting]


SPREADS = {"uniform": (), "triangular": ("mode",), "normal": ("mean", "sd"), "lognormal": ("median", "sd")}  # what each is told, all of it
SPREAD_WORDS = "mode", "mean", "median", "sd"


def _only_its_words(schema: dict[str, Any]) -> None:
    """Say in the JSON Schema which numbers go with which distribution."""
    schema["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"properties": {word: False for word in SPREAD_WORDS if word not in words}, "required": list(words)},
        }
        for kind, words in SPREADS.items()
    ]


class Distribution(Section):
    """How drawn points are spread over the range of a factor; what lies outside the range is cut off."""

    model_config = ConfigDict(json_schema_extra=_only_its_words)

    kind: Literal["uniform", "triangular", "normal", "lognormal"] = Field(
        description="uniform: evenly on the factor's scale, as where nothing is said; triangular: on its scale, with a mode; normal; lognormal."
    )
    mode: Number | None = Field(default=None, description="Of triangular: the likeliest value, inside the range.")
    mean: Number | None = Field(default=None, description="Of normal: its mean, before it is cut off.")
    median: _above_zero(1e300) | None = Field(  # type: ignore[valid-type]
        default=None, description="Of lognormal: its median, before it is cut off."
    )
    sd: _above_zero(1e300) | None = Field(  # type: ignore[valid-type]
        default=None, description="Of normal: its standard deviation; of lognormal: that of the natural logarithm."
    )


class Factor(Section):
    """A quantity that the design turns. Without range and values, the range that the scenario gives for it."""

    path: Path = Field(description="Dotted path into the scenario.")
    kind: Literal["uncertainty", "lever"] = Field(default="uncertainty", description="uncertainty: nature decides; lever: somebody decides.")
    range: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = Field(default=None, description="Lowest and highest value.")
    values: Annotated[list[Value], Field(min_length=1, max_length=1000)] | None = Field(default=None, description="Values, instead of a range.")
    scale: Literal["linear", "log"] | None = Field(default=None, description="How points spread over the range; as in the scenario where unsaid.")
    distribution: Distribution | None = Field(default=None, description="How drawn points are spread over the range; uniform where unsaid.")
    steps: _count(2, 1000) | None = Field(default=None, description="Values of this factor in a grid over its range.")  # type: ignore[valid-type]


TAKES = {  # what each kind of design is told; anything else is refused, because it would be ignored
    "grid": ("steps",),
    "latin_hypercube": ("points",),
    "sobol": ("points",),
    "saltelli": ("points", "pairs"),
    "morris": ("points", "steps"),
    "points": ("file",),
    "product": ("parts",),
}
SETTINGS = "points", "steps", "pairs", "file", "parts"


def _only_what_it_takes(schema: dict[str, Any]) -> None:
    """Say in the JSON Schema which settings go with which kind."""
    schema["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {
                "properties": {name: False for name in SETTINGS if name in schema["properties"] and name not in takes},
                "required": [name for name in ("file", "parts") if name in takes],
            },
        }
        for kind, takes in TAKES.items()
        if kind in schema["properties"]["kind"]["enum"]
    ]


class Spread(Section):
    """What the kinds of design are told."""

    points: _count(2, MOST_POINTS) | None = Field(  # type: ignore[valid-type]
        default=None,
        description="Points of a Latin hypercube (64 where unsaid) or of a Sobol sequence (a power of two, 64 where unsaid); trajectories of "
        "morris (10 where unsaid), each of one point more than there are factors; base points of saltelli (a power of two, 64 where unsaid), each "
        "of two points more than there are factors.",
    )
    steps: _count(2, 1000) | None = Field(  # type: ignore[valid-type]
        default=None,
        description="Values in a grid of each factor that has a range (11 where unsaid); levels of morris, an even number (4 where unsaid).",
    )
    pairs: bool | None = Field(
        default=None, description="Of saltelli: also the points from which indices of pairs of factors are computed, nearly twice as many."
    )
    file: Text | None = Field(default=None, description="CSV file of points, beside this file or below; its columns are named as the factors.")


class Part(Spread):
    """How points are chosen for some of the factors, in a product of designs."""

    model_config = ConfigDict(json_schema_extra=_only_what_it_takes)

    kind: Literal["grid", "latin_hypercube", "sobol", "saltelli", "morris", "points"] = Field(description="As in a design that is no product.")
    factors: Annotated[list[Id], Field(min_length=1)] | None = Field(
        default=None, description="Names of the factors in this part; one part may leave it out and has all that no other part names."
    )


class Design(Spread):
    """How points are chosen."""

    model_config = ConfigDict(json_schema_extra=_only_what_it_takes)

    kind: Literal["grid", "latin_hypercube", "sobol", "saltelli", "morris", "points", "product"] = Field(
        description="grid: every combination; latin_hypercube, sobol: points spread evenly over all ranges; saltelli: points from which Sobol "
        "indices are computed; morris: trajectories that change one factor at a time; points: those of a file; product: every point of one part "
        "with every point of the others."
    )
    parts: Annotated[list[Part], Field(min_length=2, max_length=100)] | None = Field(default=None, description="Of a product: its parts.")


class Contrast(Section):
    """What changes from one variant to another, history by history on the same luck."""

    name: Id = Field(description="Short name; tables carry it.")
    before: Id = Field(alias="from", description="Name of a variant.")
    after: Id = Field(alias="to", description="Name of a variant.")
    label: Text = Field(default="", description="How figures and tables call it; the name where unsaid.")
    claim: Text = Field(default="", description="Which claim the contrast speaks to.")


class Target(Section):
    """How exact every point shall be, instead of a number of histories: give relative_error or half_width."""

    measure: Text = Field(default="nuclear_use", description="What shall be that exact, in every variant.")
    relative_error: _above_zero(1.0) | None = Field(  # type: ignore[valid-type]
        default=None, description="Half the width of the 95 % interval, as a share of the estimate, such as 0.1."
    )
    half_width: _above_zero(1e9) | None = Field(  # type: ignore[valid-type]
        default=None, description="Half the width of the 95 % interval, such as 0.001."
    )
    contrast: Id | None = Field(default=None, description="Name of a contrast: its paired difference of the measure shall have that half_width.")
    max_replicates: _count(2048, MOST_HISTORIES) = Field(  # type: ignore[valid-type]
        default=1_000_000, description="Histories that no point exceeds; a higher number continues."
    )


class Document(Section):
    """An experiment: one scenario, factors that vary from point to point, variants that are compared at every point."""

    schema_: Literal["redline/experiment/1"] = Field(alias="schema", description="Kind and version of the file.")
    id: Id = Field(description="Short name; results carry it.")
    title: Text = Field(description="What the experiment is called.")
    question: Text = Field(default="", description="What it asks.")
    scenario: Text = Field(description="Name of a shipped scenario, or path of a file, seen from this file.")
    set: Settings = Field(
        default_factory=dict, description="Overrides that hold everywhere, {dotted path: value}; preset: NAME first puts in a preset of the scenario."
    )
    seed: _count(0, LARGEST_SEED) = Field(default=1, description="Seed of the design and of all luck.")  # type: ignore[valid-type]
    luck: Literal["common", "independent"] = Field(
        default="common",
        description="common: every point meets the same luck, so that differences between points are sharp; independent: each has luck of its own, "
        "so that noise averages out over points. The variants of a point share their luck either way.",
    )
    replicates: _count(1, MOST_HISTORIES) = Field(default=2048, description="Histories at each point; best a multiple of 1,024.")  # type: ignore[valid-type]
    default_replicates: _count(0, MOST_HISTORIES) = Field(  # type: ignore[valid-type]
        default=0, description="Histories at the scenario as it stands, which is then point 0; 0 leaves it out."
    )
    target: Target | None = Field(default=None, description="How exact every point shall be; then replicates is left out.")
    factors: dict[Id, Factor] = Field(default_factory=dict, description="What varies from point to point.")
    design: Design | None = Field(default=None, description="How points are chosen; needed where there are factors.")
    variants: dict[Id, Settings] = Field(
        default_factory=dict,
        description="Named sets of overrides, each evaluated at every point on the same luck; preset: NAME first puts in a preset of the scenario.",
    )
    contrasts: list[Contrast] = Field(default_factory=list, description="Which variants are compared.")
    measures: list[Text] = Field(default_factory=list, description="Measures to keep, such as nuclear_use or answers.*; all where unsaid.")


def schema_json() -> str:
    """Return the JSON Schema of experiment files for editors, as text with a final line end."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **for_editors(Document.model_json_schema(by_alias=True))}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
