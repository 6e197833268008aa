"""Scenario texts and small helpers that the tests of this folder share."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load_text

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NOVEMBER = (SCENARIOS / "november-2024.yaml").read_text(encoding="utf-8")
TWO = (SCENARIOS / "two-actors.yaml").read_text(encoding="utf-8")
TINY = """\
schema: redline/scenario/1
id: tiny
title: Nothing happens
clock: {start: 2030-01-01, horizon_months: 1}
sides: [a, b]
actors: {one: {side: a}}
"""


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """Return the text with the first occurrence of each old piece replaced by the new one; the old piece must be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def complaints(text: str | bytes, overrides: Iterable[str] = (), base_dir: Path | None = SCENARIOS) -> list[str]:
    """Return what is wrong with a scenario called x.yaml, one line a problem; the scenario must be refused."""
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "x.yaml", base_dir, overrides)
    return [str(problem) for problem in caught.value.problems]


def marked(text: str, old: str, new: str) -> tuple[str, str]:
    """Return the text with `old` replaced by `new`, and the place of the mark § in `new`, as x.yaml:line:column; the mark itself is left out."""
    text = changed(text, (old, new))
    before, mark, after = text.partition("§")
    assert mark, "no mark"
    return before + after, f"x.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
