"""What a bug report needs to know of a machine: versions, processor, limits, folders, terminal, extras. No names of people or hosts.

Places are told by what they are for. Where a path is shown, the home folder is `~` and the name of the user is left out; of the environment only
the variables in `VARIABLES` are read.
"""

from __future__ import annotations

import contextlib
import getpass
import importlib.metadata
import locale
import os
import platform
import shutil
import struct
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sim import __version__
from sim.report.self_check import Check
from sim.results.provenance import MODEL_VERSION, RESULTS_SCHEMA

VARIABLES = (
    "REDLINE_CACHE", "REDLINE_COMPILED", "NUMBA_CPU_NAME", "NUMBA_DISABLE_JIT", "NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS", "PYTHONHASHSEED", "PYTHONUTF8", "XDG_CACHE_HOME", "LANG", "LC_ALL", "TERM", "NO_COLOR",
)  # fmt: skip
INSTRUCTIONS = ("sse4_2", "avx", "avx2", "fma", "avx512f", "asimd", "sve")  # sets of the processor that compiled code may differ by
PROGRAMS = ("sbatch", "squeue", "chromium")
ROOM = 100e6  # bytes free that a report and a small run need


def shown(path: Path | str) -> str:
    """Return a path without the home folder and without the name of the user."""
    text = str(path)
    with contextlib.suppress(RuntimeError):
        home = str(Path.home())
        text = "~" + text[len(home) :] if len(home) > 1 and (text == home or text.startswith(home + os.sep)) else text
    user = ""
    with contextlib.suppress(KeyError, OSError, ImportError):
        user = getpass.getuser()
    return os.sep.join("USER" if user and part == user else part for part in text.split(os.sep))


def requirements() -> dict[str, list[tuple[str, str, str]]]:
    """Return "" and each extra -> (library, what is asked of its version, the version that is here or ""), from the metadata or the checkout."""
    from packaging.requirements import Requirement

    found: dict[str, list[tuple[str, str, str]]] = {}
    for extra, texts in _asked().items():
        found[extra] = []
        for one in map(Requirement, texts):
            if one.name != "redline":
                found[extra].append((one.name, str(one.specifier), _version(one.name)))
    return found


def _asked() -> dict[str, list[str]]:
    project = Path(__file__).parents[2] / "pyproject.toml"
    if project.is_file():  # a checkout
        asked = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
        return {"": asked["dependencies"], **{extra: texts for extra, texts in asked["optional-dependencies"].items() if extra != "all"}}
    from packaging.requirements import Requirement

    found: dict[str, list[str]] = {"": []}
    known = importlib.metadata.metadata("redline").get_all("Provides-Extra") or []
    for text in importlib.metadata.requires("redline") or []:
        one = Requirement(text)
        for extra in ["", *(name for name in known if name != "all")]:
            if one.marker is None or one.marker.evaluate({"extra": extra}):
                found.setdefault(extra, []).append(text)
                break
    return found


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return ""


def libraries(asked: Mapping[str, Iterable[tuple[str, str, str]]]) -> Check:
    """Return whether every library that always has to be here is, in a version that is allowed."""
    from packaging.specifiers import SpecifierSet

    here = list(asked[""])
    wrong = [f"{name} is missing" for name, _, version in here if not version]
    wrong += [f"{name} {version} is not {wanted}" for name, wanted, version in here if version and not SpecifierSet(wanted).contains(version, True)]
    return Check("libraries", not wrong, "; ".join(wrong) or f"all {len(here)} are here, in versions that are allowed")


def python() -> Check:
    """Return whether this Python is new enough, and of a kind whose floating point is that of all others."""
    ok = sys.version_info >= (3, 11) and sys.float_info.mant_dig == 53
    return Check("python", ok, f"{platform.python_implementation()} {platform.python_version()}, {8 * struct.calcsize('P')} bit")


def folders(cache: Path | None) -> tuple[list[dict[str, Any]], list[Check]]:
    """Return for each folder that is written to whether it can be, and how much room it has, as JSON values and as checks."""
    found, checks = [], []
    for name, place in (("this folder", Path()), ("temporary files", Path(tempfile.gettempdir())), ("compiled code", cache)):
        if place is None:
            continue
        writable, room = _writable(place), _room(place)
        found.append({"folder": name, "writable": writable, "free_bytes": room})
        enough = room is None or room >= ROOM
        detail = "can be written to" if writable else "cannot be written to"
        checks.append(Check(name, writable and enough, detail + ("" if room is None else f", {room / 1e9:,.1f} GB free")))
    return found, checks


def _writable(place: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"redline")
        return True
    except OSError:
        return False


def _room(place: Path) -> int | None:
    try:
        return shutil.disk_usage(place).free
    except OSError:
        return None


def machine() -> dict[str, Any]:
    """Return platform, processor and limits as JSON values; None for what cannot be known here."""
    about = _lines("/proc/cpuinfo")
    named = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in about[:64])}
    flags = (named.get("flags") or named.get("Features") or "").split()
    memory = None
    with contextlib.suppress(ValueError, OSError, AttributeError):
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "platform": platform.platform(),
        "machine": platform.machine(),
        "libc": " ".join(platform.libc_ver()).strip() or None,
        "processor": named.get("model name"),
        "instructions": [flag for flag in INSTRUCTIONS if flag in flags],
        "processors": os.cpu_count(),
        "usable_processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "processor_limit": " ".join(_lines("/sys/fs/cgroup/cpu.max")[:1]) or None,
        "memory_bytes": memory,
        "memory_limit": " ".join(_lines("/sys/fs/cgroup/memory.max")[:1]) or None,
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def compiled() -> tuple[dict[str, Any], Path | None]:
    """Return the state of the cache of compiled code as JSON values, and its folder; an error in words where the compiler cannot be loaded."""
    try:
        from sim.jit import COMPILED, cache_folder, source_hash
    except Exception as error:
        return {"error": f"{type(error).__name__}: {str(error)[:200]}"}, None
    folder = cache_folder()
    kept = folder.name.startswith("kernel-")
    files = list(folder.rglob("*.nbc"))
    facts = {
        "compiled": COMPILED,
        "source": source_hash(),
        "folder": shown(folder),
        "kept": kept,  # else it is a temporary folder: everything is compiled again by each process
        "programs": len(files),
        "bytes": sum(file.stat().st_size for file in files),
        "others": sum(1 for one in folder.parent.glob("kernel-*") if one != folder) if kept else 0,
    }
    return facts, folder


def facts(asked: Mapping[str, Iterable[tuple[str, str, str]]], cache: Mapping[str, Any], places: list[dict[str, Any]]) -> dict[str, Any]:
    """Return everything but the checks as JSON values."""
    return {
        "redline": {"version": __version__, "model": MODEL_VERSION, "results": RESULTS_SCHEMA, "source": _source(), "checkout": _checkout()},
        "python": {
            "version": platform.python_version(),
            "implementation": platform.python_implementation(),
            "compiler": platform.python_compiler(),
            "own_environment": sys.prefix != sys.base_prefix,
        },
        "machine": machine(),
        "libraries": {name: version or None for name, _, version in asked[""]} | {"llvmlite": _version("llvmlite") or None},
        "extras": {extra: [name for name, _, version in wanted if not version] for extra, wanted in asked.items() if extra},
        "programs": {name: shutil.which(name) is not None for name in PROGRAMS},
        "cache": dict(cache),
        "folders": places,
        "environment": {name: shown(os.environ[name]) for name in VARIABLES if name in os.environ},
        "terminal": {
            "input": _terminal(sys.stdin),
            "output": _terminal(sys.stdout),
            "errors": _terminal(sys.stderr),
            "columns": shutil.get_terminal_size().columns,
            "encoding": getattr(sys.stdout, "encoding", None),
        },
        "locale": {"ctype": locale.setlocale(locale.LC_CTYPE), "encoding": locale.getencoding(), "files": sys.getfilesystemencoding()},
    }


def _terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def _checkout() -> bool:
    return (Path(__file__).parents[2] / "pyproject.toml").is_file()


def _source() -> str | None:
    from sim.backends.identity import identity

    try:
        return dict(identity())["the source of redline"]
    except (importlib.metadata.PackageNotFoundError, OSError):
        return None
