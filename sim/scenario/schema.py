"""Schema of a scenario file as a whole, and of the two kinds of file beside it: doctrines and bibliographies.

The descriptions below are what an editor shows and what docs/reference prints; `schema_json` is the exported form.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.errors import quoted
from sim.scenario.quantity import Number, Pair
from sim.scenario.schema_actors import Action, Actor, CalendarEvent, Incident
from sim.scenario.schema_owners import DoctrineText, Owner
from sim.scenario.schema_world import Clash, Clock, Crossings, Flag, Front, History, Ladder, Numerics, Observers, Reference, Settlement, Tension
from sim.scenario.words import Id, Section, Switch, Text, Title

SCENARIO = "redline/scenario/1"
DOCTRINE = "redline/doctrine/1"
SOURCES = "redline/sources/1"
DEFAULT_LADDER = "default-13"


def _ladder_name(given: object) -> str:
    if given != DEFAULT_LADDER:
        raise PydanticCustomError("ladder", "must be default-13, or names and first_outcome, got {got}", {"got": quoted(given)})
    return DEFAULT_LADDER


LadderName = Annotated[str, BeforeValidator(_ladder_name), WithJsonSchema({"const": DEFAULT_LADDER})]
WhichLadder = Annotated[
    Annotated[LadderName, Tag("<name>")] | Annotated[Ladder, Tag("<group>")], Discriminator(lambda v: "<group>" if isinstance(v, dict) else "<name>")
]


def _kind_of_preset(given: object) -> str:
    return "<switch>" if isinstance(given, bool) else "<number>" if isinstance(given, int | float) else "<text>"


PresetValue = Annotated[
    Annotated[Switch, Tag("<switch>")] | Annotated[Number, Tag("<number>")] | Annotated[Text, Tag("<text>")],
    Discriminator(_kind_of_preset),
]


class Source(Section):
    """One entry of a bibliography."""

    publisher: Text = Field(default="", description="Who published it.")
    date: Text = Field(default="", description="When, as printed.")
    title: Text = Field(default="", description="What it is called.")
    link: Text = Field(default="", description="Where it was read.")
    verified: Text = Field(default="", description="How far it was read: seen, partly seen, from memory, ours.")


class Document(Section):
    """A scenario: a world with its actors, red lines and calendar. Everything a history needs except luck."""

    schema_: Literal["redline/scenario/1"] = Field(alias="schema", description="Kind and version of the file.")
    id: Id = Field(description="Short name; results carry it.")
    title: Title = Field(description="What the scenario is called, in one line.")
    hypothetical: Switch | None = Field(default=None, description="true: it has not happened; every print of the title says so.")
    summary: Text = Field(default="", description="What it is about, in a few sentences.")
    reading: Text = Field(default="", description="How to read its results.")
    clock: Clock = Field(description="Start, horizon, record interval.")
    ladder: WhichLadder = Field(default=DEFAULT_LADDER, description="default-13, or names and first_outcome.")
    sides: Pair[Id] = Field(description="The two sides.")
    fronts: dict[Id, Front] = Field(default_factory=dict, description="Contested axes.")
    tension: Tension | None = Field(default=None, description="Each side's nerves; at the base where unsaid.")
    flags: dict[Id, Flag] = Field(default_factory=dict, description="Switches of the world.")
    crossings: Crossings = Field(default=Crossings(), description="How acts are read as crossings.")
    owners: dict[Id, Owner] = Field(default_factory=dict, description="Who holds red lines.")
    history: History = Field(default=History(), description="What the public has seen before the start.")
    observers: Observers = Field(default=Observers(), description="How well the public reads owners.")
    actors: Annotated[dict[Id, Actor], Field(min_length=1)] = Field(description="Who acts, or suffers incidents.")
    actions: dict[Id, Action] = Field(default_factory=dict, description="What may be done.")
    incidents: dict[Id, Incident] = Field(default_factory=dict, description="What may happen to passive actors.")
    clash: Clash | None = Field(default=None, description="A direct clash between the nuclear sides.")
    settlement: Settlement | None = Field(default=None, description="A negotiated end.")
    timeline: dict[Id, CalendarEvent] = Field(default_factory=dict, description="Dated changes.")
    reference: Reference | None = Field(default=None, description="The crossing by which credibility is plotted.")
    doctrines: dict[Id, DoctrineText] = Field(default_factory=dict, description="Doctrines of this scenario's own, by id.")
    sources: dict[Id, Source] = Field(default_factory=dict, description="Entries of this scenario's own bibliography.")
    presets: dict[Id, dict[Text, PresetValue]] = Field(default_factory=dict, description="Named sets of overrides: {dotted path: value}.")
    numerics: Numerics = Field(default=Numerics(), description="Settings that must not matter.")


class DoctrineFile(DoctrineText):
    """A file doctrines/ID.yaml."""

    schema_: Literal["redline/doctrine/1"] = Field(alias="schema", description="Kind and version of the file.")
    id: Id = Field(description="Same as the name of the file.")


class SourcesFile(Section):
    """A file sources.yaml: the bibliography shared by the scenarios beside it."""

    schema_: Literal["redline/sources/1"] = Field(alias="schema", description="Kind and version of the file.")
    sources: dict[Id, Source] = Field(description="Entries by key.")


def schema_json() -> str:
    """Return the JSON Schema of scenario files for editors, as text with a final line end.

    A scenario with a base may leave out anything but its own schema, id and title, so below the top level nothing is marked as required;
    `load` knows what is missing.
    """
    schema = for_editors(Document.model_json_schema(by_alias=True))
    for section in schema["$defs"].values():
        section.pop("required", None)
    schema["$defs"]["Quantity"]["required"] = ["value"]
    schema["properties"]["base"] = {"type": "string", "description": "Name of another scenario to start from; what follows overrides it."}
    own = ["schema", "id", "title"]
    rest = [name for name in schema.pop("required") if name not in own]
    schema |= {"required": own, "anyOf": [{"required": ["base"]}, {"required": rest}]}
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=1, ensure_ascii=False) + "\n"


def for_editors(node: Any) -> Any:
    """Return a JSON Schema without what would mislead a person: titles made from names, null for absent, quantities as defaults spelled out."""
    if isinstance(node, list):
        return [for_editors(item) for item in node if item != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    default = node.get("default", ...)
    if isinstance(default, dict) and "value" in default and "assumption" in default:
        node = node | {"default": default["value"]}
    elif default is None or isinstance(default, dict):
        node = {name: value for name, value in node.items() if name != "default"}
    node = {name: value for name, value in node.items() if name != "title" or isinstance(value, dict)}
    node = {"anyOf" if name == "oneOf" else name: for_editors(value) for name, value in node.items()}
    choices = node.get("anyOf")
    if isinstance(choices, list) and len(choices) == 1:
        return {**{name: value for name, value in node.items() if name != "anyOf"}, **choices[0]}
    return node
