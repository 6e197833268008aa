"""What an act is worth: utility, front and aid terms, less what the answers may cost."""

import pytest

from sim.rules.payoff import feared_loss, worth


@pytest.mark.parametrize(
    ("utility", "when_losing", "losing", "when_aid_short", "aid_short", "expected"),
    [
        (0.75, 0.0, 0.5, 0.0, 0.5, 0.75),
        (-0.5, 0.8, 0.5, 0.0, 0.0, -0.1),
        (-0.5, 0.8, -0.5, 0.0, 0.0, -0.5),  # a winning side gains nothing from not losing
        (0.2, 0.0, 0.0, 0.6, 0.25, 0.35),
        (0.0, 1.0, 0.2, 1.0, 0.3, 0.5),
    ],
)
def test_worth_is_utility_plus_front_and_aid_terms(utility, when_losing, losing, when_aid_short, aid_short, expected):
    assert worth(utility, when_losing, losing, when_aid_short, aid_short) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(
    ("loss_if_answered", "answered", "loss_if_nuclear", "nuclear", "expected"),
    [(0.6, 0.85, 60.0, 0.001, 0.57), (0.6, 0.0, 60.0, 0.0, 0.0), (0.0, 1.0, 0.0, 1.0, 0.0), (1.0, 1.0, 60.0, 1.0, 61.0)],
)
def test_fear_is_loss_times_believed_probability_in_each_tier(loss_if_answered, answered, loss_if_nuclear, nuclear, expected):
    assert feared_loss(loss_if_answered, answered, loss_if_nuclear, nuclear) == pytest.approx(expected, abs=1e-15)
