"""What a manifest must hold to be a plan: the right kind of value under each name. Somebody else may have written it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.errors import ResultsError, quoted


def _is_text(given: Any) -> bool:
    return isinstance(given, str)


def _is_count(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and given >= 0


def _are(each: Callable[[Any], bool], least: int = 0) -> Callable[[Any], bool]:
    return lambda given: isinstance(given, list) and len(given) >= least and all(map(each, given))


def _maps(each: Callable[[Any], bool], least: int = 0) -> Callable[[Any], bool]:
    return lambda given: isinstance(given, dict) and len(given) >= least and all(map(each, given.values()))


def _has(parts: Mapping[str, Callable[[Any], bool]]) -> Callable[[Any], bool]:
    return lambda given: isinstance(given, dict) and all(name in given and fits(given[name]) for name, fits in parts.items())


def _is_value(given: Any) -> bool:
    return isinstance(given, str | bool | int | float)


def _is_target(given: Any) -> bool:
    sizes = [given[name] for name in ("relative_error", "half_width") if name in given] if isinstance(given, dict) else []
    return len(sizes) == 1 and isinstance(sizes[0], int | float) and isinstance(given.get("measure"), str) and isinstance(given.get("zero", []), list)


_TEXTS = _are(_is_text)
_POINT = _has({"point": _is_count, "histories": _is_count, "values": _maps(_is_value)})
_CONTRAST = _has(dict.fromkeys(("name", "from", "to", "label", "claim"), _is_text))
SHAPE: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("run_id", "kind", "name", "title", "scenario", "text_digest"), _is_text),
    "seed": _is_count,
    "block": lambda given: _is_count(given) and given > 0,
    "overrides": _TEXTS,
    "measures": _TEXTS,
    "kinds": lambda given: _TEXTS(given) and "rows" in given,
    "factors": _maps(_is_text),
    "variants": _maps(_TEXTS, least=1),
    "contrasts": _are(_CONTRAST),
    "points": lambda given: not isinstance(given, list | dict | str | int | float | None) or _are(_POINT, least=1)(given),  # else read from a file
    "about": _has({}),
    "texts": _maps(_is_text),
    "made_with": _has({}),
    "target": _is_target,
    "ceiling": _is_count,
}
NEEDED = SHAPE.keys() - {"texts", "made_with", "target", "ceiling"}


def require_plan(manifest: Mapping[str, Any]) -> None:
    """Return where a manifest can be a plan.

    Raises
    ------
    ResultsError                   with the first name that is missing, or has another kind of value
    """
    for name, fits in SHAPE.items():
        if name in NEEDED and name not in manifest:
            raise ResultsError(f"the manifest does not hold a whole plan: there is no {quoted(name)}; restore it, or choose another folder")
        if name in manifest and not fits(manifest[name]):
            raise ResultsError(f"the manifest does not hold a whole plan: {quoted(name)} is of another kind; restore it, or choose another folder")
    points = manifest["points"]
    if isinstance(points, list) and not all(point["values"].keys() <= manifest["factors"].keys() for point in points):
        raise ResultsError("the manifest does not hold a whole plan: a point has a value of no factor; restore it, or choose another folder")
