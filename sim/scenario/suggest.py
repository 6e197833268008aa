"""Did you mean: the nearest of the names that would have been right."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Iterable

from sim.errors import quoted

SHORTEST_STEM = 4  # letters that a shortened name must keep to be recognised
SIMILAR = 300  # among more names than this only slips of the hand and shortened names are looked for: likeness takes 10 microseconds a name
CUTOFF = 0.7  # how similar a name must be to be meant; 1 is the same
LIKELY = 16  # names that are looked at closely, at most: that takes up to half a millisecond each
GUESSES = 40  # mistakes of a file about which a guess is made; twenty lines are shown


def nearest_name(given: str, known: Iterable[str]) -> str | None:
    """Return the known name one slip of the hand away from `given`, else the one it shortens or lengthens, else the most similar, or None.

    >>> nearest_name("treshold", ["threshold", "stake"])
    'threshold'
    """
    names = list(dict.fromkeys(known))
    plain = {_bare(name): name for name in names}
    if _bare(given) in plain:
        return plain[_bare(given)]
    slips = [name for name in names if -2 < len(name) - len(given) < 2 and is_one_slip(given, name)]
    if slips:
        return max(slips[:LIKELY], key=lambda name: difflib.SequenceMatcher(None, given, name).ratio())
    beginnings = [name for name in names if min(len(given), len(name)) >= SHORTEST_STEM and (name.startswith(given) or given.startswith(name))]
    if len(beginnings) == 1:
        return beginnings[0]
    close = _alike(given, names) if len(names) <= SIMILAR else []
    return close[0] if close else None


def _alike(given: str, names: list[str]) -> list[str]:
    """Return the most similar name, if any is similar at all, compared letter by letter with those few only that share most letters."""
    matcher = difflib.SequenceMatcher(b=given)
    likely: list[tuple[float, str]] = []
    for name in names:
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= CUTOFF and (most := matcher.quick_ratio()) >= CUTOFF:
            likely.append((most, name))
    return difflib.get_close_matches(given, [name for _, name in heapq.nlargest(LIKELY, likely)], n=1, cutoff=CUTOFF)


def _bare(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")


def is_one_slip(given: str, name: str) -> bool:
    """Return whether one letter added, lost, changed or swapped with its neighbour turns one word into the other."""
    if given == name or abs(len(given) - len(name)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(given, name, strict=False)) if a != b), min(len(given), len(name)))
    left, right = given[start:], name[start:]
    swapped = len(left) == len(right) >= 2 and left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


def hint(given: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?", or the known names where there are few, or nothing."""
    names = list(known)
    near = nearest_name(given, names)
    if near is not None:
        return f"; did you mean {quoted(near)}?"
    if not names:
        return "; there are none"
    return f"; known: {', '.join(quoted(name)[1:-1] for name in names)}" if len(names) <= 12 else ""
