"""The file that describes a cluster (YAML, redline/cluster/1), through the strict reader: all mistakes with line and column."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.backends import settings
from sim.backends.settings import Settings
from sim.errors import ProblemsError, ScenarioError
from sim.scenario.text import read, read_bytes
from sim.scenario.validate import validate
from sim.scenario.words import Section, Text

VARIABLE = "REDLINE_CLUSTER"
MOST = 1_000_000  # processors or workers


def _checked(rule: Callable[[Any], object]) -> AfterValidator:
    """Return what applies a rule that complains by ValueError."""

    def check(given: Any) -> Any:
        try:
            rule(given)
        except ValueError as error:
            raise PydanticCustomError("setting", "{why}", {"why": str(error)}) from None
        return given

    return AfterValidator(check)


def _one_line(given: str) -> None:
    if "\n" in given or not given.strip():
        raise ValueError("must be one line of text")


def _directive(given: str) -> None:
    if "\n" in given or not given.startswith("-"):
        raise ValueError("must be one option of sbatch, such as --constraint=skylake")


def _number(given: int) -> None:
    if not 1 <= given <= MOST:
        raise ValueError(f"must be a whole number from 1 to {MOST:,}, got {given}")


Word = Annotated[Text, _checked(_one_line)]
Number = Annotated[int, _checked(_number), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST})]


class Document(Section):
    """A cluster: where jobs go, how much they get, and how a worker finds its Python. Options of the command line go before the file."""

    schema_: Literal["redline/cluster/1"] = Field(alias="schema", description="Kind and version of the file.")
    partition: Word = Field(default="", description="Partition of Slurm; the cluster's own default where unsaid.")
    account: Word = Field(default="", description="Account that is charged.")
    memory: Annotated[Text, _checked(settings.memory)] = Field(default="", description="Memory of one task or worker, such as 2GB.")
    time: Annotated[Text, _checked(settings.seconds)] = Field(
        default="", description='Time that one job may take, such as 1h50m or, in quotes, "01:50:00"; a job that runs out of it goes on in the next.'
    )
    processors: Number = Field(default=1, description="Processors of one task or worker.")
    workers: Number = Field(default=0, description="Tasks of a job array, or workers of Dask; as the backend thinks fit where unsaid.")
    setup: list[Word] = Field(default_factory=list, description="Lines of shell that every job runs first, such as: module load python/3.11.")
    directives: list[Annotated[Text, _checked(_directive)]] = Field(
        default_factory=list, description="Further options of sbatch, such as --constraint=skylake."
    )
    scheduler: Word = Field(default="", description="Address of a Dask scheduler that runs already, such as tcp://10.0.0.1:8786.")
    interface: Word = Field(default="", description="Network interface between the Dask scheduler and its workers, such as ib0.")
    python: Word = Field(default="", description="Python of the jobs; the one that runs the command where unsaid.")
    cache: Word = Field(default="", description="Folder for the compiled kernel, seen by every machine; ~/.cache/redline where unsaid.")
    scratch: Word = Field(default="", description="Folder on a worker's own disk, for what Dask cannot hold in memory.")


def usual() -> Path | None:
    """Return the file that is read where none is named: $REDLINE_CLUSTER, else redline/cluster.yaml of the user's config folder; None without."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    path = Path(folder) / "redline" / "cluster.yaml"
    return path if path.is_file() else None


def load(path: Path) -> Settings:
    """Return the settings in a file.

    Raises
    ------
    ProblemsError                  every mistake of the file, with line and column
    """
    name = str(path)
    try:
        tree, problems = read(read_bytes(path, name), name)
    except ScenarioError as error:
        raise ProblemsError(error.problems) from None
    document, found = validate(tree, Document)
    if document is None or problems:
        raise ProblemsError([*problems, *found])
    facts: dict[str, Any] = {name: getattr(document, name) for name in settings.NAMES}
    facts |= {"memory": settings.memory(document.memory) if document.memory else 0, "time": settings.seconds(document.time) if document.time else 0}
    facts |= {"setup": tuple(document.setup), "directives": tuple(document.directives)}
    facts |= {"cache": os.path.expanduser(document.cache), "python": os.path.expanduser(document.python)}
    return Settings(**facts)


def text(given: Settings) -> str:
    """Return the file that says these settings."""
    import json

    words: dict[str, Any] = {name: value for name in settings.NAMES if (value := getattr(given, name)) != getattr(Settings(), name)}
    words |= {"memory": f"{given.memory}M"} if given.memory else {}
    words |= {"time": settings.clock(given.time)} if given.time else {}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in words.items()]
    return "\n".join(["schema: redline/cluster/1", *lines]) + "\n"


def schema_json() -> str:
    """Return the JSON Schema of the file, for editors."""
    import json

    found = Document.model_json_schema(by_alias=True)
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **found}, indent=1, ensure_ascii=False) + "\n"
