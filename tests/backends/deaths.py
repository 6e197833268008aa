"""Work whose worker dies at a chosen moment, once: a light module, so that worker processes start soon."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

MOMENTS = ("at the start", "amid", "while sending")


@dataclass(frozen=True)
class Job:
    """A number to square, and where a worker notes that it died for it."""

    number: int
    note: Path | None = None
    moment: str = ""


@dataclass(frozen=True)
class Result:
    """A square that may be deadly to send."""

    number: int
    job: Job

    def __reduce__(self) -> tuple[type[Result], tuple[int, Job]]:
        die(self.job, "while sending")
        return Result, (self.number, self.job)


def die(job: Job, moment: str) -> None:
    """Kill this process if it is the moment of the job and nobody died for it."""
    if job.note is not None and job.moment == moment and not job.note.exists():
        job.note.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def square(job: Job) -> Result:
    """Return the square of the job's number."""
    die(job, "at the start")
    time.sleep(0.005)
    die(job, "amid")
    return Result(job.number**2, job)
