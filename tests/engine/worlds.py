"""Worlds and samples that the tests of the engine, of theory and of agreement share. Each world is prepared once."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.encode.encode import encode
from sim.encode.layout import copy_record
from sim.encode.names import Names
from sim.encode.params import new_state
from sim.engine.batch import BLOCK, MOST_TURNS, play, simulate_block
from sim.engine.history import Prepared, prepare
from sim.scenario.load import load_text, read_draft
from sim.scenario.shipped import folder, scenario_names, scenario_path

SHIPPED = tuple(scenario_names())
TWO = (folder() / "two-actors.yaml").read_text(encoding="utf-8")


@functools.cache
def _draft(name: str) -> Any:
    return read_draft(scenario_path(name) or name)


@functools.cache
def world(name: str, *overrides: str) -> Prepared:
    """Return a shipped scenario with overrides ("path=value"), ready to run."""
    return prepare(encode(_draft(name).scenario(overrides)))


@functools.cache
def from_text(text: str, *overrides: str) -> Prepared:
    """Return the scenario of a text, ready to run; doctrines and histories are the shipped ones."""
    return prepare(encode(load_text(text, "test.yaml", folder(), overrides)))


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """Return the text with the first occurrence of each old piece replaced by the new one; the old piece must be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def writable(prepared: Prepared) -> Prepared:
    """Return a copy whose arrays a test may change."""
    return Prepared(copy_record(prepared.params), prepared.names)


@dataclass(frozen=True)
class Sample:
    """Weights and scores of many histories."""

    names: Names
    weights: np.ndarray  # (histories,)
    measures: np.ndarray  # (histories, measures)
    details: np.ndarray  # (histories, details)

    def scores(self, measure: str) -> np.ndarray:
        """Return the column of a measure (histories,)."""
        return self.measures[:, self.names.measures.index(measure)]

    def detail(self, name: str) -> np.ndarray:
        """Return the column of a detail (histories,)."""
        return self.details[:, self.names.details.index(name)]

    def parts(self, measure: str) -> np.ndarray:
        """Return each history's share in the error of the self-normalised mean: w (y - p) / sum w."""
        y = self.scores(measure)
        return self.weights * (y - self.weights @ y / self.weights.sum()) / self.weights.sum()

    def mean(self, measure: str) -> tuple[float, float]:
        """Return the self-normalised weighted mean of a measure and its standard error."""
        p = float(self.weights @ self.scores(measure) / self.weights.sum())
        return p, float(np.sqrt((self.parts(measure) ** 2).sum()))


def sample(prepared: Prepared, histories: int, seed: int = 1) -> Sample:
    """Return the first histories of a seed; none may have failed."""
    blocks = [simulate_block(prepared, seed, index, histories) for index in range(-(-histories // BLOCK))]
    assert [block.failed for block in blocks] == [()] * len(blocks)
    joined = (np.concatenate([getattr(block, name) for block in blocks]) for name in ("weights", "measures", "details"))
    return Sample(prepared.names, *joined)


def paired(one: Sample, two: Sample, measure: str) -> tuple[float, float]:
    """Return the difference two - one of a measure on common luck, and its paired standard error."""
    difference = two.mean(measure)[0] - one.mean(measure)[0]
    return difference, float(np.sqrt(((two.parts(measure) - one.parts(measure)) ** 2).sum()))


def apart(one: Sample, two: Sample, measure: str) -> float:
    """Return how many standard errors two independent samples lie apart in a measure (0 where both are exactly equal)."""
    (p, error), (q, other) = one.mean(measure), two.mean(measure)
    return 0.0 if p == q else abs(p - q) / float(np.hypot(error, other))


def told(prepared: Prepared, seed: int, replicate: int) -> Any:
    """Return the State at the end of one history, as the batch kernel plays it."""
    state = new_state(prepared.params)
    assert play(prepared.params, state, np.uint64(seed), np.uint64(replicate), MOST_TURNS)
    return state
