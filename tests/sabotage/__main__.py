"""`make sabotage`: break the product on purpose, one way at a time, and see which test turns red.

Each breakage is made in a copy of the tree, which is mended again before the next. The test that turned red is then run once more on the mended
copy, where it must be green: a test that is red anyway catches nothing. Where the named tests stay green, wider ones are tried.

Exit code 0 where every breakage was caught, 6 where one was not, 2 where one no longer fits the code.

    python -m tests.sabotage                    all of them, with a table
    python -m tests.sabotage flush "exit code"  those whose name contains one of these
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.sabotage.breakages import BREAKAGES, ROOT, Breakage

PATIENCE = 900  # seconds after which the tests of one breakage are taken for hung: that is red too
RED = re.compile(r"^(?:FAILED|ERROR) ((?:tests/|\().*?)(?: - .*)?$", re.MULTILINE)
HUNG = "(did not come back)"
WIDER = ("tests/rules", "tests/results", "tests/scenario", "tests/engine", "tests/experiment", "tests/agreement", "tests/theory", "tests/cli")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one breakage: the tests that turned red (the first of them), and the processor time it took, seconds."""

    breakage: Breakage
    caught: str
    seconds: float


def copy_of_tree(place: Path) -> None:
    """Copy every file of the working tree that git does not ignore."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for name in subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)


def run(place: Path, tests: Sequence[str], compiled: bool) -> tuple[int, str, float]:
    """Return exit code, output, and processor time (seconds) of pytest in a copy, without anything that is kept from before."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(place), "REDLINE_COMPILED": "1" if compiled else "0", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "-x", "-q", "--no-header", *tests]
    try:
        found = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
        code, said = found.returncode, found.stdout + found.stderr
    except subprocess.TimeoutExpired:
        code, said = 1, f"FAILED {HUNG}"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return code, said, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def attempt(place: Path, breakage: Breakage, narrow: bool = False) -> Outcome:
    """Break the copy, run the tests that ought to see it, then wider ones unless `narrow`, and mend it."""
    path = place / breakage.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(breakage.broken(sound), encoding="utf-8")
    spent = 0.0
    try:
        for tests in (breakage.tests,) if narrow else (breakage.tests, WIDER):
            code, said, seconds = run(place, tests, breakage.compiled)
            spent += seconds
            if code == 1:
                path.write_text(sound, encoding="utf-8")
                return Outcome(breakage, _red(place, breakage, RED.findall(said)[0]), spent)
            if code != 0:
                raise RuntimeError(f"{breakage.name}: pytest ended with {code}\n{said[-2000:]}")
        return Outcome(breakage, "", spent)
    finally:
        path.write_text(sound, encoding="utf-8")


def _red(place: Path, breakage: Breakage, test: str) -> str:
    """Return the test that a breakage turned red, after a look that it is green on the mended copy."""
    if test != HUNG:
        code, said, _ = run(place, [test], breakage.compiled)
        if code != 0:
            raise RuntimeError(f"{breakage.name}: {test} is red without it\n{said[-2000:]}")
    return test


def row(outcome: Outcome) -> str:
    """Return a row of the table; a test with cases is named without its case."""
    caught = f"`{outcome.caught.partition('[')[0]}`" if outcome.caught else "**nothing**"
    return f"| {outcome.breakage.name} | `{outcome.breakage.file}` | {caught} | {outcome.seconds:.0f} |"


def main(arguments: Sequence[str]) -> int:
    """Try breakages and print a table of what caught them."""
    parser = argparse.ArgumentParser(prog="python -m tests.sabotage", description="break the product on purpose, and see which test turns red")
    parser.add_argument("words", nargs="*", help="only breakages whose name contains one of these")
    parser.add_argument("--narrow", action="store_true", help="where the named tests stay green, try no others")
    asked = parser.parse_args(arguments)
    chosen = [one for one in BREAKAGES if not asked.words or any(word in one.name for word in asked.words)]
    if not chosen:
        parser.error("no breakage of that name")
    with tempfile.TemporaryDirectory(prefix="redline-sabotage-") as folder:
        place = Path(folder)
        copy_of_tree(place)
        try:
            for one in chosen:
                one.broken((place / one.file).read_text(encoding="utf-8"))
            print("| breakage | file | caught by | processor time, s |\n|---|---|---|---|", flush=True)
            missed = 0
            for one in chosen:
                outcome = attempt(place, one, asked.narrow)
                missed += not outcome.caught
                print(row(outcome), flush=True)
        except (ValueError, RuntimeError) as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
    print(f"\n{len(chosen) - missed} of {len(chosen)} breakages were caught")
    return 6 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
