"""The page on reading results: its commands make the folders it speaks of, every snippet runs, and every file it names is there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from sim.cli.ending import run
from tests.reference.results import DERIVED, TABLES

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "read-results.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^## ([^\n]+)\n|^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
LIBRARIES = {"pandas", "polars", "duckdb", "xarray"}


def snippets() -> list[tuple[str, str]]:
    """Return (heading, code) of every Python block of the page."""
    found, heading = [], ""
    for title, code in SNIPPETS:
        heading = title or heading
        found += [(heading, code)] if code else []
    return found


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the results that the page's commands make."""
    home = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        for line in re.findall(r"^redline .*$", PAGE, flags=re.MULTILINE):
            assert run([*shlex.split(line)[1:], "-q", *(["-j", "1", "--no-figures"] if "sweep" in line else [])]) == 0
    return home


def test_the_page_shows_every_library():
    assert {heading.lower() for heading, _ in snippets()} >= LIBRARIES


@pytest.mark.parametrize(("heading", "code"), snippets(), ids=[f"{heading} {number}" for number, (heading, _) in enumerate(snippets())])
def test_every_snippet_runs(results, monkeypatch, heading, code):
    for name in {heading.lower(), "pandas" if "import pandas" in code else heading.lower()} & LIBRARIES:
        pytest.importorskip(name)
    monkeypatch.chdir(results)
    exec(compile(code, heading, "exec"), {})  # noqa: S102  it is our own page


def test_the_snippet_in_r_runs(results):
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed")
    (code,) = re.findall(r"^```r\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    (results / "snippet.r").write_text(code, encoding="utf-8")
    done = subprocess.run([program, "--vanilla", "snippet.r"], cwd=results, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 9


def test_every_file_of_the_table_is_there(results):
    table = PAGE[PAGE.index("| file |") : PAGE.index("What is derived")].strip()
    names = {name for line in table.splitlines()[2:] for name in re.findall(r"`([^`]+)`", line.split("|")[1])}
    found = {path.relative_to(folder).as_posix() for folder in (results / "results").iterdir() for path in folder.rglob("*")}
    missing = {name for name in names if name.rstrip("/") not in found and "*" not in name}
    assert missing == {"experiment.yaml", "contrasts.csv", "signs.csv", "quarantine/"}  # of an experiment file, of contrasts, of damage


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_have_the_columns_that_the_reference_lists(results, name):
    folders = [folder for folder in (results / "results").iterdir() if (folder / name).is_file()]
    if not folders:
        assert name in ("contrasts.csv", "differences.csv")  # of a sweep with contrasts and of a comparison
    for folder in folders:
        columns = tuple((folder / name).read_text(encoding="utf-8").splitlines()[0].split(","))
        assert columns[: len(TABLES[name][1])] == TABLES[name][1]
        assert {column for column in columns if "." not in column} <= set(DERIVED)
