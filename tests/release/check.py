"""Whether what stands here can be released: build it, compare it, install it in empty places, try it, and say so in a table.

    python -m tests.release.check [--draft] [--python 3.11] [--python 3.13] [--json FILE]

Exit code 0 where nothing failed, 6 otherwise; what cannot be tried here is skipped and said. Takes some five minutes, most of it compiling the
kernel once for each Python.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from sim import __version__
from sim.errors import Exit
from tests.release import papers
from tests.release.places import Place, interpreter, versions
from tests.release.table import FAILED, Failure, Row, Skip, checked, table

ROOT = papers.ROOT
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAMED = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
SHOWN = ("numpy", "numba", "scipy", "matplotlib", "mesa", "pyarrow", "pydantic")
EXPERIMENT = "red-line-curve"
SMALLEST_PAGE = 1_000  # bytes
# what turns on versions of libraries: arrays on disk, compiled rules, figures, metadata; a minute
TESTS = (
    "tests/results",
    "tests/rules",
    "tests/encode",
    "tests/engine/test_draws.py",
    "tests/plots/test_figure.py",
    "tests/cli/test_doctor.py",
)
LICENCES = """
import importlib.metadata as m, json
found = {}
for one in m.distributions():
    keys = ("License-Expression", "License", "Classifier")
    found[one.metadata["Name"]] = {key: one.metadata.get_all(key) or [] for key in keys}
print(json.dumps(found))
"""


def build(into: Path, scratch: Path) -> str:
    """Build source archive and wheel as a stranger would, twice, into `into`; return in words what came of it."""
    tools = Place(scratch / "tools")
    tools.make(Path(sys.executable))
    tools.install("build")
    for place in (into, scratch / "again"):
        tools.call("python", "-m", "build", "--outdir", place, ROOT)
    one, two = ({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in place.iterdir()} for place in (into, scratch / "again"))
    if one != two:
        raise Failure(f"two builds differ: {sorted(name for name in one if one[name] != two.get(name))}")
    return "the same bytes twice: " + ", ".join(f"{file.name} {file.stat().st_size / 1e6:.1f} MB" for file in sorted(into.iterdir()))


def smoke(place: Place, whole: bool) -> str:
    """Try an installed copy as a newcomer would, and return in words what was tried; not `whole`: without the longest, the demo."""
    said = place.call("redline", "--version").strip()
    if said != f"redline {__version__}":
        raise Failure(f"redline --version says {said!r}")
    if Path(place.call("python", "-c", "import sim; print(sim.__file__)").strip()).is_relative_to(ROOT):
        raise Failure("it is the tree that is imported, not what was installed")
    if "Commands" not in place.call("redline", "--help"):
        raise Failure("redline --help lists no commands")
    doctor = json.loads(place.call("redline", "doctor", "--json"))
    if not doctor["healthy"] or doctor["redline"]["checkout"]:
        raise Failure("redline doctor does not find an installed copy in order")
    run = json.loads(place.call("redline", "run", "two-actors", "--runs", "256", "--json", "-q", "-o", "run"))
    place.call("redline", "sweep", EXPERIMENT, "--runs", "16", "-q", "--no-figures", "-o", "sweep")
    place.call("redline", "report", "sweep")
    folders = ["run", "sweep"]
    if whole:
        place.call("redline", "demo", "--runs", "256", "-q", "-o", "demo")
        place.call("redline", "report", "run")
        place.call("redline", "verify", "sweep", "--sample", "1", "-q")
        place.call("redline", "replay", "run", "--typical", "-q")
        place.call("redline", "view", "two-actors", expected=Exit.MACHINE)  # says which extra is missing
        place.call("redline", "no-such-verb", expected=Exit.INPUT)
        folders.append("demo")
    empty = [folder for folder in folders if (place.work / folder / "report.html").stat().st_size < SMALLEST_PAGE]
    if empty:
        raise Failure(f"there is nothing on the page of {', '.join(empty)}")
    more = ", demo, verify, replay" if whole else ""
    return f"doctor in order; run, sweep {EXPERIMENT}, pages{more}; digest of the run {run['digest'][7:15]}"


def installed(release: str, wheel: Path, scratch: Path, whole: bool) -> str:
    """Install the wheel alone on one Python, then its dashboard, and try both."""
    place = Place(scratch / f"python-{release}")
    place.make(interpreter(release))
    seconds = place.install(wheel)
    tried = smoke(place, whole)
    if whole:
        place.install(f"{wheel}[dashboard]")
        place.call("python", "-c", "import sim.dashboard.app, sim.dashboard.server, sim.dashboard.panels")
        tried += "; dashboard loads"
    return f"installed in {seconds:.0f} s; {tried}; {versions(place, SHOWN)}"


def lowest(release: str, archive: Path, scratch: Path) -> str:
    """Install the oldest versions that are allowed, try the command, and run some of the tests against them."""
    place = Place(scratch / "lowest")
    place.make(interpreter(release))
    try:
        place.install("uv")
    except Failure as error:
        raise Skip(f"uv, which finds the oldest versions, cannot be installed: {error}") from None
    place.call("python", "-m", "tarfile", "-e", archive, place.folder)
    source = next(place.folder.glob("redline-*"))
    place.call("uv", "pip", "install", "--quiet", "--python", place.python, "--resolution", "lowest-direct", source)
    smoke(place, whole=False)
    place.call("uv", "pip", "install", "--quiet", "--python", place.python, "--resolution", "lowest-direct", f"{source}[test]")
    said = place.call("python", "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *TESTS, cwd=source)
    return f"{said.strip().splitlines()[-1]}; {versions(place, SHOWN)}"


def licences(scratch: Path) -> str:
    """Read the licences of everything that the wheel brings along, in the first environment that it was installed in."""
    places = sorted(scratch.glob("python-*"))
    if not places:
        raise Skip("nothing was installed")
    found = json.loads(Place(places[0]).call("python", "-c", LICENCES))
    return papers.licences({name: papers.licence_of(one, name) for name, one in found.items() if name not in ("redline", "pip", "setuptools")})


def here(*arguments: str) -> str:
    """Run a module of this tree with this Python and return its last line; Failure where it fails."""
    said = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    last = (said.stdout.strip() or said.stderr.strip() or "nothing was said").splitlines()[-1]
    if said.returncode:
        raise Failure(f"{' '.join(arguments)} ended with {said.returncode}: {last[:200]}")
    return last


def main(arguments: Sequence[str]) -> int:
    """Check, print the table, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.release.check", description="Whether what stands here can be released.")
    parser.add_argument("--draft", action="store_true", help="let CHANGELOG.md open with [Unreleased]")
    parser.add_argument("--python", action="append", default=[], metavar="3.N", help=f"only these (default: {', '.join(NAMED)})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    asked = parser.parse_args(arguments)
    rows: list[Row] = []

    def add(name: str, look: Callable[[], str]) -> None:
        rows.append(checked(name, look))
        print(f"{name}: {rows[-1].verdict}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="redline-release-") as folder:
        scratch, dist = Path(folder), Path(folder) / "dist"
        add("version", partial(papers.version, asked.draft))
        add("build", partial(build, dist, scratch))
        archive, wheel = next(dist.glob("*.tar.gz"), None), next(dist.glob("*.whl"), None)
        if archive and wheel:
            add("source archive", partial(papers.archive_is_tree, archive))
            add("wheel", partial(papers.wheel_is_package, wheel))
            for release in asked.python or NAMED:
                add(f"Python {release}", partial(installed, release, wheel, scratch, release in (NAMED[0], NAMED[-1])))
            add("oldest versions", partial(lowest, NAMED[0], archive, scratch))
            add("licences", partial(licences, scratch))
        add("links, pages", partial(here, "pytest", "-q", "-p", "no:xdist", "tests/house/test_documents.py", "tests/house/test_metadata.py"))
        add("claims, quick", partial(here, "sim.report.claims", "--quick"))
    print(table(rows))
    if asked.json:
        asked.json.write_text(json.dumps([vars(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    return int(Exit.FINDINGS if any(row.verdict == FAILED for row in rows) else Exit.DONE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
