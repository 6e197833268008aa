"""The table of replications: what it holds rows to, what it calls a finding, and that its page is what the command makes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sim.analysis import validate
from sim.analysis.replications import chains, learning
from sim.analysis.validate import Replication, page, subjects, summary, table
from sim.errors import GameError
from sim.games.game import Fidelity, Row

ROOT = Path(__file__).parents[2]
ROW = Row("P", "by hand", {"p": 0.25}, ".333", 1 / 3, Fidelity.VERIFIED)


@pytest.fixture(scope="module")
def found():
    return list(table())


def test_every_row_holds_that_should_and_none_that_should_not(found):
    assert [(one.subject, one.row.quantity, one.row.expected, one.row.obtained) for one in found if one.surprising] == []


def test_rows_come_from_every_subject(found):
    assert {one.subject for one in found} == set(subjects())
    assert {"chicken", "chains and hazards", "learning from answers", "intervals of a share", "not reproduced"} <= set(subjects())


def test_the_page_in_the_documents_is_what_comes_out_now(found):
    assert (ROOT / "docs/replications.md").read_text(encoding="utf-8") == page(found)


@pytest.mark.parametrize(
    ("expected", "obtained", "verdict"),
    [
        (".333", 1 / 3, "holds"),
        (".334", 1 / 3, "FAILS"),
        (".33", 0.3351, "FAILS"),
        ("1/3", 1 / 3, "holds"),
        ("1/3", 0.3333, "FAILS"),
        ("war", "war", "holds"),
    ],
)
def test_a_decimal_is_held_to_the_digits_printed_and_a_fraction_to_all(expected, obtained, verdict):
    assert Replication("s", "", replace(ROW, expected=expected, obtained=obtained)).verdict == verdict


def test_a_number_that_is_not_finite_fails():
    assert Replication("s", "", replace(ROW, obtained=float("nan"))).verdict == "FAILS"


def test_a_row_that_is_said_to_fail_and_holds_is_a_finding_too():
    assert Replication("s", "", replace(ROW, fidelity=Fidelity.NOT_REPRODUCED)).surprising
    failing = Replication("s", "", replace(ROW, expected=".5", fidelity=Fidelity.NOT_REPRODUCED))
    assert not failing.surprising
    assert summary([failing]) == {"holds": 0, "not reproduced": 1, "FAILS": 0}


def test_an_unknown_subject_gets_the_nearest_one():
    with pytest.raises(GameError, match="did you mean 'chicken'"):
        list(table(["chiken"]))


def test_rows_are_plain_json(found):
    json.dumps([one.as_dict() for one in found], allow_nan=False)


def test_a_changed_rule_of_learning_turns_rows_red(monkeypatch):
    monkeypatch.setattr(learning, "update", lambda belief, likelihoods, width, levels, scratch: 1.0)  # learns nothing
    assert any(one.surprising for one in table(["learning from answers"]))


def test_chains_agree_with_walks_played_out():
    assert chains.ruin(4, 0.5)[0].tolist() == pytest.approx([0.25, 0.5, 0.75])
    assert chains.ruin(4, 0.5)[1].tolist() == pytest.approx([3, 4, 3])


def test_the_source_of_a_game_is_named(found):
    assert {one.source for one in found if one.subject == "crisis-signalling"} == {"lewis-2003"}
    assert validate.setting({"p": 0.5, "top": "quit"}) == "p=0.5 top=quit"
