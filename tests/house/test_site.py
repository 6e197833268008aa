"""The documents build as a site without a warning, every page can be reached, and no page loads anything from the network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["'](?:https?:)?//|<link\b(?![^>]*rel=["'](?:canonical|next|prev))[^>]*\bhref=["'](?:https?:)?//"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site built as `make docs` builds it."""
    for name in ("sphinx", "furo", "myst_nb", "sphinx_external_toc"):
        pytest.importorskip(name)
    out = tmp_path_factory.mktemp("site")
    words = "-m sphinx -q -W --keep-going -c docs -d".split()
    done = subprocess.run(
        [sys.executable, *words, str(out / "doctrees"), ".", str(out / "html")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    return out / "html"


def test_every_page_is_built(site):
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "scenarios").rglob("*.md")]
    built = [page.relative_to(ROOT).with_suffix(".html") for page in pages if "_build" not in page.parts]
    assert [str(page) for page in built if not (site / page).is_file()] == []
    assert (site / "docs/tutorial/first-hour.html").is_file()


def test_the_front_door_leads_to_the_index(site):
    assert "docs/index.html" in (site / "index.html").read_text(encoding="utf-8")
    index = (site / "docs/index.html").read_text(encoding="utf-8")
    assert all(f">{kind}<" in index for kind in ("Tutorial", "How-to", "Reference", "Explanation"))


def test_nothing_is_loaded_from_the_network(site):
    assert [str(page.relative_to(site)) for page in site.rglob("*.html") if LOADED.search(page.read_text(encoding="utf-8"))] == []
    assert [
        str(sheet.relative_to(site)) for sheet in site.rglob("*.css") if re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", sheet.read_text())
    ] == []
    assert LOADED.search('<script async src="https://example.org/x.js">')
