"""Walking the schema by names: which names are legal at a dotted path, and what kind of value stands there."""

from __future__ import annotations

import types
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from sim.scenario.quantity import Quantity


def kinds(annotation: Any) -> list[Any]:
    """Return the alternatives behind an annotation: models, dict[...], list[...], or plain types."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return kinds(get_args(annotation)[0])
    if origin is Union or origin is types.UnionType:
        return [kind for part in get_args(annotation) for kind in kinds(part)]
    return [annotation]


def is_model(kind: Any) -> bool:
    """Return whether a kind is a section with fields of its own."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def fields(kind: type[BaseModel]) -> dict[str, Any]:
    """Return the names of a section as they stand in a file, with their annotations."""
    return {info.alias or name: info.annotation for name, info in kind.model_fields.items()}


def step(at: Iterable[Any], name: str) -> list[Any]:
    """Return the kinds reached from the kinds `at` by one name; empty where the name is illegal."""
    reached: list[Any] = []
    for kind in at:
        if is_model(kind):
            reached += kinds(fields(kind)[name]) if name in fields(kind) else []
        elif get_origin(kind) is dict:
            reached += kinds(get_args(kind)[1])
        elif get_origin(kind) is list and name.isdecimal():
            reached += kinds(get_args(kind)[0])
    return reached


def walk(root: Any, path: Sequence[str]) -> list[Any]:
    """Return the kinds at a path below `root`; empty where the schema has no such path."""
    at = kinds(root)
    for name in path:
        at = step(at, name)
    return at


def names(at: Iterable[Any], with_quantity: bool = True) -> list[str]:
    """Return the field names legal directly below the kinds `at`."""
    found = [name for kind in at if is_model(kind) and (with_quantity or kind is not Quantity) for name in fields(kind)]
    return list(dict.fromkeys(found))


def is_optional_number(at: Iterable[Any], name: str) -> bool:
    """Return whether `name` is a field with a default, below the kinds `at`, that holds a quantity and nothing else."""
    for kind in at:
        if is_model(kind):
            for field, info in kind.model_fields.items():
                if (info.alias or field) == name and not info.is_required():
                    return all(one is Quantity or one is type(None) for one in kinds(info.annotation))
    return False
