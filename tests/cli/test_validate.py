"""`validate`: the table of replications in words, as JSON and as a page."""

from dataclasses import replace

from sim.analysis import validate
from sim.errors import Exit


def test_a_subject_that_holds_is_one_line_and_every_row_with_verbose(redline):
    said = redline("validate", "centipede")
    assert (said.code, said.err) == (Exit.DONE, "")
    assert said.out.splitlines()[-1].endswith("hold, 0 not reproduced, 0 fail")
    rows = redline("validate", "centipede", "-v").out.splitlines()[:-1]
    assert len(rows) > 20
    assert all(row.startswith("holds: centipede: ") for row in rows)


def test_json_carries_every_row_with_expected_and_obtained(redline):
    found = redline("validate", "not reproduced", "--json").json
    assert found["schema"] == "redline/replications/1"
    assert found["counts"]["not reproduced"] == len(found["rows"]) > 5
    assert all(row["found by"] for row in found["rows"])


def test_the_page_goes_where_it_is_asked_for(redline, tmp_path):
    said = redline("validate", "arms-race", "--write", "page.md")
    assert said.code == Exit.DONE
    assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# Replications")
    assert redline("validate", "arms-race", "--write", "missing/page.md").code == Exit.MACHINE


def test_a_number_that_does_not_come_out_ends_with_the_code_for_findings(redline, monkeypatch):
    rows = [replace(one, row=replace(one.row, expected=".9")) for one in validate.table(["arms-race"])]
    monkeypatch.setattr(validate, "table", lambda subjects: iter(rows[:1]))
    said = redline("validate", "arms-race")
    assert said.code == Exit.FINDINGS
    assert said.out.startswith("FAILS: arms-race: cut-off")


def test_an_unknown_subject_is_one_line(redline):
    said = redline("validate", "chiken")
    assert (said.code, len(said.errors)) == (Exit.INPUT, 1)
    assert "did you mean 'chicken'" in said.err
