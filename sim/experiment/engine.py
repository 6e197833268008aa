"""The way from a scenario file to a block of histories, as one thing that can be handed over: what the work calls, and tests replace."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class Draft(Protocol):
    """A scenario file that has been read once and can be asked for many settings."""

    def scenario(self, overrides: Iterable[str] = ()) -> Any:
        """Return the checked scenario with overrides `path=value` put in."""
        ...

    def setting(self, overrides: Iterable[str] = ()) -> Any:
        """Return the same to be played only: sooner, without what a history does not need."""
        ...

    def files(self) -> Mapping[str, bytes]:
        """Return every file read so far by its place beside the scenario, the scenario's own first; together they stand for it anywhere."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """Four functions of a module's top level, so that a task can carry them to another process."""

    read: Callable[[Path], Draft]
    names: Callable[[Any], Any]  # of a scenario's measures, details and channels, without running anything
    prepare: Callable[[Any], Any]  # the encoded scenario with its history replayed; has `names`
    simulate: Callable[[Any, int, int, int, Collection[int]], Any]  # (prepared, seed, block, histories, histories left out) -> Block


def read(path: Path) -> Draft:
    """Return the draft of a scenario file (see sim.scenario.load)."""
    from sim.scenario.load import read_draft

    return read_draft(path)


def names(scenario: Any) -> Any:
    """Return the names of a scenario's measures, details and channels."""
    from sim.encode.encode import encode

    return encode(scenario).names


def prepare(scenario: Any) -> Any:
    """Return the encoded scenario with its history replayed."""
    from sim.encode.encode import encode
    from sim.engine.history import prepare as replay

    return replay(encode(scenario))


def simulate(prepared: Any, seed: int, block: int, histories: int, without: Collection[int] = ()) -> Any:
    """Return one block of histories, some of them left out (see sim.engine.batch)."""
    from sim.engine.batch import simulate_block

    return simulate_block(prepared, seed, block, histories, without)


REAL = Engine(read, names, prepare, simulate)
