"""What a cluster has to be told, whatever runs there: where, how much of it, for how long, and how a worker finds its Python.

Memory and time are written as Slurm's users write them: `2GB`, `512M`; `1h50m`, `90m`, `02:00:00`, `1-12:00:00`. As in Slurm, a G is 1,024 M.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from sim.errors import quoted

LOCAL, DASK, SLURM, DASK_SLURM = "local", "dask", "slurm", "dask-slurm"
BACKENDS = {  # name -> the settings that it heeds
    LOCAL: (),
    DASK: ("scheduler", "workers", "memory", "cache", "scratch"),
    SLURM: ("partition", "account", "memory", "time", "processors", "workers", "setup", "directives", "python", "cache"),
    DASK_SLURM: (
        "partition", "account", "memory", "time", "processors", "workers", "setup", "directives", "python", "cache", "interface", "scratch",
    ),
}  # fmt: skip
MEBIBYTES = {"": 1.0, "K": 1 / 1024, "M": 1.0, "G": 1024.0, "T": 1024.0 * 1024.0}
LONGEST = 365 * 86_400  # seconds

_MEMORY = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([KMGT]?)(?:i?B)?\Z", re.IGNORECASE)
_WORDS = re.compile(r"(?:([0-9]+)d)? ?(?:([0-9]+)h)? ?(?:([0-9]+)m(?:in)?)? ?(?:([0-9]+)s)?\Z")
_CLOCK = re.compile(r"(?:([0-9]+)-)?([0-9]+):([0-9]{2})(?::([0-9]{2}))?\Z")


@dataclass(frozen=True, slots=True)
class Settings:
    """What one cluster is told; empty text, 0 and an empty list leave it to the cluster, or to what is said beside the field."""

    partition: str = ""
    account: str = ""
    memory: int = 0  # MiB, of one task or worker
    time: int = 0  # seconds that a job may take
    processors: int = 1  # of one task or worker
    workers: int = 0  # tasks of a job array, or workers of Dask; 0: as the backend thinks fit
    setup: tuple[str, ...] = ()  # lines of shell that a worker runs first, such as `module load python`
    directives: tuple[str, ...] = ()  # further options of sbatch, such as `--constraint=skylake`
    scheduler: str = ""  # address of a Dask cluster that is there already, such as tcp://10.0.0.1:8786
    interface: str = ""  # of the network between scheduler and workers, such as ib0
    python: str = ""  # of a worker; the one that runs the command where empty
    cache: str = ""  # folder for the compiled kernel, seen by all machines; the user's cache folder where empty
    scratch: str = ""  # folder on a worker's own disk, for what Dask cannot hold in memory


NAMES = tuple(field.name for field in fields(Settings))


def memory(text: str) -> int:
    """Return a size in MiB, rounded up.

    Raises
    ------
    ValueError                     saying what is allowed

    >>> memory("2GB"), memory("512M"), memory("1.5 GiB")
    (2048, 512, 1536)
    """
    match = _MEMORY.match(text.strip())
    size = -int(-float(match[1]) * MEBIBYTES[match[2].upper()] // 1) if match else 0
    if not 1 <= size <= 1 << 40:
        raise ValueError(f"must be a size such as 2GB or 512M, got {quoted(text)}")
    return size


def seconds(text: str) -> int:
    """Return a duration in seconds.

    Raises
    ------
    ValueError                     saying what is allowed

    >>> seconds("1h50m"), seconds("90m"), seconds("02:00:00"), seconds("1-12:00:00"), seconds("45s")
    (6600, 5400, 7200, 129600, 45)
    """
    given = text.strip()
    match = _WORDS.match(given) or _CLOCK.match(given)
    days, hours, minutes, rest = (int(part or 0) for part in match.groups()) if match and given else (0, 0, 0, 0)
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + rest
    if not 1 <= whole <= LONGEST:
        raise ValueError(f"must be a time such as 1h50m, 90m or 02:00:00 (hours, minutes, seconds), got {quoted(text)}")
    return whole


def clock(duration: int) -> str:
    """Return seconds as Slurm writes them, rounded up to whole seconds: days-hours:minutes:seconds.

    >>> clock(6600), clock(129600)
    ('01:50:00', '1-12:00:00')
    """
    minutes, rest = divmod(duration, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return (f"{days}-" if days else "") + f"{hours:02d}:{minutes:02d}:{rest:02d}"
