"""The only source of chance: published known answers, open unit interval, streams that share nothing."""

import numpy as np
import pytest

from sim.encode.names import key_of
from sim.engine.draws import philox, uniform
from sim.terms import Purpose

ONE, KEY = np.uint64(1), np.uint64(12345)


# Salmon, Moraes, Dror & Shaw 2011, Random123 known-answer vectors of philox4x32-10: counter (4 words), key (2 words), result (4 words)
@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
    ids=["zeros", "ones", "digits of pi"],
)
def test_philox_gives_the_published_answers(counter, key, expected):
    words = [np.uint64(int(word, 16)) for word in f"{counter} {key}".split()]
    assert " ".join(f"{int(word):08x}" for word in philox(*words)) == expected


def test_a_draw_is_an_odd_multiple_of_two_to_the_minus_53_and_so_never_0_or_1():
    draws = [uniform(ONE, np.uint64(i), KEY, 0, 0) for i in range(5000)]
    numerators = [u * 2.0**53 for u in draws]
    assert all(n == int(n) and int(n) % 2 == 1 for n in numerators)
    assert 0 < min(draws) < 0.001
    assert 0.999 < max(draws) < 1


def test_a_draw_is_made_of_the_first_two_words():
    words = philox(np.uint64(7), np.uint64(6), KEY, np.uint64(3), np.uint64(0x89ABCDEF), np.uint64(0x01234567))
    top = (int(words[0]) >> 6 << 26) + (int(words[1]) >> 6)
    assert uniform(np.uint64(0x0123456789ABCDEF), np.uint64(3), KEY, 6, 7) == (2 * top + 1) / 2**53


def test_ten_thousand_streams_share_none_of_their_first_64_draws():  # seed 1, replicate 0; 640,000 draws of 52 bits
    keys = [np.uint64(key_of("actor", str(i))) for i in range(10_000)]
    assert len(set(map(int, keys))) > 9_990  # 32-bit keys: about one collision in 100 sets of this size
    streams = {int(key): key for key in keys}
    draws = {uniform(ONE, np.uint64(0), key, 0, counter) for key in streams.values() for counter in range(64)}
    assert len(draws) == 64 * len(streams)


@pytest.mark.parametrize("place", ["seed", "replicate", "key", "purpose", "counter"])
def test_every_part_of_the_address_leads_elsewhere(place):
    address = {"seed": np.uint64(1), "replicate": np.uint64(0), "key": KEY, "purpose": 0, "counter": 0}
    draws = [uniform(*(address | {place: type(address[place])(value)}).values()) for value in (0, 1, 2, 2**31, 2**32 - 1)]
    assert len(set(draws)) == 5


def test_the_upper_half_of_a_seed_counts():
    assert uniform(np.uint64(1 << 40), np.uint64(0), KEY, 0, 0) != uniform(np.uint64(0), np.uint64(0), KEY, 0, 0)


def test_draws_of_neighbouring_addresses_are_uniform_and_uncorrelated():  # n = 20,000, seed 1
    n = 20_000
    u = np.array([[uniform(ONE, np.uint64(i), KEY, int(purpose), 0) for i in range(n)] for purpose in (Purpose.CLOCK, Purpose.OPTION)])
    assert np.abs(u.mean(axis=1) - 0.5).max() <= 4 / np.sqrt(12 * n)
    assert np.abs(u.var(axis=1) - 1 / 12).max() <= 4 * np.sqrt(1 / 180 / n)
    assert abs(np.corrcoef(u[0], u[1])[0, 1]) <= 4 / np.sqrt(n)
    assert abs(np.corrcoef(u[0, :-1], u[0, 1:])[0, 1]) <= 4 / np.sqrt(n)
