"""What is committed is fit to be public: no registry address, no machine's path, nothing left open, no file that grew too long."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BINARY = {".gz", ".npz", ".parquet", ".pdf", ".png"}
# written in halves, so that this file does not contain what it forbids
ADDRESSES = ("py" + r"pi\.org", "python" + r"hosted\.org", "index" + r"-url\b", "extra-" + "index", r"conda\." + "anaconda", "registry" + r"\.npm")
REGISTRIES = re.compile("|".join(ADDRESSES))
MACHINE_PATHS = re.compile(r"(?<![\w.:/~*-])/(?:home|root|work|farm|Users|tm" + r"p)/[\w.]")
LEFT_OPEN = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + r"X)\b")


def tracked_files() -> list[Path]:
    """Return the text files under version control; in an unpacked source archive, the ones lying there."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0 and listing.stdout:
        files = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        files = [file for top in ("sim", "tests", "scenarios", "docs", "experiments") for file in (ROOT / top).rglob("*")]
    return [file for file in files if file.is_file() and file.suffix not in BINARY]


def offenders(pattern: re.Pattern[str]) -> list[str]:
    """Return file:line of every match in a tracked file."""
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for file in tracked_files()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("pattern", [REGISTRIES, MACHINE_PATHS, LEFT_OPEN], ids=["registry", "machine path", "left open"])
def test_no_tracked_file_contains(pattern):
    assert offenders(pattern) == []


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (REGISTRIES, "--index" + "-url x", "an index of urls"),
        (MACHINE_PATHS, "see /wo" + "rk/a.py", "sim/experiment/work.py"),
        (LEFT_OPEN, "# TO" + "DO later", "mastodon"),
    ],
)
def test_the_patterns_tell_bad_from_good(pattern, bad, good):
    assert pattern.search(bad)
    assert not pattern.search(good)


def test_no_source_file_is_too_long():
    lengths = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in tracked_files() if file.suffix == ".py"}
    assert {name: lines for name, lines in lengths.items() if lines > 450} == {}


def test_git_is_told_to_ignore_results_and_environments():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/results/", "/.venv/", "__pycache__/"} <= set(lines)
