"""The tutorial notebook runs from its first cell to its last, and prints what it shows."""

import tempfile
from pathlib import Path

import nbformat
import pytest

from tests.notebook.tutorial import NOTEBOOK, ROOT, executed, printed

pytest.importorskip("ipykernel")


def test_the_tutorial_prints_what_it_shows():
    kept = printed(nbformat.read(NOTEBOOK, as_version=4))
    assert len(kept) >= 12
    assert printed(executed()) == kept


def test_the_tutorial_names_no_machine():
    text = NOTEBOOK.read_text(encoding="utf-8")
    for word in (tempfile.gettempdir(), str(ROOT), str(Path.home()), "/home/", "localhost"):
        assert word not in text
