"""What is built is what is here: the source archive equals the tree, the wheel ships all that the program finds by name, and the metadata is true."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from sim.scenario import shipped

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ADDED = {"PKG-INFO"}  # by the build, to the source archive; nothing of the tree is left out


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the folder with the source archive and the wheel, built from the tree; under a second."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


def tracked() -> dict[str, Path]:
    """Return name -> file of everything under version control that lies in the tree."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode != 0 or not listing.stdout:
        pytest.skip("not a checkout")
    return {name: ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()}


def test_the_source_archive_is_the_tree_byte_for_byte(built):
    tree = tracked()
    new = subprocess.run(["git", "ls-files", "-z", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        held = {member.name.partition("/")[2]: archive.extractfile(member).read() for member in archive if member.isfile()}
    assert set(held) - ADDED - set(filter(None, new.split("\0"))) == set(tree)
    assert [name for name, file in tree.items() if held[name] != file.read_bytes()] == []


def test_the_wheel_holds_every_module_and_every_file_that_is_found_by_name(built):
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    expected = {file.relative_to(ROOT).as_posix() for file in (ROOT / "sim").rglob("*") if file.is_file() and "__pycache__" not in file.parts}
    expected |= {f"sim/shipped/{file.relative_to(ROOT / 'scenarios').as_posix()}" for file in (ROOT / "scenarios").rglob("*") if file.is_file()}
    expected |= {f"sim/shipped/{file.relative_to(ROOT).as_posix()}" for file in (ROOT / "experiments").rglob("*") if file.is_file()}
    assert held == expected


def test_an_installed_copy_finds_experiments_by_name(built, tmp_path):
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path)  # noqa: S202 - ours, built a moment ago
    program = "from sim.scenario import shipped as s; print(s.experiments()); print(*s.experiment_names()); print(*s.scenario_names())"
    said = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=True).stdout
    place, experiments, scenarios = said.splitlines()
    assert Path(place).is_relative_to(tmp_path)
    assert experiments.split() == shipped.experiment_names()
    assert scenarios.split() == shipped.scenario_names()


def test_every_python_that_the_metadata_names_is_allowed_and_the_oldest_is_named():
    named = [tuple(map(int, found)) for found in re.findall(r"Python :: (\d+)\.(\d+)", "\n".join(PROJECT["classifiers"]))]
    assert PROJECT["requires-python"] == f">={'.'.join(map(str, min(named)))}"
    assert named == [(3, minor) for minor in range(min(named)[1], max(named)[1] + 1)]


def test_every_requirement_says_from_which_version_on():
    lists = [PROJECT["dependencies"], *(found for name, found in PROJECT["optional-dependencies"].items() if name != "all")]
    assert [one for found in lists for one in found if not re.search(r">=\d", one)] == []
