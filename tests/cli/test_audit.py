"""`audit`: findings one a line with their exit code, the cost beforehand, JSON, tables and a figure where asked for."""

import re

from sim.errors import Exit
from tests.engine.worlds import TWO

QUICK = ("--runs", "16", "-j", "1")


def test_a_scenario_without_findings_says_what_each_law_and_each_value_came_to(redline):
    said = redline("audit", "two-actors", *QUICK)
    assert said.code == Exit.DONE
    assert re.match(r"114 values, 2\d\d changes, about 1,824 histories at first: some .*; more for what moves nothing", said.errors[0])
    lines = said.out.splitlines()
    assert [line.partition(":")[0] for line in lines[:10]] == ["holds"] * 10
    assert lines[-2].startswith("two-actors: 122 values: ")
    assert lines[-1] == "no findings"


def test_findings_come_first_and_set_the_exit_code(redline, tmp_path):
    text = TWO.replace("strike: 0.6}", "strike: 0.6, folly: -100000}").replace("  strike: {", "  folly:  {rung: 8}\n  strike: {")
    (tmp_path / "dead.yaml").write_text(text, encoding="utf-8")
    said = redline("audit", "dead.yaml", "--only", "actions.folly", *QUICK, "-q")
    assert (said.code, said.err) == (Exit.FINDINGS, "")
    lines = said.out.splitlines()
    assert lines[0].startswith("dead: actions.folly.rung = 8: none of 256 histories differs at 9, 7, 6, 4")
    assert lines[-1] == "2 findings"


def test_json_is_one_object_with_a_version(redline):
    said = redline("audit", "two-actors", "--only", "crossings", "--json", "-q", *QUICK)
    assert said.json["schema"] == "redline/audit/1"
    assert {one["path"]: one["standing"] for one in said.json["audited"]}["crossings.state_step"] == "inert"
    assert sum(said.json["standing"].values()) == said.json["values"] == 5


def test_tables_and_a_figure_go_where_they_are_asked_for(redline, tmp_path):
    said = redline("audit", "two-actors", "--only", "owners.north.nuclear.answer_noise", "--runs", "512", "-j", "1", "-o", "out")
    assert said.code == Exit.DONE
    names = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"values.csv", "effects.csv", "laws.csv", "audit.json", "figures/tornado.svg"} <= names


def test_an_unknown_path_is_one_line(redline):
    said = redline("audit", "two-actors", "--only", "owners.nort", *QUICK)
    assert said.code == Exit.INPUT
    assert said.errors == ["--only owners.nort: error: the scenario says nothing at 'owners.nort'; did you mean 'owners.north'?"]
