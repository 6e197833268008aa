"""How a command ends: whatever went wrong becomes one line per mistake and an exit code, never a traceback unless asked for."""

from __future__ import annotations

import contextlib
import errno
import os
import shlex
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from sim.cli.program import program
from sim.cli.stop import Stop, say
from sim.errors import Exit, ProblemsError, RedlineError, escaped

STOPPED = "stopped; what was finished is kept; run the same command again to continue"
LOST = "stopped; this command keeps nothing of what it began; run it again"
MEMORY = "error: out of memory; use fewer --jobs or --runs, then run the same command again"
KEEPING = frozenset({"compare", "demo", "ensemble", "resume", "run", "sweep", "work"})  # verbs whose work lies in a results folder as it is done


def run(arguments: Sequence[str]) -> int:
    """Run `redline` with these arguments and return its exit code (see errors.Exit); with --debug a bug passes through as it is."""
    debug = "--debug" in arguments
    stop = Stop()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        with stop.listening(), _quiet(debug):
            code = program.main(args=list(arguments), prog_name="redline", standalone_mode=False, obj=stop)
            sys.stdout.flush()
            return int(code or Exit.DONE)
    except click.ClickException as error:
        return _usage(error)
    except SystemExit:  # click's way to say that the reader of our output has seen enough
        return int(Exit.DONE)
    except (click.Abort, KeyboardInterrupt):
        return _stopped(STOPPED if _keeps(arguments) else LOST, stop)
    except RedlineError as error:
        if error.exit_code == Exit.INTERRUPTED:
            return _stopped(str(error), stop)
        say(str(error) if isinstance(error, ProblemsError) and error.problems else f"error: {error}")
        return int(error.exit_code)
    except MemoryError:
        say(MEMORY + (": what was finished is kept" if _keeps(arguments) else ""))
        return int(Exit.MACHINE)
    except OSError as error:
        return _machine(error, debug)
    except Exception as error:
        if debug:
            raise
        if isinstance(error, ModuleNotFoundError) and error.name and not error.name.startswith("sim."):
            say(f"error: the library {error.name.partition('.')[0]} is not installed; install redline again, with its dependencies")
            return int(Exit.MACHINE)
        return _bug(error, arguments)


def _keeps(arguments: Sequence[str]) -> bool:
    """Return whether what was finished of a command is found by the same command."""
    return next((word for word in arguments if not word.startswith("-")), "") in KEEPING


def _usage(error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "redline"
    message = error.format_message().rstrip(".")
    say(f"error: {escaped(message[:1].lower() + message[1:])} (see: {command} --help)")
    return int(Exit.INPUT)


def _stopped(message: str, stop: Stop) -> int:
    say(message)
    return int(Exit.LIMIT if stop.ended else Exit.INTERRUPTED)


def _machine(error: OSError, debug: bool) -> int:
    if error.errno in (errno.EPIPE, errno.ENOSPC):  # what is left in the buffer must go somewhere when Python ends
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return int(Exit.DONE)
    if debug:
        raise error
    where = f" {escaped(str(error.filename))}" if error.filename else " (standard output?)" if error.errno == errno.ENOSPC else ""
    say(f"error: cannot read or write{where}: {(error.strerror or str(error)).lower()}; see to it, then run the same command again")
    return int(Exit.MACHINE)


def _bug(error: Exception, arguments: Sequence[str]) -> int:
    """Save what a maintainer needs to a file and say where it is."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    from sim import __version__

    details = "".join(traceback.format_exception(error))
    text = f"redline {__version__}, Python {sys.version.split()[0]} on {sys.platform}\n{shlex.join(['redline', *arguments])}\n\n{details}"
    name = f"redline-crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    saved = "and could not be saved; --debug shows them"
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError):
            (folder / name).write_text(text, encoding="utf-8")
            saved = f"were saved to {escaped(str(folder / name))}"
            break
    report = "please report them with what this prints: redline doctor"
    say(f"unexpected error (a bug in redline): {type(error).__name__}{place}; details {saved}; {report}")
    return int(Exit.BUG)


@contextlib.contextmanager
def _quiet(debug: bool) -> Iterator[None]:
    """Keep warnings of libraries away from people who cannot act on them."""
    with warnings.catch_warnings():
        if not debug and not sys.warnoptions:
            warnings.simplefilter("ignore")
        yield
