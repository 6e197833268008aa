"""The tutorial and the how-to pages that are walked: every command runs, and prints what the page shows."""

from __future__ import annotations

import pytest

from tests.pages.walk import ROOT, WALKED, agrees, walk


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands print as into a file."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.mark.parametrize("page", WALKED)
def test_every_command_of_the_page_prints_what_the_page_shows(page, tmp_path):
    wrong = [
        f"$ {call.command}\n" + "\n".join(lines)
        for call, lines in walk(ROOT / page, tmp_path)
        if not agrees(call.shown, lines) or any("traceback" in line.lower() for line in lines)
    ]
    assert wrong == [], "python -m tests.pages.walk --write puts in what they print now"
