"""Names and stream keys: stable, made of ids, apart from one another."""

import hashlib
from collections import Counter

import pytest

from sim.encode.names import key_of
from tests.engine.worlds import SHIPPED, world


def test_a_key_is_the_first_four_bytes_of_a_hash_of_the_ids():
    assert key_of("russia", "military") == int(hashlib.sha256(b"russia\0military").hexdigest()[:8], 16)
    assert key_of("a", "bc") != key_of("ab", "c")


@pytest.mark.parametrize("scenario", SHIPPED)
def test_no_two_streams_of_one_purpose_share_a_key(scenario):
    prepared = world(scenario)
    p, actors, dimensions = prepared.params, len(prepared.names.actors), len(prepared.names.dimensions)
    streams = {
        "clock": p.clock_key[: p.clocks],
        "option": [p.option_key[a, c, m] for a in range(actors) for c in range(2) for m in range(p.menu_size[a, c])],
        "nest": [p.nest_key[a, c, n] for a in range(actors) for c in range(2) for n in range(p.nest_count[a, c])],
        "exposure": [*p.noise_key[:actors, :dimensions].flat, *p.incident_key[: p.incidents]],
        "actor": p.actor_key[:actors],
        "owner": p.owner_key[: p.owners],
        "front": p.front_key[: p.fronts],
    }
    for purpose, keys in streams.items():
        assert [key for key, times in Counter(map(int, keys)).items() if times > 1] == [], purpose
        assert all(int(key) != 0 for key in keys), purpose


@pytest.mark.parametrize("scenario", SHIPPED)
def test_no_two_measures_share_a_name(scenario):
    names = world(scenario).names
    for group in (names.measures, names.details, names.channels, names.actors, names.owners, names.dimensions, names.actions):
        assert len(set(group)) == len(group)
    assert list(names.actors) == sorted(names.actors)


@pytest.mark.parametrize(
    ("every", "horizon", "expected"),
    [
        ("month", "3", [0, 1, 2, 3]),
        ("1", "2.5", [0, 1, 2, 2.5]),
        ("0.5", "1", [0, 0.5, 1]),
        ("12", "6", [0, 6]),
    ],
)
def test_records_start_at_0_and_end_at_the_horizon(every, horizon, expected):
    names = world("two-actors", f"clock.record_every={every}", f"clock.horizon_months={horizon}").names
    assert names.ticks == pytest.approx(expected, abs=1e-12)
    assert names.ticks[-1] == float(horizon)
