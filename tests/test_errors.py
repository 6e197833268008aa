"""Errors people see: quoted safely, all at once, with the exit code that the shell gets."""

import pickle

import pytest

from sim.errors import Exit, ExperimentError, GameError, Problem, RedlineError, ResultsError, RunError, ScenarioError, escaped, quoted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "'plain'"),
        ("red\x1b[31m", "'red\\x1b[31m'"),
        ("two\nlines", "'two\\nlines'"),
        ("\u202eleft", "'\\u202eleft'"),
        ("\ud800", "'\\ud800'"),
        ("grün 火", "'grün 火'"),
        ("x" * 100, "'" + "x" * 57 + "...'"),
    ],
)
def test_a_quotation_cannot_command_a_terminal(text, shown):
    assert quoted(text) == shown
    assert escaped(shown) == shown


def test_a_problem_says_where_and_what_and_escapes_the_name_of_its_file():
    assert str(Problem("a.yaml", 3, 5, "no")) == "a.yaml:3:5: error: no"
    assert str(Problem("--set a=1", 0, 0, "no")) == "--set a=1: error: no"
    assert str(Problem("evil\n\x1b.yaml", 1, 1, "no")) == "evil\\n\\x1b.yaml:1:1: error: no"


def test_twenty_problems_are_shown_and_twenty_one_are_counted():
    problems = [Problem("f", line, 1, "no") for line in range(1, 22)]
    assert str(ScenarioError(problems[:20])).count("\n") == 19
    assert str(ScenarioError(problems)).split("\n")[-2:] == ["f:19:1: error: no", "2 more problems"]
    assert len(ScenarioError(problems).problems) == 21


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ScenarioError("no"), Exit.INPUT),
        (ExperimentError("no"), Exit.INPUT),
        (GameError("no"), Exit.INPUT),
        (RunError("no"), Exit.INCOMPLETE),
        (RunError("disk full", Exit.MACHINE), Exit.MACHINE),
        (ResultsError("no"), Exit.DAMAGED),
    ],
)
def test_every_error_knows_its_exit_code(error, code):
    assert isinstance(error, RedlineError)
    assert error.exit_code == code


def test_an_error_survives_the_way_to_another_process():
    error = pickle.loads(pickle.dumps(ScenarioError([Problem("f", 1, 2, "no")])))  # noqa: S301  (our own bytes)
    assert (str(error), error.problems) == ("f:1:2: error: no", (Problem("f", 1, 2, "no"),))
    assert pickle.loads(pickle.dumps(RunError("full", Exit.MACHINE))).exit_code == Exit.MACHINE  # noqa: S301
