"""Which published number stands beside which scenario, rescaled how; what quiet months bound."""

import math

import pytest

from sim.analysis import anchors
from sim.scenario import shipped
from sim.scenario.load import load


def world(name, *settings):
    """Return a shipped scenario with settings."""
    return load(shipped.scenario_path(name), settings)


def standings(name):
    """Return id -> standing."""
    return {row.anchor.id: row.standing for row in anchors.beside(world(name))}


def test_rescaling_goes_there_and_back_and_keeps_the_hazard():
    assert anchors.rescaled(anchors.rescaled(0.09, 6.5, 12), 12, 6.5) == pytest.approx(0.09, rel=1e-12)
    assert anchors.hazard(anchors.rescaled(0.09, 6.5, 12), 12) == pytest.approx(anchors.hazard(0.09, 6.5), rel=1e-12)


def test_silence_is_as_likely_as_the_bound_says():
    for length in (7.0, 33.0):
        assert math.exp(-anchors.silence_bound(length) * length) == pytest.approx(0.05, rel=1e-12)
    assert 1 - math.exp(-anchors.silence_bound(33.0)) == pytest.approx(1 - 0.05 ** (1 / 33), rel=1e-12)


def test_autumn_2022_is_held_against_the_two_forecasts_of_its_time():
    found = standings("september-2022")
    assert {name for name, standing in found.items() if standing == anchors.COMPARABLE} == {"use-samotsvety", "use-swift", "use-encircled"}
    assert found["war-2022"] == found["commentators-2022"] == found["csis-2025"] == anchors.NOT_COMPARABLE


@pytest.mark.parametrize("name", ["november-2024", "calm-2023"])
def test_other_crises_have_no_forecast_of_their_time(name):
    found = standings(name)
    assert anchors.COMPARABLE not in found.values()
    assert {key for key, standing in found.items() if standing == anchors.ANOTHER_TIME} == {"use-samotsvety", "use-swift"}


def test_the_conditional_number_is_never_held_against_the_scenario_itself():
    rows = anchors.beside(world("september-2022"))
    low, high = anchors.span(rows)
    assert (low, high) == pytest.approx((0.0916, 0.3414), abs=5e-4)  # 5 and 20 in 100 in 6.4 months
    assert anchors.span(rows, "encircled") == (0.05, 0.50)
    conditional = next(row for row in rows if row.given)
    assert conditional.hazard is None
    assert conditional.probability == conditional.anchor.probability


def test_only_months_before_the_start_count():
    lengths = {name: anchors.silences(world(name))[0].months for name in ("september-2022", "calm-2023", "november-2024")}
    assert {name: round(length) for name, length in lengths.items()} == {"september-2022": 7, "calm-2023": 16, "november-2024": 33}
    assert anchors.silences(world("two-actors")) == []
    assert anchors.beside(world("two-actors")) == []


@pytest.mark.parametrize(
    ("low", "high", "against", "expected"),
    [
        (0.01, 0.02, (0.05, 0.3), "below"),
        (0.01, 0.05, (0.05, 0.3), "overlapping"),
        (0.05, 0.3, (0.05, 0.3), "within"),
        (0.2, 0.4, (0.05, 0.3), "overlapping"),
        (0.31, 0.4, (0.05, 0.3), "above"),
        (0.01, 0.9, (0.05, 0.3), "overlapping"),
        (0.01, 0.9, None, "nothing to compare with"),
    ],
)
def test_the_verdict_follows_the_rule(low, high, against, expected):
    assert anchors.verdict(low, high, against) == expected
