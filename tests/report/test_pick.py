"""Which history is told: by weight, by typicality, by danger."""

import numpy as np

from sim.report.pick import drawn, median, typical, worst

HISTORIES = {
    "replicate": np.arange(100, 106),
    "weight": np.array([1.0, 1.0, 1.0, 0.0, 2.0, 1.0]),
    "ending": np.array([1.0, 1.0, 1.0, 1.0, 2.0, 1.0]),
    "nuclear_use": np.array([0.1, 0.2, 0.9, 0.1, 0.3, 0.9]),
    "acts.a.hold": np.array([1.0, 5.0, 9.0, 5.0, 5.0, 5.1]),
    "answers.a.1": np.array([0.0, 2.0, 4.0, 2.0, 2.0, 2.0]),
    "crossings.x": np.zeros(6),
}


def test_worst_is_the_first_of_the_most_dangerous():
    assert worst(HISTORIES) == 102


def test_the_median_is_where_half_of_the_weight_is_reached_in_order_of_danger():
    assert median(HISTORIES) == 104  # weights 1, 0, 1, 2, 1, 1 in order: the half, 3, is reached at the fourth


def test_typical_is_nearest_to_the_means_among_those_with_the_commonest_ending_and_some_weight():
    assert typical(HISTORIES) == 101


def test_drawing_follows_the_weights_and_is_the_same_every_time():
    seen = [drawn(HISTORIES, seed) for seed in range(4000)]
    assert drawn(HISTORIES, 7) == seen[7]
    shares = np.array([seen.count(number) / len(seen) for number in HISTORIES["replicate"]])
    wanted = HISTORIES["weight"] / HISTORIES["weight"].sum()
    assert shares[3] == 0
    assert np.all(np.abs(shares - wanted) <= 4 * np.sqrt(wanted * (1 - wanted) / len(seen)))
