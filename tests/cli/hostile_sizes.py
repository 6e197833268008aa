"""Files within the budget of the reader whose cost could still multiply: presets by values, mistakes by names, events by lines, settings by entries.

A row is as in hostile_texts.py. Each of those refused once took from three seconds to minutes, or up to 936 MB.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.cli.hostile_texts import LAST, TWO, Row

MENU, NEST, LINES = "{hold: 0,", "actions: [probe,", "nuclear_lines: {"
LETTERS = "abcdefghij" * 6


def with_actions(count: int) -> str:
    """Return two-actors with actions that nobody may take."""
    return TWO.replace("reference:", "".join(f"  act{i}: {{rung: 0}}\n" for i in range(count)) + "reference:")


def with_actors(count: int) -> str:
    """Return two-actors with actors that only wait."""
    waits = "{side: south, military: {tempo: 1, precision: 2, utilities: {hold: 0}}}"
    return TWO.replace("\nactions:", "\n" + "".join(f"  a{i}: {waits}\n" for i in range(count)) + "\nactions:")


def with_presets(text: str, presets: Iterable[str]) -> bytes:
    """Return a text with presets at its end, each in braces."""
    return (text + "presets:\n" + "".join(f"  p{i}: {one}\n" for i, one in enumerate(presets))).encode()


SIZES: dict[str, Row] = {
    "200 presets on 500 actors": (
        with_presets(with_actors(500), (f"{{clock.horizon_months: {i % 12 + 1}}}" for i in range(200))),
        "558:1",
        "200 presets with 200 settings on a scenario of 7,230 values are too many to try; 13 presets and 2,000 settings in them are the most here",
    ),
    "3,000 presets that are wrong": (with_presets(TWO, ["{ownerz: 2}"] * 3_000), f"{LAST}:1", "3,000 presets with 3,000 settings"),
    "10 presets on 500 actors": (with_presets(with_actors(500), ["{clock.horizon_months: 6}"] * 10), "", ""),
    "a preset of 9,000 settings": (
        with_presets(TWO, ["{" + ", ".join(f"actions.raid.exposes.b{i}: 2" for i in range(9_000)) + "}"]),
        f"{LAST}:1",
        "1 presets with 9,000 settings",
    ),
    "a preset of 1,900 settings that are wrong": (
        with_presets(TWO, ["{" + ", ".join(f"ownerz{i}: 2" for i in range(1_900)) + "}"]),
        f"{LAST + 1}:17",
        "no 'ownerz0'; did you mean 'owners'?",
    ),
    "5,000 acts that are nearly 2,000 others": (
        with_actions(2_000).replace(MENU, MENU + " " + ", ".join(f"avt{i}: 0" for i in range(5_000)) + ",").encode(),
        "46:28",
        "no action 'avt0'; did you mean 'act0'?",
    ),
    "999 acts that resemble a thousand others": (
        TWO.replace(NEST, "actions: [" + ", ".join(LETTERS[1:] + f"x{i:03d}" for i in range(999)) + ", probe,")
        .replace(MENU, MENU + " " + ", ".join(LETTERS + f"{i:03d}: 0" for i in range(1_000)) + ",")
        .encode(),
        "46:28",
        "no action 'abcdefghij",
    ),
    "3,900 flags that are 3,900 others": (
        (
            TWO.replace("hold:   {rung: 0}", "hold:   {rung: 0, requires: [" + ", ".join(f"f{i}" for i in range(3_900)) + "]}")
            + "flags:\n"
            + "".join(f"  g{i}: {{initial: true}}\n" for i in range(3_900))
        ).encode(),
        "52:32",
        "no flag 'f0'; did you mean 'g0'?",
    ),
    "3,000 lines that no doctrine has": (
        TWO.replace(
            "      border: {stake", "".join(f"      d{i}: {{stake: 1, doctrine_line: z{i}}}\n" for i in range(3_000)) + "      border: {stake"
        ).encode(),
        "20:7",
        "nothing ever exposes 'd0'",
    ),
    "700 events that each draw 5,000 lines": (
        (
            TWO.replace(LINES, LINES + ", ".join(f"d{i}: 1" for i in range(5_000)) + ", ")
            + "timeline:\n"
            + "".join(f"  t{i}: {{date: 2030-05-01, doctrine: {{north: {{published: north-2030, line_shift: 0.1}}}}}}\n" for i in range(700))
        ).encode(),
        f"{LAST}:1",
        "owners and events draw 3,505,701 lines of doctrines, 100,000 is the most",
    ),
    "a history under one text nine thousand times": (
        (
            TWO.replace(LINES, LINES + ", ".join(f"d{i}: 1" for i in range(4_000)) + ", ") + f"history: {{doctrines: [{'north-2030, ' * 9_000}]}}\n"
        ).encode(),
        f"{LAST}:35",
        "doctrine 'north-2030' is given twice (and in 8998 more places)",
    ),
    "a history under 19,000 texts that are not there": (
        (TWO + f"history: {{doctrines: [{', '.join(f'gone{i}' for i in range(19_000))}]}}\n").encode(),
        f"{LAST}:23",
        "no doctrine 'gone0'",
    ),
    "2,000 events that presets move beyond the end": (
        with_presets(
            TWO + "timeline:\n" + "".join(f"  t{i}: {{date: 2030-11-01}}\n" for i in range(2_000)),
            ["{clock.horizon_months: 3}"] * 3,
        ),
        "",
        "",
    ),
    "a name of nearly a megabyte": ((TWO + "? " + "n" * 900_000 + "\n: 1\n").encode(), f"{LAST}:3", "a name of 900,000 characters, 'nnn"),
    "a name of 1,025 characters": ((TWO + "? " + "n" * 1_025 + "\n: 1\n").encode(), f"{LAST}:3", "a name of 1,025 characters, 'nnn"),
    "a name of 1,024 characters": ((TWO + "? " + "n" * 1_024 + "\n: 1\n").encode(), f"{LAST}:3", "unknown name 'nnn"),
}
