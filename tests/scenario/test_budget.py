"""What a scenario names may be large too: bases, doctrines and histories have one budget together, and mistakes are guessed about so often only."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load, load_text
from sim.scenario.nodes import size
from sim.scenario.suggest import GUESSES, LIKELY, SIMILAR, nearest_name
from sim.scenario.text import NODES, read
from tests.scenario.examples import TWO

WAITS = "{side: south, military: {tempo: 1, precision: 2, utilities: {hold: 0}}}"


def said(action) -> list[str]:
    """Return the lines of the refusal."""
    with pytest.raises(ScenarioError) as caught:
        action()
    return str(caught.value).splitlines()


def test_the_size_of_a_tree_is_what_the_reader_counts():
    tree, _ = read("a: [1, {b: 2}]\nc: x\n", "f")
    assert size(tree) == 9  # the group, a, its list, 1, the group in it, b, 2, c, x


def test_a_scenario_and_its_bases_have_one_budget(tmp_path):
    actors = "".join(f"  a{i}: {WAITS}\n" for i in range(900))
    (tmp_path / "below.yaml").write_text(TWO.replace("\nactions:", "\n" + actors + "\nactions:"))
    head = "schema: redline/scenario/1\nid: x\ntitle: x\nbase: below\n"
    (tmp_path / "x.yaml").write_text(head)
    assert len(load(tmp_path / "x.yaml").actors) == 902
    (tmp_path / "x.yaml").write_text(head + "actors:\n" + actors.replace("  a", "  b"))
    message = f"the scenario and those it starts from have more than {NODES:,} values together"
    assert said(lambda: load(tmp_path / "x.yaml")) == [f"{tmp_path}/x.yaml:4:7: error: {message}"]


def test_the_doctrines_that_a_scenario_names_have_one_budget(tmp_path):
    (tmp_path / "doctrines").mkdir()
    for name in ("one", "two"):
        text = f"schema: redline/doctrine/1\nid: {name}\ntitle: x\nowner: north\nin_force_from: 2029-01-01\nnuclear_lines:\n  border: 0.8\n"
        (tmp_path / "doctrines" / f"{name}.yaml").write_text(text + "".join(f"  d{i}: 1\n" for i in range(3_000)))
    named = TWO + "history: {doctrines: [one, two]}\n"
    assert said(lambda: load_text(named, "x", tmp_path)) == [
        "x:57:28: error: the doctrines that the scenario names have more than 10,000 values together"
    ]
    assert len(load_text(named.replace(", two", ""), "x", tmp_path).history.doctrines) == 1


def test_a_history_has_at_most_two_thousand_rows(tmp_path):
    (tmp_path / "history").mkdir()
    heading = "id,date,owner,dimension,exposure,front,answered,rung\n"
    rows = [f"a{i},2029-01-01,north,border,0.5,0,true,3\n" for i in range(40_000)]
    text = TWO + "history: {crossings: past}\n"
    (tmp_path / "history" / "past.csv").write_text(heading + "".join(rows[:2_000]))
    assert len(load_text(text, "x", tmp_path).history.crossings) == 2_000
    for wrong in (rows, [row.replace(",3", "") for row in rows[:20_000]]):
        (tmp_path / "history" / "past.csv").write_text((heading + "".join(wrong))[: 1 << 20])
        with pytest.raises(ScenarioError) as caught:
            load_text(text, "x", tmp_path)
        assert "more than 2,000 rows" in caught.value.problems[-1].message or len(caught.value.problems) > 1_900


def test_settings_that_are_wrong_are_tried_until_it_is_clear_that_all_are():
    lines = said(lambda: load_text(TWO, "x", None, [f"actors.sout{i}.side=north" for i in range(500)]))
    assert lines[0] == "--set actors.sout0.side=north: error: no 'sout0' in 'actors'; did you mean 'south'?"
    assert lines[-1] == f"{GUESSES + 2 - 19} more problems"


def test_guessing_ends_with_the_fortieth_mistake_of_a_file():
    nest = "actions: [" + ", ".join(f"prob{i}" for i in range(60)) + ", probe,"
    with pytest.raises(ScenarioError) as caught:
        load_text(TWO.replace("actions: [probe,", nest))
    guessed = [problem.message for problem in caught.value.problems if "did you mean" in problem.message]
    assert (len(caught.value.problems), len(guessed)) == (60, GUESSES)


def test_among_very_many_names_only_slips_of_the_hand_are_guessed():
    names = [f"dimension-{i:04d}" for i in range(SIMILAR + 1)]
    assert nearest_name("dimention-0007", names) == "dimension-0007"
    assert nearest_name("dimention_seven-0007", names[:SIMILAR]) is not None
    assert nearest_name("dimention_seven-0007", names) is None


def test_of_names_that_are_equally_likely_few_are_looked_at_closely(monkeypatch):
    import difflib

    asked = []
    ratio = difflib.SequenceMatcher.ratio
    monkeypatch.setattr(difflib.SequenceMatcher, "ratio", lambda self: asked.append(self) or ratio(self))
    nearest_name("ab" * 30 + "xyz", ["ba" * 30 + f"{i:03d}" for i in range(SIMILAR)])
    nearest_name("name-", [f"name{i}" for i in "abcdefghijklmnopqrstuvwxyz0123456789"])
    assert 0 < len(asked) <= 3 * LIKELY
