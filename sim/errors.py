"""The errors a person can mend, and the exit codes they end a command with.

    RedlineError                    anything the command line reports in plain words, without a traceback
    ├── ProblemsError               a file cannot be used: all of its problems, each with file, line and column
    │   ├── ScenarioError           ... a scenario, doctrine, history, bibliography or override
    │   └── ExperimentError         ... a design (factors, sampler, claims)
    ├── GameError                   a game cannot be set up or solved as asked: its name, a parameter, a tree
    ├── RunError                    a run cannot go on or ended incomplete: the machine, a limit, failed histories
    └── ResultsError                stored results are missing, damaged or of another run

Any other exception is a bug of ours and ends with `Exit.BUG`. Text taken from files always passes through `quoted` first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

SHOWN = 20  # lines of a report of problems, at most
QUOTED = 60  # characters of a quotation, at most


class Exit(IntEnum):
    """What the exit code of a command tells the shell."""

    DONE = 0  # finished, nothing to report
    BUG = 1  # an error of ours
    INPUT = 2  # wrong use or bad input
    INCOMPLETE = 3  # finished, but some histories failed
    DAMAGED = 4  # stored results are damaged
    MACHINE = 5  # disk, permission or memory
    FINDINGS = 6  # an audit, a validation or a claim found something
    LIMIT = 75  # stopped by a limit; the same command continues
    INTERRUPTED = 130  # Ctrl-C


def quoted(text: object) -> str:
    """Return `text` in single quotes, shortened, with everything that is not printable escaped.

    >>> print(quoted("red\\x1b[31m line"))
    'red\\x1b[31m line'
    """
    raw = str(text)
    short = raw if len(raw) <= QUOTED else raw[: QUOTED - 3] + "..."
    return "'" + escaped(short) + "'"


def escaped(text: str) -> str:
    """Return `text` with every character that a terminal would obey (controls, line ends, text direction) as a backslash escape."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake and where it stands; `line` 0 means that `file` is not a file with lines (an override, a whole file)."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        where = escaped(self.file) + (f":{self.line}:{self.column}" if self.line else "")
        return f"{where}: error: {self.message}"


class RedlineError(Exception):
    """Anything the command line reports in plain words; `exit_code` is the code it ends with."""

    exit_code: Exit = Exit.INPUT

    def __init__(self, message: str = "", exit_code: Exit | None = None) -> None:
        super().__init__(message)
        if exit_code is not None:
            self.exit_code = exit_code


class ProblemsError(RedlineError):
    """A list of problems, printed one a line: at most 20 lines, the last of which counts what is left out."""

    def __init__(self, problems: Iterable[Problem] | str) -> None:
        self.problems: tuple[Problem, ...] = () if isinstance(problems, str) else tuple(problems)
        super().__init__(problems if isinstance(problems, str) else self._report())

    def _report(self) -> str:
        if len(self.problems) <= SHOWN:
            return "\n".join(map(str, self.problems))
        left = len(self.problems) - SHOWN + 1
        return "\n".join([*map(str, self.problems[: SHOWN - 1]), f"{left} more problems"])


class ScenarioError(ProblemsError):
    """A scenario, doctrine, history or override cannot be used."""


class ExperimentError(ProblemsError):
    """A design cannot be used."""


class GameError(RedlineError):
    """A game cannot be set up or solved as asked: an unknown name, a value out of bounds, a tree that is none."""


class RunError(RedlineError):
    """A run cannot go on, or ended incomplete."""

    exit_code = Exit.INCOMPLETE


class ResultsError(RedlineError):
    """Stored results are missing, damaged or of another run."""

    exit_code = Exit.DAMAGED
