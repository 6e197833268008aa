"""What values parameters take, and how rows of the table of replications are judged."""

import pytest

from sim.errors import GameError
from sim.games import catalogue
from sim.games.game import Constraint, Fidelity, Parameter, Row, Values, descending

ANY = {"where": "", "parameters": {}, "fidelity": Fidelity.VERIFIED}


@pytest.mark.parametrize(("given", "value"), [("0.25", 0.25), ("1/8", 0.125), (1, 1.0), (" 1e-3 ", 0.001), ("-0", 0.0)])
def test_a_number_may_be_typed_as_a_decimal_or_a_fraction(given, value):
    assert Parameter("x", "x", 0.5, 0.0, 1.0).read(given) == value


@pytest.mark.parametrize(
    ("parameter", "given", "message"),
    [
        (Parameter("x", "x", 0.5, 0.0, 1.0), "1.1", "x must be a number at least 0 and at most 1, got '1.1'"),
        (Parameter("x", "x", 0.5, 0.0, 1.0), "half", "x must be a number at least 0 and at most 1, got 'half'"),
        (Parameter("x", "x", 0.5, 0.0, 1.0), "1/0", "x must be a number at least 0 and at most 1, got '1/0'"),
        (Parameter("x", "x", 0.5, 0.0, open_low=True), "0", "x must be a number above 0, got '0'"),
        (Parameter("n", "n", 3.0, 1, 9, whole=True), "2.5", "n must be a whole number at least 1 and at most 9, got '2.5'"),
        (Parameter("r", "r", (0.1, 0.2), 0, 1), "0.1,2", "r must be 1 to 50 numbers, each a number at least 0 and at most 1, got '2'"),
        (Parameter("r", "r", (0.1, 0.2), shortest=2), "0.1", "r must be 2 to 50 numbers, each a number, got 1"),
        (Parameter("w", "w", "a", choices=("a", "b")), "c", "w must be one of a, b, got 'c'"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(parameter, given, message):
    with pytest.raises(GameError) as refused:
        parameter.read(given)
    assert str(refused.value) == message


def test_a_word_or_a_number_without_bounds_has_no_range_of_its_own():
    for parameter in (Parameter("w", "w", "a", choices=("a", "b")), Parameter("x", "x", 0.5, 0.0)):
        with pytest.raises(GameError, match="has no range of its own"):
            _ = parameter.range
    assert Parameter("x", "x", 0.5, 0.0, span=(0.1, 2.0)).range == (0.1, 2.0)


def test_values_of_one_kind_are_not_read_as_another():
    values = Values({"x": 1.0, "r": (1.0,), "w": "a"})
    assert (values["x"], values.whole("x"), values.numbers("r"), values.word("w")) == (1.0, 1, (1.0,), "a")
    for read in (lambda: values["r"], lambda: values.numbers("x"), lambda: values.word("x")):
        with pytest.raises(TypeError):
            read()


def test_constraints_are_told_with_the_values_that_break_them():
    assert descending("a", "b").holds(Values({"a": 2.0, "b": 1.0}))
    assert not descending("a", "b").holds(Values({"a": 1.0, "b": 1.0}))
    assert Constraint("always", lambda values: True).holds(Values({}))


@pytest.mark.parametrize(
    ("expected", "obtained", "holds"),
    [
        (".42054334", 0.420543344, True),
        (".42054334", 0.420543346, False),
        ("3.6e-7", 3.64e-7, True),
        ("3.6e-7", 3.66e-7, False),
        ("1/21", 1 / 21, True),
        ("1/21", 0.0476190, False),
        ("14", 14.0, True),
        ("14", 14.0001, False),
        ("bluff", "bluff", True),
        ("bluff", "attack", False),
        (".5", float("nan"), False),
    ],
)
def test_a_number_is_held_to_the_digits_its_source_prints(expected, obtained, holds):
    assert Row("q", expected=expected, obtained=obtained, **ANY).holds is holds


def test_a_tolerance_replaces_the_digits():
    row = Row("q", expected=".06634", obtained=1 / 15, tolerance=0.001, **ANY)
    assert row.holds
    assert row.difference == pytest.approx(1 / 15 - 0.06634)


def test_an_unknown_game_is_answered_with_the_nearest():
    assert catalogue.load("critical_risk").name == "critical-risk"
    with pytest.raises(GameError, match="no game 'criticalrisk'; did you mean 'critical-risk'"):
        catalogue.load("criticalrisk")
