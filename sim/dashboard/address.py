"""A setting as text to take away: the command that repeats it, and a scenario file that starts from the one shown."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from sim.plots import style
from sim.scenario.world import Doctrine, Scenario

Tree = dict[str, Any]


def command(given: str, settings: Sequence[str], histories: int, seed: int) -> str:
    """Return the command line that simulates the same histories and writes their page."""
    chosen = [part for setting in settings for part in ("--set", setting)]
    return shlex.join(["redline", "run", given, "--runs", str(histories), "--seed", str(seed), *chosen])


def yaml(world: Scenario, base: str, settings: Sequence[str]) -> str:
    """Return a scenario file that starts from `base` and says only what differs.

    A doctrine one of whose lines was moved is written out, because a file replaces a doctrine as a whole. What stands in a list of the base
    cannot be said by a file that starts from it, and is named in a comment.

    Parameters
    ----------
    world : Scenario               with the settings put in
    base : str                     name of the scenario to start from, as a file beside this one or shipped
    settings : sequence of str     "path=value"
    """
    tree: Tree = {}
    left_out = []
    for setting in settings:
        path, _, value = setting.partition("=")
        parts = path.split(".")
        if parts[0] == "doctrines":
            _doctrine(tree, world, parts[1])
        elif parts[0] == "owners" and parts[2] == "doctrine":
            _reference(tree, world, parts[1], parts[3:], value)
        elif any(part.isdecimal() for part in parts):
            left_out.append(setting)
        else:
            _put(tree, parts, value)
    title = style.clean(world.title, 150).replace("'", "''")
    head = [f"# What the dashboard showed, as a scenario: put it beside {base}.yaml, or anywhere if that one is shipped."]
    head += [f"# To be added on the command line: --set {shlex.quote(setting)}" for setting in left_out]
    head += ["schema: redline/scenario/1", f"base: {base}", f"id: {world.id[:50]}-moved", f"title: '{title} (moved)'"]
    return "\n".join([*head, *_lines(tree, 0)]) + "\n"


def _put(tree: Tree, parts: Sequence[str], value: Any) -> None:
    for part in parts[:-1]:
        below = tree.setdefault(part, {})
        tree = below if isinstance(below, dict) else tree
    tree[parts[-1]] = value


def _reference(tree: Tree, world: Scenario, owner: str, below: Sequence[str], value: str) -> None:
    """Write which text an owner follows as a group, where more than its name is said."""
    if not below:
        _put(tree, ["owners", owner, "doctrine"], value)
        return
    holder = next(one for one in world.owners if one.id == owner)
    texts = [text.id for text in (holder.published, holder.operative) if text is not None]
    group = {"published": texts[0], **({"operative": texts[1]} if texts[1] != texts[0] else {}), below[0]: value}
    _put(tree, ["owners", owner, "doctrine"], group)


def _doctrine(tree: Tree, world: Scenario, name: str) -> None:
    """Write a doctrine out, its numbers as they are set."""
    texts: list[Doctrine | None] = [*world.history.doctrines, *(text for owner in world.owners for text in (owner.published, owner.operative))]
    text = next(one for one in texts if one is not None and one.id == name)
    start = f"doctrines.{name}."
    numbers = {path.removeprefix(start): one.value for path, one in world.quantities.items() if path.startswith(start)}
    lines = {path.removeprefix("nuclear_lines."): repr(value) for path, value in numbers.items() if path.startswith("nuclear_lines.")}
    about = {
        "owner": text.owner,
        "in_force_from": text.in_force_from.isoformat(),
        "backer_share": repr(numbers.get("backer_share", text.backer_share)),
    }
    _put(tree, ["doctrines", name], about | {"nuclear_lines": lines})


def _lines(tree: Tree, depth: int) -> list[str]:
    found = []
    for name, below in tree.items():
        if isinstance(below, dict):
            found += [f"{'  ' * depth}{name}:", *_lines(below, depth + 1)]
        else:
            found.append(f"{'  ' * depth}{name}: {below}")
    return found
