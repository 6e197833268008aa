"""Clean places to install to: interpreters at hand, virtual environments outside the tree, and commands that see nothing of the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.release.table import Failure, Skip

HIDDEN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYENV_VERSION", "REDLINE_CACHE", "REDLINE_COMPILED")


def interpreter(release: str) -> Path:
    """Return an interpreter of this release, as 3.13: of the path, else of pyenv; Skip where there is none."""
    for candidate in _candidates(release):
        said = subprocess.run(
            [str(candidate), "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"], capture_output=True, text=True, check=False
        )
        if said.returncode == 0 and said.stdout.strip() == release:
            return candidate
    raise Skip(f"there is no Python {release} here")


def _candidates(release: str) -> Iterator[Path]:
    if release == f"{sys.version_info[0]}.{sys.version_info[1]}":
        yield Path(getattr(sys, "_base_executable", sys.executable))
    found = shutil.which(f"python{release}")
    if found:
        yield Path(found)
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    yield from sorted(versions.glob(f"{release}.*/bin/python"), reverse=True)


@dataclass(frozen=True)
class Place:
    """A virtual environment and a working folder, both outside the tree."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def work(self) -> Path:
        """Where commands run."""
        return self.folder / "work"

    def make(self, python: Path) -> None:
        """Make the environment with this interpreter."""
        self.work.mkdir(parents=True)
        subprocess.run([str(python), "-m", "venv", str(self.folder / "venv")], check=True, env=self.environment())

    def environment(self) -> dict[str, str]:
        """Return the variables of a command in here: nothing of the tree, and a cache of its own, empty at first."""
        return {name: value for name, value in os.environ.items() if name not in HIDDEN} | {
            "REDLINE_CACHE": str(self.folder / "cache"),
            "NO_COLOR": "1",
        }

    def call(self, *command: str | Path, expected: int = 0, cwd: Path | None = None) -> str:
        """Run a command of the environment and return what it prints; Failure where it ends otherwise than expected."""
        program = self.folder / "venv" / "bin" / str(command[0])
        words = [str(program if program.exists() else command[0]), *map(str, command[1:])]
        said = subprocess.run(words, cwd=cwd or self.work, env=self.environment(), capture_output=True, text=True, check=False)
        if said.returncode != expected:
            last = (said.stderr.strip() or said.stdout.strip() or "nothing was said").splitlines()[-1]
            raise Failure(f"{' '.join(map(str, command))[:80]} ended with {said.returncode}, not {expected}: {last[:200]}")
        return said.stdout

    def install(self, *what: str | Path) -> float:
        """Install with pip and return the seconds it took."""
        began = time.monotonic()
        self.call("python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)
        return time.monotonic() - began


def versions(place: Place, names: Sequence[str]) -> str:
    """Return the versions of some libraries in a place, in words."""
    program = "import importlib.metadata as m, sys; print(', '.join(f'{n} {m.version(n)}' for n in sys.argv[1:]))"
    return place.call("python", "-c", program, *names).strip()
