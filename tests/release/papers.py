"""What a release says of itself on paper: one version everywhere, archives that are the tree, licences under which it may be shipped."""

from __future__ import annotations

import re
import subprocess
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from tests.release.table import Failure

ROOT = Path(__file__).parents[2]
ADDED = {"PKG-INFO"}  # to the source archive, by the build
# licences that let a program under the MIT licence ask for a library: ours ships none of their code
ALLOWED = re.compile(
    r"\b(MIT(-CMU|-0)?|(\d-Clause )?BSD|BSD-\d-Clause|0BSD|Apache|PSF|Python Software Foundation|ISC|HPND|MPL|Mozilla|Unlicense|Zlib)\b", re.I
)
REFUSED = re.compile(r"(?<!L)(?<!Lesser )\b(AGPL|GPL|GNU (Affero )?General Public|Commercial|Proprietary)\b", re.I)
SAID_ELSEWHERE: Mapping[str, str] = {}  # distribution -> licence as its source says, where the metadata does not


def version(draft: bool) -> str:
    """Return what is the same in the package, the changelog and the citation; `draft` lets the changelog open with what is not released yet."""
    from sim import __version__

    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    top = changelog_top((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    if str(cited["version"]) != __version__:
        raise Failure(f"the package is {__version__}, CITATION.cff {cited['version']}")
    if draft and top == ("Unreleased", ""):
        return f"{__version__}; CHANGELOG.md opens with [Unreleased] (a draft)"
    if top[0] != __version__:
        raise Failure(f"the package is {__version__}, CHANGELOG.md opens with [{top[0]}]")
    if top[1] != str(cited["date-released"]):
        raise Failure(f"CHANGELOG.md dates {__version__} {top[1] or 'nowhere'}, CITATION.cff {cited['date-released']}")
    return f"{__version__} of {top[1]} in the package, CHANGELOG.md and CITATION.cff"


def changelog_top(text: str) -> tuple[str, str]:
    """Return version and date of the first heading of a changelog; the date is empty where there is none."""
    found = re.search(r"^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?\s*$", text, flags=re.MULTILINE)
    return (found[1], found[2] or "") if found else ("nothing", "")


def tracked() -> dict[str, Path]:
    """Return name -> file of everything under version control; Failure where the tree has changes that are not committed."""
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    if changed:
        raise Failure(f"the tree has {len(changed)} changes that are not committed, the first: {changed[0].strip()}")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return {name: ROOT / name for name in names if name}


def archive_is_tree(archive: Path) -> str:
    """Return in words that a source archive is the tree, byte for byte."""
    tree = tracked()
    with tarfile.open(archive) as opened:
        members = [member for member in opened if member.isfile()]
        held = {member.name.partition("/")[2]: opened.extractfile(member).read() for member in members}  # type: ignore[union-attr]
    missing, more = set(tree) - set(held), set(held) - set(tree) - ADDED
    other = [name for name in tree.keys() & held.keys() if held[name] != tree[name].read_bytes()]
    if missing or more or other:
        raise Failure(f"missing {sorted(missing)[:3]}, more {sorted(more)[:3]}, other bytes {sorted(other)[:3]}")
    return f"{len(tree):,} files, none left out, none different; added by the build: {', '.join(sorted(ADDED))}"


def wheel_is_package(wheel: Path) -> str:
    """Return in words that a wheel holds every file of the package, the scenarios and the experiments, and nothing else."""
    tree = tracked()
    expected = {name for name in tree if name.startswith("sim/")}
    expected |= {f"sim/shipped/{name.removeprefix('scenarios/')}" for name in tree if name.startswith("scenarios/")}
    expected |= {f"sim/shipped/{name}" for name in tree if name.startswith("experiments/")}
    with zipfile.ZipFile(wheel) as opened:
        held = {name for name in opened.namelist() if ".dist-info/" not in name}
    if held != expected:
        raise Failure(f"missing {sorted(expected - held)[:3]}, more {sorted(held - expected)[:3]}")
    shipped = sum(name.startswith("sim/shipped/") for name in held)
    return f"{len(held):,} files: the package, and {shipped} of scenarios, experiments and their facts; no tests, no pages"


def licence_of(metadata: Mapping[str, Iterable[str]], name: str) -> str:
    """Return the licence that a distribution states: as an expression, else in its classifiers, else the first line of a text."""
    for key in ("License-Expression", "License"):
        for text in metadata.get(key, ()):
            line = next((part.strip() for part in text.splitlines() if part.strip()), "")
            if line and line.upper() != "UNKNOWN" and (ALLOWED.search(line) or REFUSED.search(line)):
                return line[:60]
    classified = [one.rpartition("::")[2].strip() for one in metadata.get("Classifier", ()) if one.startswith("License ::")]
    return ", ".join(classified) or SAID_ELSEWHERE.get(name, "")


def may_ship(licence: str) -> bool:
    """Return whether a library under this licence may be asked for by a program under the MIT licence."""
    return bool(ALLOWED.search(licence)) and not REFUSED.search(licence)


def licences(found: Mapping[str, str]) -> str:
    """Return in words the licences of what an installation brings along: distribution -> licence."""
    wrong = [f"{name}: {licence or 'says nothing'}" for name, licence in sorted(found.items()) if not may_ship(licence)]
    if wrong:
        raise Failure(f"{len(wrong)} of {len(found)} need a look: {'; '.join(wrong)}")
    return f"{len(found)} libraries: " + ", ".join(f"{name} ({licence})" for name, licence in sorted(found.items()))
