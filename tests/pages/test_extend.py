"""The pages that add a policy and a kind of red line: what they say, put into a copy of the program, does what they say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.cli.ending import run
from tests.pages.walk import BLOCK, ROOT, apply, changed

PLAYED = ("--runs", "4", "--no-figures", "--json", "-q")


def copied(page: str, folder: Path) -> Path:
    """Return a copy of the program with what a page says put in."""
    shutil.copytree(ROOT / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    for match in BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")):
        apply(folder, match)
    return folder


def of_the_copy(folder: Path, *arguments: str) -> Any:
    """Return what the copy prints as JSON; uncompiled, which gives the same bits and takes no compiler."""
    settings = os.environ | {"PYTHONPATH": str(folder), "REDLINE_COMPILED": "0"}
    command = [sys.executable, "-m", "sim.cli", *arguments, *PLAYED, "-o", "copy"]
    done = subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def of_this(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> Any:
    """Return what the program as it stands prints as JSON."""
    assert run([*arguments, *PLAYED, "-o", str(folder / "this")]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_policy_of_the_page_is_mechanical_where_it_is_strict(tmp_path, capsys):
    folder = copied("docs/how-to/own-policy.md", tmp_path)
    strict = of_the_copy(folder, "run", "two-actors", "--set", "actors.south.policy=satisficing", "--set", "actors.south.military.precision=1e9")
    assert strict["digest"] == of_this(capsys, tmp_path, "run", "two-actors", "--set", "actors.south.policy=mechanical")["digest"]


def test_the_kind_of_red_line_of_the_page_lets_fewer_losses_be_answered(tmp_path, capsys):
    world = ("run", "september-2022", "--preset", "encircled", "--set", "clock.horizon_months=4")
    folder = copied("docs/how-to/own-red-line-kind.md", tmp_path)
    habit = of_the_copy(folder, *world)
    state = of_this(capsys, tmp_path, *world)
    assert 0 < habit["outcomes"]["nuclear_use"]["p"] < state["outcomes"]["nuclear_use"]["p"]


def test_a_change_that_does_not_fit_the_file_is_an_error():
    with pytest.raises(ValueError, match="stand 0 times"):
        changed("one\ntwo\n", "x\n@@ @@\n-three\n+four\n")
    assert changed("one\ntwo\n", "x\n@@ @@\n one\n-two\n+three\n") == "one\nthree\n"
