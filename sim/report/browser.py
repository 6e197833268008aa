"""A page on paper: Chromium, where there is one, prints the HTML to PDF; nothing is downloaded and nothing is asked of the network."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from sim.errors import Exit, RunError, escaped

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
SECONDS = 120
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-pdf-header-footer", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip


def find() -> str | None:
    """Return the path of an installed Chromium, None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def found() -> str:
    """Return the path of an installed Chromium.

    Raises
    ------
    RunError                       exit code 2 where there is none
    """
    browser = find()
    if browser is None:
        raise RunError("--format pdf prints through Chromium, and none is installed: open report.html in any browser and print it there", Exit.INPUT)
    return browser


def print_pdf(page: Path, target: Path) -> Path:
    """Print an HTML file of ours to `target` and return it. The page loads nothing; the browser gets an empty profile of its own.

    Raises
    ------
    RunError                       exit code 2 where there is no Chromium; 5 where it printed nothing
    """
    browser = found()
    with tempfile.TemporaryDirectory(prefix="redline-print-") as profile:
        made = Path(profile) / "page.pdf"
        command = [browser, *QUIET, f"--user-data-dir={profile}", f"--print-to-pdf={made}", page.resolve().as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 (a browser that was found, and our file)
        except subprocess.TimeoutExpired:
            raise RunError(f"{escaped(browser)} did not print within {SECONDS} seconds", Exit.MACHINE) from None
        if not made.is_file():
            raise RunError(f"{escaped(browser)} printed nothing (exit code {done.returncode})", Exit.MACHINE)
        try:
            shutil.copyfile(made, target)
        except OSError as error:
            raise RunError(f"cannot write {escaped(str(target))}: {error.strerror}", Exit.MACHINE) from None
    return target
