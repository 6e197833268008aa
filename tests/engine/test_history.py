"""What was seen before the start becomes the prior, by the same update and in the order of dates."""

import csv
from statistics import NormalDist

import numpy as np
import pytest

from sim.encode.encode import encode
from sim.engine.history import forecast_history, prepare
from sim.errors import Exit, RedlineError
from sim.scenario.load import load_text
from sim.scenario.shipped import folder
from tests.engine.worlds import TWO, changed, from_text, world

PHI = NormalDist().cdf
ROWS = [("2029-01-01", 0.6, True), ("2029-06-01", 0.9, False), ("2029-09-01", 0.3, False)]


def with_history(rows, *pairs):
    """Return the smallest crisis with past crossings of North's border line."""
    listed = "".join(
        f"\n    - {{id: row-{i}, date: {date}, owner: north, dimension: border, exposure: {exposure}, answered: {str(answered).lower()}, rung: 3}}"
        for i, (date, exposure, answered) in enumerate(rows)
    )
    return changed(TWO, ("reference:", f"history:\n  doctrines: [north-2030]\n  crossings:{listed}\nreference:"), *pairs)


def posterior_by_hand(rows, tier):
    """Return North's posterior over (cost cell, audience cost real, reliability level) from the numbers of the file, by plain Bayes."""
    conventional = tier == "conventional"
    median, sigma, audience, line = (0.5, 0.4, 0.2, 0.5) if conventional else (2.5, 0.75, 0.3, 2e9)  # no doctrine was in force before 2030
    noise, false_alarm = (0.35, 0.0) if conventional else (0.45, 0.0)
    levels, shares = ([0.9], [1.0]) if conventional else ([0.05, 0.2, 0.6], [0.3, 0.4, 0.3])
    z = np.linspace(-3.2, 3.2, 25)
    edges = [0.0, *(PHI(one) for one in (z[1:] + z[:-1]) / 2), 1.0]
    table = np.diff(edges)[:, None, None] * np.array([0.5, 0.5])[None, :, None] * np.array(shares)[None, None, :]
    for _, exposure, answered in rows:
        for i, one in enumerate(z):
            for real in (0, 1):
                stake = exposure + real * audience * PHI((exposure - line) / 0.15)
                ready = PHI(np.log(stake / (median * np.exp(sigma * one))) / noise)
                for level, reliability in enumerate(levels):
                    chance = false_alarm + (reliability - false_alarm) * ready
                    table[i, real, level] *= chance if answered and conventional else 1 - chance
    return table / table.sum()


@pytest.mark.parametrize("tier", ["conventional", "nuclear"])
def test_the_replayed_posterior_is_plain_bayes(tier):
    p = from_text(with_history(ROWS)).params
    expected = posterior_by_hand(ROWS, tier)
    found = p.prior_public[0, int(tier == "nuclear"), : p.types].reshape(-1, 2, 28).transpose(2, 1, 0)[:25]
    assert np.abs(found[:, :, : expected.shape[2]] - expected).max() <= 1e-13
    assert found.sum() == pytest.approx(1, abs=1e-13)
    assert p.prior_true.tolist() == p.prior_public.tolist()


def test_without_movement_of_the_front_the_order_of_evidence_does_not_matter():
    dates = [date for date, _, _ in ROWS]
    shuffled = [(date, *row[1:]) for date, row in zip(dates, [ROWS[2], ROWS[0], ROWS[1]], strict=True)]
    assert np.abs(from_text(with_history(ROWS)).params.prior_public - from_text(with_history(shuffled)).params.prior_public).max() <= 1e-15


def test_what_lies_on_or_after_the_start_is_forecast_but_not_part_of_the_prior():
    later = [*ROWS, ("2030-01-01", 0.9, True), ("2030-06-01", 0.9, True)]
    assert from_text(with_history(later)).params.prior_public.tolist() == from_text(with_history(ROWS)).params.prior_public.tolist()
    forecasts = forecast_history(encode(load_text(with_history(later), "test.yaml", folder())))
    assert [one.id for one in forecasts] == [f"row-{i}" for i in range(5)]
    assert forecasts[4].conventional > forecasts[3].conventional  # after an answer to the same exposure the next one is more expected


def test_a_forecast_is_made_before_its_answer_is_learned():
    answered, silent = (forecast_history(encode(load_text(with_history([("2029-01-01", 0.6, a)]), "test.yaml", folder()))) for a in (True, False))
    assert answered == silent


def test_no_history_leaves_the_prior_as_written():
    prepared = world("two-actors")
    encoded = encode(load_text(TWO, "test.yaml", folder()))
    assert prepared.params.prior_public.tolist() == encoded.params.prior_public.tolist()


IMPOSSIBLE = with_history([("2029-01-01", 0.6, True)], ("reliability: 0.9", "reliability: 0"))


def test_a_history_that_no_type_could_have_made_is_refused():
    with pytest.raises(RedlineError, match="probability zero"):
        prepare(encode(load_text(IMPOSSIBLE, "test.yaml", folder())))


def test_such_a_history_is_bad_input_and_not_a_bug():
    with pytest.raises(RedlineError) as refused:
        prepare(encode(load_text(IMPOSSIBLE, "test.yaml", folder())))
    assert refused.value.exit_code == Exit.INPUT


def test_biased_observers_learn_by_the_same_rule_from_another_prior_while_types_are_drawn_from_the_unbiased_one():
    plain, biased = (world("november-2024", f"observers.bias={bias}").params for bias in (0, 1))
    russia = world("november-2024").names.owners.index("russia")
    assert biased.prior_true.tolist() == plain.prior_true.tolist()
    assert biased.prior_public[:, 0].tolist() == plain.prior_public[:, 0].tolist()  # the bias is about nuclear costs
    log_cost = np.tile([*np.log(plain.cost[russia, 1, :25]), 0.0, 0.0, 0.0], 2 * int(plain.levels))  # padding has no mass
    means = [p.prior_public[russia, 1, : p.types] @ log_cost for p in (plain, biased)]
    assert means[1] - means[0] == pytest.approx(0.75, abs=0.1)  # one sigma of log cost, hardly moved by 27 silences


@pytest.mark.parametrize("exponent", [1.0, 0.5, 0.2])
def test_proposal_times_weight_is_the_posterior(exponent):
    prepared = world("november-2024", f"numerics.proposal_exponent={exponent}")
    p = prepared.params
    russia = prepared.names.owners.index("russia")
    posterior = p.prior_true[russia, 1, : p.types].reshape(-1, 28).sum(axis=0)[:25]
    proposal = np.diff(p.proposal_cumulative[russia, 1, :25], prepend=0.0)
    assert proposal * p.cell_weight[russia, 1, :25] == pytest.approx(posterior, rel=1e-9)
    assert proposal == pytest.approx(posterior**exponent / (posterior**exponent).sum(), rel=1e-9)
    assert posterior.sum() == pytest.approx(1, abs=1e-12)


@pytest.fixture(scope="module")
def replayed():
    """Return (row of the file, forecast) for the sequential replay (forecast, then update) of all dated crossings of November 2024."""
    with (folder() / "history" / "ukraine-2022-2025.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    path = folder() / "november-2024.yaml"
    return [(rows[one.id], one) for one in forecast_history(encode(load_text(path.read_text(encoding="utf-8"), path.name, folder())))]


def test_all_32_dated_crossings_are_forecast_as_distributions_over_rungs(replayed):
    assert len(replayed) == 32
    for _, one in replayed:
        assert sum(one.rungs) == pytest.approx(1, abs=1e-12)
        assert min(one.rungs) >= 0
        assert 0 <= one.nuclear < 0.01  # none of the 32 was answered so


def test_western_missiles_fired_into_russia_are_answered_mostly_at_rungs_7_and_8(replayed):
    chances = [sum(one.rungs[7:9]) for row, one in replayed if row["dimension"] == "western_missiles" and row["exposure"] == "0.64"]
    assert len(chances) == 5
    assert min(chances) > 0.5
    assert np.mean(chances) == pytest.approx(0.85, abs=0.05)  # history: 5 of 5; MODEL section 8, third prototype: about .85


def test_arms_deliveries_are_answered_mostly_at_rungs_1_and_2(replayed):
    chances = [sum(one.rungs[1:3]) for row, one in replayed if row["dimension"] == "arms_transfers"]
    assert len(chances) == 10
    assert min(chances) > 0.5
    assert np.mean(chances) == pytest.approx(0.85, abs=0.06)  # history: 9 of 10; MODEL section 8, third prototype: about .85
