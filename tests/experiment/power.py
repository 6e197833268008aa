"""A disk that forgets what was not flushed: what may be left of a folder when the power goes, by the rules that POSIX gives and no others.

The bytes of a file are sure to be there once the file was flushed; a name is sure to be there, or gone, once its folder was flushed. Everything
else may have reached the disk or not, each by itself and in any order. Everything that `sim.results` does is written down in a model beside
the real disk, up to the step at which the power goes.
"""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from sim.results import files
from sim.results.store import Store


@dataclass(eq=False)
class File:
    """A file: its bytes as programs see them, and as they were when it was last flushed (None: never)."""

    bytes: bytes = b""
    flushed: bytes | None = None


@dataclass(eq=False)
class Folder:
    """A folder: its names as programs see them, and as they were when it was last flushed."""

    names: dict[str, File | Folder] = field(default_factory=dict)
    flushed: dict[str, File | Folder] = field(default_factory=dict)


class PowerLost(BaseException):
    """The power has gone; what the process still does no longer counts."""


class Power:
    """Writes down what reaches `root` until step `last`; `left` then makes a folder that a loss of power at that step may leave."""

    def __init__(self, root: Path, last: int | None = None) -> None:
        self.root, self.last, self.steps = root, last, 0
        self.disk = Folder()
        self.written: list[Path] = []  # shards of which the writer was told that they are there, seen from the root

    def step(self) -> None:
        """Count one, and end it all at the last."""
        if self.steps == self.last:
            raise PowerLost
        self.steps += 1

    @contextlib.contextmanager
    def on(self) -> Iterator[Power]:
        """Watch everything that is written under the root."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(mock.patch.object(files, "open", self._open, create=True))
            for name in ("fsync", "replace", "mkdir", "unlink"):
                stack.enter_context(mock.patch.object(os, name, self._around(getattr(os, name), getattr(self, f"_{name}"))))
            write = Store.write

            def noted(store: Store, *arguments: Any, **settings: Any) -> Any:
                shard = write(store, *arguments, **settings)
                self.written.append(shard.path.relative_to(self.root))
                return shard

            stack.enter_context(mock.patch.object(Store, "write", noted))
            yield self

    def left(self, place: Path, how: str, rng: random.Random) -> None:
        """Make in `place` what may be left: only what was flushed ("sure"), every name but no bytes ("names"), or any of it ("any")."""
        place.mkdir()
        self._left(self.disk, place, how, rng)

    def _left(self, folder: Folder, place: Path, how: str, rng: random.Random) -> None:
        for name in sorted(folder.names.keys() | folder.flushed.keys()):
            seen, sure = folder.names.get(name), folder.flushed.get(name)
            node = {"sure": sure, "names": seen, "any": rng.choice([seen, sure])}[how]
            if isinstance(node, Folder):
                (place / name).mkdir()
                self._left(node, place / name, how, rng)
            elif isinstance(node, File):
                (place / name).write_bytes(self._bytes(node, how, rng))

    def _bytes(self, file: File, how: str, rng: random.Random) -> bytes:
        if file.flushed == file.bytes:
            return file.bytes
        if how == "any":
            return rng.choice([file.flushed or b"", file.bytes, file.bytes[: len(file.bytes) // 2], bytes(len(file.bytes))])
        return file.flushed or b""

    def _around(self, call: Callable[..., Any], note: Callable[..., None]) -> Callable[..., Any]:
        def noted(*arguments: Any, **settings: Any) -> Any:
            inside = not isinstance(arguments[0], int) and Path(arguments[0]).is_relative_to(self.root)
            flushed = Path(os.readlink(f"/proc/self/fd/{arguments[0]}")) if isinstance(arguments[0], int) else None
            if inside or (flushed is not None and flushed.is_relative_to(self.root)):
                self.step()
            result = call(*arguments, **settings)
            if inside:
                note(*arguments[:2])
            elif flushed is not None and flushed.is_relative_to(self.root):
                note(flushed)
            return result

        return noted

    def _open(self, path: Path, mode: str) -> _Watched:
        self.step()
        real = open(path, mode)  # noqa: SIM115  whoever asked closes it
        self._folder(Path(path).parent).names[Path(path).name] = file = File()
        return _Watched(real, file, self)

    def _node(self, path: Path) -> File | Folder:
        node: File | Folder = self.disk
        for part in path.relative_to(self.root).parts:
            assert isinstance(node, Folder)
            node = node.names[part]
        return node

    def _folder(self, path: Path) -> Folder:
        node = self._node(path)
        assert isinstance(node, Folder)
        return node

    def _fsync(self, path: Path) -> None:
        node = self._node(path)
        if isinstance(node, File):
            node.flushed = node.bytes
        else:
            node.flushed = dict(node.names)

    def _replace(self, source: Path, target: Path) -> None:
        self._folder(Path(target).parent).names[Path(target).name] = self._folder(Path(source).parent).names.pop(Path(source).name)

    def _mkdir(self, path: Path, *_mode: int) -> None:
        self._folder(Path(path).parent).names[Path(path).name] = Folder()

    def _unlink(self, path: Path) -> None:
        self._folder(Path(path).parent).names.pop(Path(path).name, None)


class _Watched:
    """A file whose bytes go to the real disk and to the model."""

    def __init__(self, real: Any, file: File, power: Power) -> None:
        self.real, self.file, self.power = real, file, power

    def __enter__(self) -> _Watched:
        return self

    def __exit__(self, *_error: object) -> None:
        self.real.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def write(self, data: bytes) -> None:
        """Write in two halves."""
        for part in (data[: len(data) // 2], data[len(data) // 2 :]):
            self.power.step()
            self.real.write(part)
            self.real.flush()
            self.file.bytes += part
