"""What lies in a results folder leads nowhere else: a folder that somebody else made may be opened, and nothing beside it is read or changed.

Names that become parts of paths are plain words, places in the manifest are written as places in the folder, and neither a link that leads
out nor anything but files and folders is followed. The folder itself may be a link to another disk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from sim.errors import ResultsError, escaped

SHARDS = "shards"
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+:-]{0,127}")


def is_word(name: object) -> bool:
    """Return whether a name can be a part of a file's name and of nothing else: letters, digits, and `. _ + : -` after the first (`logit:2`)."""
    return isinstance(name, str) and _WORD.fullmatch(name) is not None


def is_place(folder: Path, place: object) -> bool:
    """Return whether a text is written as a place in `folder`, and no link on the way to it leads out."""
    if not isinstance(place, str) or not place or "\0" in place or Path(place).is_absolute() or ".." in Path(place).parts:
        return False
    try:
        return (folder / place).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def refuse_ways_out(folder: Path) -> None:
    """Complain about a link that leads out of a results folder, and about pipes and devices in it; single shards are looked at when they are read.

    Raises
    ------
    ResultsError                   with the name of the first that is found
    """
    for found in _strange(folder):
        leads = Path(found.path)
        if found.is_symlink() and is_place(folder, str(leads.relative_to(folder))) and (leads.is_file() or leads.is_dir()):
            continue
        what = "is a link to what lies outside its folder" if found.is_symlink() else "is neither a file nor a folder"
        raise ResultsError(f"{escaped(found.path)} {what}, which results never hold; remove it, or choose another folder")


def _strange(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield links, pipes, sockets and devices below a folder. Hidden folders are not ours; of shards only what stands for their folders is seen."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting += [Path(entry.path)] if here.name != SHARDS and not entry.name.startswith(".") else []
                    elif not entry.is_file(follow_symlinks=False):
                        yield entry
        except OSError:  # whoever reads it says so
            continue
