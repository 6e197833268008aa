"""The only file that writes results to disk: whole files or nothing, and disk trouble in one line.

A file is written under a temporary name in its own folder, flushed to the disk, renamed, and the folder is flushed too. A reader, or a run
killed at any moment, therefore sees the old file, the new file or none; never a part of one.
"""

from __future__ import annotations

import errno
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sim.errors import Exit, RunError, escaped

TEMPORARY = ".writing-"

_ELSEWHERE = "choose another folder with --out, or copy the results elsewhere and go on there (redline resume)"
_WHAT = {
    errno.ENOSPC: "no space is left; free some",
    errno.EDQUOT: "the disk quota is used up; free some space",
    errno.EFBIG: "the file grew beyond the allowed size; raise the limit (ulimit -f)",
    errno.EROFS: f"the disk is read-only; {_ELSEWHERE}",
    errno.EACCES: f"writing is not permitted; change its permissions, or {_ELSEWHERE}",
    errno.EPERM: f"writing is not permitted; change its permissions, or {_ELSEWHERE}",
    errno.ENOTDIR: "a file stands where a folder is needed; choose another folder with --out",
    errno.EEXIST: "a file stands where a folder is needed; choose another folder with --out",
    errno.EISDIR: "a folder stands where a file is needed; choose another folder with --out",
    errno.ENAMETOOLONG: "the name is too long; choose another folder with --out",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n)",
}


@contextmanager
def disk_trouble(path: Path) -> Iterator[None]:
    """Turn an `OSError` about `path` into one line that says what to do.

    Raises
    ------
    RunError                       with exit code 5; what was written before stays valid
    """
    try:
        yield
    except OSError as error:
        what = _WHAT.get(error.errno or 0, f"{(error.strerror or str(error)).lower()}; choose another folder with --out")
        message = f"cannot write {escaped(str(path))}: {what}, then run the same command again; what is already there is kept"
        raise RunError(message, Exit.MACHINE) from error


def make_folder(folder: Path) -> None:
    """Create `folder` and its parents where they are missing, and have their names on the disk too."""
    with disk_trouble(folder):
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for path in missing:
            flush_folder(path.parent)


def write_whole(path: Path, data: bytes | str) -> None:
    """Write a file whole or not at all, and have it on the disk when this returns (see `whole_file`)."""
    with whole_file(path) as file:
        file.write(data.encode() if isinstance(data, str) else data)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a binary file to write to; on leaving it is on the disk under its name, or, after any error, nowhere.

    Raises
    ------
    RunError                       where the disk refuses
    """
    temporary = path.with_name(f"{TEMPORARY}{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}")
    with disk_trouble(path):
        try:
            with open(temporary, "xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk; a no-op where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep_leftovers(folder: Path) -> None:
    """Remove temporary files in `folder` whose writer was a process of this machine that no longer lives."""
    for file in folder.glob(f"{TEMPORARY}*"):
        host, _, process = file.name[len(TEMPORARY) :].rsplit("-", 1)[0].rpartition("-")
        if host == socket.gethostname() and process.isdigit() and not _lives(int(process)):
            with disk_trouble(file):
                file.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
