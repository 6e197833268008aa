"""A toy scenario and experiments on it, for the fake engine."""

from __future__ import annotations

from pathlib import Path

import pytest

EXPERIMENT = """\
schema: redline/experiment/1
id: toy-test
title: A toy
scenario: toy.yaml
seed: 3
replicates: 2048
default_replicates: 3000
factors:
  level: {path: level}
  tilt: {path: tilt, range: [0.1, 0.3], kind: lever}
design: {kind: latin_hypercube, points: 4}
variants:
  base: {}
  above: {level: 0.5}
contrasts:
  - {name: level-up, from: base, to: above, claim: A1}
measures: [nuclear_use, clash, answers.*]
"""


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """Return the path of a toy scenario."""
    path = tmp_path / "toy.yaml"
    path.write_text("level: 0.3\ntilt: 0.2\n")
    return path


@pytest.fixture
def experiment_file(toy: Path) -> Path:
    """Return the path of an experiment on the toy scenario."""
    path = toy.parent / "toy-test.yaml"
    path.write_text(EXPERIMENT)
    return path
