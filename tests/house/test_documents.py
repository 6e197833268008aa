"""What the documents promise exists: make targets, commands, files, bibliography entries."""

import ast
import calendar
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "scenarios").rglob("*.md")])
WORDS = """
    actor action answer response policy ladder rung resolve stake capability type signal belief credibility reliability exposure provocation
    crossing crisis run event period replicate factor uncertainty lever deliberate noise inadvertent doctrine dimension tier price cost
    desperation menu precision nest tempo clash settlement collapse weight interval record backcast cluster anchor channel path share
    scenario experiment variant contrast design block shard digest backend box coverage density front tension side horizon luck seed
    ambiguity attribution
"""
MONTHS = set(calendar.month_name)
CITATION = re.compile(r"\b([A-Z][a-z][\w'-]*)(?:(?:,? [A-Z][\w'-]+)*,? (?:&|and) [A-Z][\w'-]+| et al\.)?,? \(?((?:18|19|20)\d\d)\b")


def fenced_commands(page: Path) -> list[str]:
    """Return the lines of all fenced code blocks of a page, prompts removed."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines() if line.strip()]


def targets() -> set[str]:
    """Return the verbs of the Makefile."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


def commands() -> set[str]:
    """Return the verbs of `redline`, as its own help lists them."""
    program = "import sys; from sim.cli import main; sys.argv = ['redline', '--help']; main()"
    text = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^ +([a-z]+)\b", text.partition("Commands")[2], flags=re.MULTILINE))


def citations(text: str) -> set[str]:
    """Return the keys ("powell-2015") of all works that the References sections of a docstring name."""
    sections = re.findall(r"References\n\s*-{3,}\n(.*?)(?:\n\s*\n|\Z)", text, flags=re.DOTALL)
    found = {(name, year) for section in sections for name, year in CITATION.findall(section)}
    return {f"{name.lower()}-{year}" for name, year in found if name not in MONTHS}


def bibliography() -> set[str]:
    """Return the keys of docs/bibliography.md."""
    return set(re.findall(r"^- \*\*([a-z0-9-]+)\*\*", (ROOT / "docs/bibliography.md").read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_readme_gives_the_two_commands():
    lines = fenced_commands(ROOT / "README.md")
    assert any(re.match(r"make demo\b", line) for line in lines)
    assert any(re.match(r"make test\b", line) for line in lines)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_make_verb_on_the_page_exists(page):
    used = {word for line in fenced_commands(page) for word in re.findall(r"\bmake (?:[A-Z]+=\S* )*([a-z-]+)", line.partition("#")[0])}
    assert used - targets() == set()


def test_every_redline_verb_in_the_documents_exists():
    used = {word for page in PAGES for line in fenced_commands(page) for word in re.findall(r"^(?:\S*/)?redline ([a-z]+)", line)}
    assert used - commands() == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_relative_link_on_the_page_leads_somewhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    relative = [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]
    assert [link for link in relative if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_test_that_the_page_names_exists(page):
    named = re.findall(r"`((?:tests|benchmarks)/[a-z0-9_/]+(?:\.py)?)`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_work_that_the_code_cites_is_in_the_bibliography():
    cited = {}
    for file in sorted((ROOT / "sim").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef))]:
            for key in citations(ast.get_docstring(node) or ""):
                cited.setdefault(key, file.relative_to(ROOT).as_posix())
    assert {key: file for key, file in cited.items() if key not in bibliography()} == {}


def test_the_reader_of_citations_knows_the_forms_in_use():
    works = "Fearon 1994; Salmon, Moraes, Dror & Shaw 2011; Kreps & Wilson (1982). Seen in September 2022."
    text = f"Sum.\n\nReferences\n----------\n{works}\n\nNotes\nPowell 2015."
    assert citations(text) == {"fearon-1994", "salmon-2011", "kreps-1982"}


def test_the_glossary_has_every_word_that_code_and_pages_use_in_a_sense_of_their_own():
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    defined = {word.strip() for bold in re.findall(r"^ *\* \*\*([^:]+?)\*\*:", text, flags=re.MULTILINE) for word in bold.split(",")}
    assert set(WORDS.split()) - defined == set()


def test_every_document_is_reachable_from_the_index():
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    pages = [page.relative_to(ROOT / "docs").as_posix() for page in PAGES if ROOT / "docs" in page.parents and page.name != "index.md"]
    assert [page for page in pages if page not in index] == []
