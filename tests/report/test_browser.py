"""Printing: through whatever Chromium there is, with a clear word where there is none or where it fails."""

import os

import pytest

from sim.errors import Exit, RunError
from sim.report import browser

PRINTS = '#!/bin/sh\nfor word in "$@"; do case "$word" in --print-to-pdf=*) printf %%PDF > "${word#--print-to-pdf=}";; esac; done\n'


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Return a function that leaves an executable of that name and text as the only one to be found."""

    def put(name: str, text: str) -> None:
        file = tmp_path / "bin" / name
        file.parent.mkdir()
        file.write_text(text)
        file.chmod(0o755)
        monkeypatch.setenv("PATH", f"{file.parent}{os.pathsep}/bin{os.pathsep}/usr/sbin")
        monkeypatch.setattr(browser.shutil, "which", lambda wanted: str(file) if wanted == name else None)

    return put


def test_without_a_browser_one_line_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    with pytest.raises(RunError, match=r"none is installed: open report\.html in any browser") as caught:
        browser.print_pdf(tmp_path / "report.html", tmp_path / "report.pdf")
    assert caught.value.exit_code == Exit.INPUT


def test_a_browser_that_is_there_prints(tmp_path, path):
    path("google-chrome", PRINTS)
    assert browser.print_pdf(tmp_path / "report.html", tmp_path / "report.pdf").read_bytes() == b"%PDF"


def test_a_browser_that_prints_nothing_is_a_matter_of_the_machine(tmp_path, path):
    path("chromium", "#!/bin/sh\nexit 7\n")
    with pytest.raises(RunError, match=r"printed nothing \(exit code 7\)") as caught:
        browser.print_pdf(tmp_path / "report.html", tmp_path / "report.pdf")
    assert caught.value.exit_code == Exit.MACHINE
