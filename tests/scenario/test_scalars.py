"""A plain word is true, false, a decimal number or text; what YAML readers disagree about is refused with the way to say it."""

import pytest

from sim.scenario.scalars import Refused, in_a_file, resolve


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-3", -3),
        ("+3", 3),
        ("0.35", 0.35),
        ("-0.5", -0.5),
        ("1e-3", 0.001),
        ("1E5", 100000.0),
        ("0.0", 0.0),
        ("0e9", 0.0),
        ("2024-11-17", "2024-11-17"),
        ("russia-2024", "russia-2024"),
        ("3d-print", "3d-print"),
        ("v1.2.3", "v1.2.3"),
        ("a:b", "a:b"),
        ("nano", "nano"),
        ("information", "information"),
        ("onward", "onward"),
        ("-", "-"),
        (".", "."),
    ],
)
def test_a_plain_word_means(word, value):
    resolved = resolve(word)
    assert (resolved, type(resolved)) == (value, type(value))


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "NO", "Yes", "y", "N", "True", "FALSE"])
def test_words_that_some_readers_take_for_switches_are_refused(word):
    assert resolve(word) == Refused(f"'{word}' is ambiguous (text or yes/no?); write \"{word}\" in quotes for text, or true/false")


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("", "no value given; write one, or delete the name"),
        ("~", "'~' is not used here; delete the name, or use quotes for text"),
        ("null", "'null' is not used here; delete the name, or use quotes for text"),
        (".nan", "'.nan' is not a finite number; use quotes for text"),
        ("-.INF", "'-.INF' is not a finite number; use quotes for text"),
        ("Infinity", "'Infinity' is not a finite number; use quotes for text"),
        ("1e400", "'1e400' is not a finite number"),
        ("1e-400", "'1e-400' is too small to be told from 0; write 0"),
        ("010", "'010' is ambiguous (it looks like a number with a leading zero); drop the zero, or use quotes for text"),
        ("0x1F", "'0x1F' is ambiguous (it looks like a number in another base); write it in decimal, or use quotes for text"),
        ("0o17", "'0o17' is ambiguous (it looks like a number in another base); write it in decimal, or use quotes for text"),
        ("1_000", "'1_000' is ambiguous (it looks like a number with underscores); drop them, or use quotes for text"),
        ("12:30", "'12:30' is ambiguous (it looks like a time of day or base-60 number); use quotes for text"),
        ("0,35", "'0,35' is ambiguous (it looks like a number with a comma); write a decimal point and no separators, or use quotes for text"),
        ("35%", "'35%' is ambiguous (it looks like a percentage); write a share such as 0.35, or use quotes for text"),
        (".5", "'.5' is ambiguous (it looks like a number); write it as 0.5, 5 or 1e-3, or use quotes for text"),
        ("5.", "'5.' is ambiguous (it looks like a number); write it as 0.5, 5 or 1e-3, or use quotes for text"),
        ("00.5", "'00.5' is ambiguous (it looks like a number); write it as 0.5, 5 or 1e-3, or use quotes for text"),
        ("1e", "'1e' is ambiguous (it looks like a number); write it as 0.5, 5 or 1e-3, or use quotes for text"),
        ("1234567890123456789", "'1234567890123456789' has more than 18 digits"),
    ],
)
def test_an_ambiguous_word_is_refused_with_the_fix(word, message):
    assert resolve(word) == Refused(message)


@pytest.mark.parametrize(("value", "text"), [(True, "true"), (False, "false"), (35.0, "35"), (0.1, "0.1"), (1e300, "1e+300"), ("x", "x")])
def test_a_value_is_written_back_as_a_person_would_write_it(value, text):
    assert in_a_file(value) == text
