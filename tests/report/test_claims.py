"""Claims: an edited number, a text that is gone, a changed input and a command that fails are findings; so is a number nobody claims."""

import json
from dataclasses import replace

import pytest

from sim.errors import Exit, RunError
from sim.report import claims
from sim.report.claim_values import ValueMissingError, agrees, evaluate, number

LIST = """
schema: redline/claims/1
inputs: {data.json: %s}
constants: ["95 %% interval"]
pages: {page.md: {how: claims, excepted: {"7 in 100": why}}}
runs:
  record: {file: data.json}
  slow: {command: "python -c 'import json; print(json.dumps(dict(p=0.25)))'"}
claims:
  - {page: page.md, text: "rises by {1.5} in 1,000 ({1.2} to {1.8})", run: record, values: [1000 * rise.value, 1000 * rise.low, 1000 * rise.high]}
  - {page: page.md, text: "{Two} rows, and it is **{robust}**", run: record, values: [len(rows), word]}
  - {page: page.md, text: "a level of {25} in 100", run: slow, value: 100 * p}
"""
PAGE = """# Page
Use rises by 1.5 in 1,000
(1.2 to 1.8), a 95 % interval. Two rows, and it is **robust**.
Beside a level of 25 in 100 and, in `code`, `9 %`; 7 in 100 apart.
"""
DATA = {"rise": {"value": 0.0015, "low": 0.00124, "high": 0.00176}, "rows": [{"a": 1}, {"a": 2}], "word": "robust"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder with a page, a record and a list of claims, taken for the repository."""
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "data.json").write_text(json.dumps(DATA), encoding="utf-8")
    (tmp_path / "claims.yaml").write_text(LIST % f"'{claims.fingerprint(tmp_path / 'data.json')}'", encoding="utf-8")
    monkeypatch.setattr(claims, "ROOT", tmp_path)
    return tmp_path


def compared(project, **settings):
    """Return the report of a comparison."""
    return claims.compare(claims.read_list(project / "claims.yaml"), **({"quick": False, "out": project} | settings))


def edit(project, name, old, new):
    """Change a file of the project."""
    path = project / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_numbers_that_agree_are_no_findings(project):
    report = compared(project)
    assert (report.findings, report.compared, report.unread) == ([], 6, 0)


def test_quick_leaves_commands_out_and_says_how_many_numbers(project):
    report = compared(project, quick=True)
    assert (report.findings, report.compared, report.unread) == ([], 5, 1)


def test_an_edited_page_is_a_finding(project):
    edit(project, "page.md", "rises by 1.5", "rises by 1.6")
    assert compared(project, quick=True).findings == ["page.md: no longer says: rises by 1.5 in 1,000 (1.2 to 1.8)"]


def test_an_edited_page_and_list_is_a_finding(project):
    edit(project, "page.md", "a level of 25", "a level of 26")
    edit(project, "claims.yaml", "a level of {25}", "a level of {26}")
    (finding,) = compared(project).findings
    assert finding.startswith("page.md: says 26, ")
    assert "gives 25" in finding


def test_an_edited_input_is_a_finding_before_anything_runs(project):
    edit(project, "data.json", "0.00124", "0.00123")
    (finding,) = compared(project, quick=True).findings
    assert finding.startswith("data.json: is not what the numbers were made from")


def test_a_word_that_no_longer_follows_is_a_finding(project):
    edit(project, "data.json", '"word": "robust"', '"word": "fragile"')
    assert any("says robust, data.json gives fragile" in finding for finding in compared(project, quick=True).findings)


def test_a_command_that_fails_is_a_finding(project):
    edit(project, "claims.yaml", "import json;", "import nothing_of_that_name;")
    (finding,) = compared(project).findings
    assert finding.startswith("run slow:")


def test_a_number_nobody_claims_is_told_with_the_words_around_it(project):
    listed = claims.read_list(project / "claims.yaml")
    assert claims.unclaimed(listed, "page.md") == []
    edit(project, "page.md", "Beside", "It falls by -3 and is 12 % beside")
    assert [found.partition(":")[0] for found in claims.unclaimed(listed, "page.md")] == ["-3", "12"]
    assert len(claims.unclaimed(replace(listed, claims=(), constants=()), "page.md")) == 7


def test_main_prints_findings_and_ends_with_their_code(project, capsys):
    assert claims.main([str(project / "claims.yaml"), "--quick"]) == Exit.DONE
    edit(project, "page.md", "Two rows", "Three rows")
    assert claims.main([str(project / "claims.yaml"), "--quick"]) == Exit.FINDINGS
    assert "no longer says" in capsys.readouterr().out
    assert claims.main([str(project / "claims.yaml"), "--quick", "--json"]) == Exit.FINDINGS
    assert json.loads(capsys.readouterr().out)["schema"] == "redline/claims-report/1"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("redline/claims/1", "redline/claims/9", "not a redline/claims/1 file"),
        ("value: 100 * p", "values: [1, 2]", "1 numbers in braces and 2 values"),
        ("run: slow, value", "run: fast, value", "no run 'fast'"),
        ("value: 100 * p", "value: 100 * p, within: 3", "needs a reason"),
    ],
)
def test_a_list_with_a_mistake_is_refused_in_one_line(project, capsys, old, new, message):
    edit(project, "claims.yaml", old, new)
    with pytest.raises(RunError, match=message):
        claims.read_list(project / "claims.yaml")
    assert claims.main([str(project / "claims.yaml")]) == Exit.INPUT
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    "expression",
    [
        "missing",
        "rows[5].a",
        "at(rows, a=3).a",
        "at(rows, b=None).a",
        "__import__('os')",
        "rows.__class__",
        "(lambda: 1)()",
        "1 if word else 2",
        "rows[",
        "1 / 0",
    ],
)
def test_what_is_missing_or_not_allowed_is_refused(expression):
    with pytest.raises(ValueMissingError):
        evaluate(expression, DATA)


def test_expressions_pick_count_and_compute():
    assert evaluate("at(rows, a=2).a - 1", DATA) == 1
    assert evaluate("count(rows, a=[1, 2]) + len(where(rows, a=1))", DATA) == 3
    assert evaluate("max([row.a for row in rows]) * -1", DATA) == -2
    assert evaluate("it['word']", DATA) == "robust"


def test_numbers_are_read_as_people_write_them():
    assert [number(text) for text in ("+0.10", "16,384", "forty-nine", "Twelve", "forty-twelve", "a")] == [
        (0.1, 0.01),
        (16384.0, 1.0),
        (49.0, 1.0),
        (12.0, 1.0),
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("shown", "value", "relation", "within", "expected"),
    [
        ("0.10", 0.1049, "", None, True),
        ("0.10", 0.1051, "", None, False),
        ("0.10", 0.14, "", 0.05, True),
        ("20", 206.0, "at least", None, True),
        ("20", 19.0, "at least", None, False),
        ("0.01", 0.002, "at most", None, True),
        ("nine", 9, "", None, True),
        ("robust", "robust", "", None, True),
        ("5", "robust", "", None, False),
    ],
)
def test_a_number_agrees_to_the_digits_shown(shown, value, relation, within, expected):
    assert agrees(shown, value, relation, within) is expected
