"""Version, changelog, lock and entry point agree with one another."""

import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import sim

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def normal(name: str) -> str:
    """Return a distribution's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def required() -> set[str]:
    """Return all distributions that the project and its tests ask for; no number hangs on the versions of what else is installed on demand."""
    extras = [requirements for name, requirements in PROJECT["optional-dependencies"].items() if name not in ("audit", "bench")]
    lists = [PROJECT["dependencies"], *extras]
    names = {normal(re.match(r"[\w.-]+", requirement)[0]) for requirements in lists for requirement in requirements}
    return names - {"redline"}


def test_the_citation_names_this_version():
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"] == sim.__version__


def test_the_changelog_knows_this_version():
    assert re.search(rf"^## \[{re.escape(sim.__version__)}\]|^## \[Unreleased\]", CHANGELOG, flags=re.MULTILINE)


@pytest.mark.parametrize("release", CHANGELOG.split("\n## ")[1:], ids=lambda text: text.partition("\n")[0])
def test_every_release_opens_with_results(release):
    assert re.search(r"^### (.+)$", release, flags=re.MULTILINE)[1] == "Results"


def test_the_lock_pins_everything_the_project_asks_for():
    pinned = {normal(name) for name in re.findall(r"^([\w.-]+)==", LOCK, flags=re.MULTILINE)}
    assert required() - pinned == set()


def test_every_locked_distribution_carries_hashes_and_none_an_address():
    blocks = re.split(r"\n(?=[\w.-]+==)", LOCK)[1:]
    assert len(blocks) > 30
    assert [block.partition(" ")[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert [line for line in LOCK.splitlines() if re.match(r"\s*(?:-i|-f|--(?!hash)|http)", line)] == []


def test_continuous_integration_runs_the_same_verb_as_people():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").rstrip().endswith("make test")
