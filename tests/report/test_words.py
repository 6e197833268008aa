"""Wording: word, range and frequency in one sentence, both words across a boundary, never "0 %", "100 %" or "will"."""

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plots.differences import ContrastRow
from sim.report import words
from sim.report.words import IMPOSSIBLE, SCALES, amount, answers, answers_reaching, by_owner, contrast, likelihood, parts, sentence, uncertainty

probability = st.floats(0, 1)


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(words, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


# Intelligence Community Directive 203 (2015), section D.6.e(2)(a): the seven terms and their ranges.
@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.01, "almost no chance (1-5 %)"),
        (0.049, "almost no chance (1-5 %)"),
        (0.05, "very unlikely (5-20 %)"),
        (0.20, "unlikely (20-45 %)"),
        (0.45, "roughly even chance (45-55 %)"),
        (0.55, "likely (55-80 %)"),
        (0.80, "very likely (80-95 %)"),
        (0.95, "almost certain (95-99 %)"),
        (0.0099, "fewer than 1 in 100"),
        (0.995, "more than 99 in 100"),
    ],
)
def test_the_words_are_those_of_the_directive(p, expected):
    assert likelihood(p) == expected


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ((0.18, 0.47), "very unlikely to roughly even chance (5-55 %)"),
        ((0.10, 0.20), "very unlikely (5-20 %)"),  # touching a boundary is not crossing it
        ((0.20, 0.21), "unlikely (20-45 %)"),
        ((0.008, 0.03), "fewer than 1 in 100 to almost no chance (below 5 %)"),
        ((0.97, 0.995), "almost certain to more than 99 in 100 (above 95 %)"),
        ((0.001, 0.999), "fewer than 1 in 100 to more than 99 in 100 (anywhere)"),
    ],
)
def test_both_words_stand_where_the_interval_crosses_a_boundary(interval, expected):
    assert likelihood(sum(interval) / 2, *interval) == expected


def test_bands_cover_every_probability_once():
    for scale in SCALES.values():
        ends = [0.0, *(band.high for band in scale.bands)]
        assert [band.low for band in scale.bands] == ends[:-1]
        assert ends[-1] == (1.0 if scale.bands else 0.0)


@pytest.mark.parametrize("p", [-0.1, 1.1, 35, float("nan")])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        likelihood(p)


@pytest.mark.parametrize(
    ("values", "sampled", "expected"),
    [
        ((0.15, 0.14, 0.16), True, "very unlikely (5-20 %): 15 in 100 simulated histories (95 % interval 14 to 16)"),
        ((0.015, 0.012, 0.018), True, "almost no chance (1-5 %): 15 in 1,000 simulated histories (95 % interval 12 to 18)"),
        ((0.0074, 0.0068, 0.0081), False, "fewer than 1 in 100 (about 7.4 in 1,000 simulated histories; 95 % interval 6.8 to 8.1)"),
        (
            (0.009, 0.007, 0.012),
            False,
            "fewer than 1 in 100 to almost no chance (below 5 %): 9 in 1,000 simulated histories (95 % interval 7 to 12)",
        ),
        ((0.0, 0.0, 0.0), False, IMPOSSIBLE),
        ((0.0, 0.0, 0.0002), True, "none in 20,000 simulated histories, so below 3/20,000"),
        ((1.0, 0.9998, 1.0), True, "every one of 20,000 simulated histories, so above 1 - 3/20,000"),
    ],
)
def test_an_amount_says_word_range_frequency_and_interval(values, sampled, expected):
    assert amount(*values, 20_000, sampled) == expected


@given(probability, probability, probability, st.booleans(), st.sampled_from(sorted(SCALES)))
def test_a_sentence_never_promises_and_never_says_zero_or_hundred_per_cent(a, b, c, sampled, scale):
    low, p, high = sorted((a, b, c))
    text = sentence("settlement within 12 months", p, low, high, 20_000, sampled, SCALES[scale])
    assert not re.search(r"\b(0|100) %", text)
    assert "confiden" not in text
    assert "will" not in text
    assert "simulated histories" in text or "impossible in this model" in text
    assert text.startswith(("Settlement", "No settlement"))
    assert text.endswith(".")


def test_a_sentence_on_the_impossible_says_no():
    assert (
        sentence("nuclear use within 12 months", 0, 0, 0, 20_000, sampled=False)
        == "No nuclear use within 12 months: impossible in this model as set."
    )


def test_parts_stand_on_one_base_each_with_its_interval_and_the_largest_first():
    made_of = [("deliberate", 0.00002, 0.00001, 0.00004), ("noise", 0.0036, 0.0034, 0.0038), ("inadvertent", 0.0016, 0.00158, 0.00162)]
    apart = [("after a direct clash", 0.0006, 0.0005, 0.0007), ("by Russia", 0.0044, 0.0042, 0.0046)]
    assert parts(0.0052, made_of, apart) == (
        "Of 1,000 simulated histories: answer noise, use although the price exceeds the stake, 3.6 (95 % interval 3.4 to 3.8); inadvertent, by "
        "accident, 1.60 (1.58 to 1.62); deliberate, the stake exceeding the price, 0.02 (0.01 to 0.04). After a direct clash 0.6 (0.5 to 0.7); by "
        "Russia 4.4 (4.2 to 4.6)."
    )


def test_a_part_that_there_is_none_of_is_said_and_has_no_interval():
    assert parts(0.002, [("inadvertent", 0.002, 0.0019, 0.0021), ("noise", 0.0, 0.0, 0.0)], [("after a direct clash", 0.0, 0.0, 0.0)]).endswith(
        "2.0 (95 % interval 1.9 to 2.1); answer noise, use although the price exceeds the stake, none. After a direct clash none."
    )


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        ({3: (0.0, 0.0, 0.0)}, "NATO's answers to crossings: none at rung 3 or above."),
        (
            {3: (1.0, 1.0, 1.0), 7: (0.2, 0.19, 0.21)},
            "NATO's answers to crossings: all at rung 3 or above, 20 in 100 at rung 7 or above (95 % interval 19 to 21).",
        ),
        ({3: (0.019, 0.017, 0.022)}, "NATO's answers to crossings: 19 in 1,000 at rung 3 or above (95 % interval 17 to 22)."),
    ],
)
def test_answers_of_a_run_are_counted_from_a_rung_upward_with_intervals(reached, expected):
    assert answers_reaching("NATO", reached) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0.0019, 0.0015, 0.0023), "A: nuclear use rises by 1.9 in 1,000 simulated histories (95 % interval 1.5 to 2.3), from 7.4."),
        ((-0.0019, -0.0023, -0.0015), "A: nuclear use falls by 1.9 in 1,000 simulated histories (95 % interval 1.5 to 2.3), from 7.4."),
        (
            (-0.0003, -0.0009, 0.0003),
            "A: nuclear use shows no clear change (-0.30 in 1,000 simulated histories, 95 % interval -0.90 to +0.30, from 7.40).",
        ),
        ((0.0, 0.0, 0.0), "A: nuclear use does not change in any simulated history (exactly 0)."),
    ],
)
def test_a_contrast_says_direction_size_interval_and_start(values, expected):
    assert contrast(ContrastRow("A", "nuclear use", *values, 0.0074, "per 1,000")) == expected


def test_answers_are_grouped_as_they_are_scored():
    shares = {0: 0.1, 2: 0.1, 3: 0.2, 6: 0.1, 7: 0.25, 8: 0.25}
    assert (
        answers("the USA", shares)
        == "The USA's answers to crossings: 20 in 100 at rungs 0 to 2, 30 in 100 at rungs 3 to 6, 50 in 100 at rung 7 or above."
    )
    assert answers("NATO", {9: 0.0}) == "NATO gives no answer in any simulated history."


def test_one_user_is_named_without_a_share():
    assert by_owner({"Russia": 0.5, "the USA": 0.0}, 0.5) == "All of it is by Russia."


def test_uncertain_inputs_are_said_apart_with_the_words_of_their_range():
    assert uncertainty(0.003, 0.01, 0.067, 64).endswith("(the middle one has 10): fewer than 1 in 100 to very unlikely (below 20 %).")
    assert uncertainty(0.003, 0.01, 0.067, 64, SCALES["none"]).endswith("(the middle one has 10).")
    assert uncertainty(0.0, 0.0, 0.0, 64) == "Uncertain inputs: none in any of 64 sets of numbers drawn from the scenario's own ranges."


def test_shares_of_one_whole_stand_on_one_base():
    assert answers("NATO", {0: 0.981, 7: 0.019}) == (
        "NATO's answers to crossings: 981 in 1,000 at rungs 0 to 2, none at rungs 3 to 6, 19 in 1,000 at rung 7 or above."
    )
    assert by_owner({"Russia": 0.0099, "the USA": 0.0001}, 0.01) == "By actor: Russia 990 in 1,000, the USA 10 in 1,000."
