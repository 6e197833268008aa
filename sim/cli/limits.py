"""An end that is foreseen: the time limit of a command."""

from __future__ import annotations

import signal
import threading

import click

from sim.backends.settings import seconds
from sim.cli.measured import Measured

time_limit = click.option(
    "--time-limit", type=Measured(seconds), metavar="TIME", help="Stop cleanly after TIME, as 1h50m; exit code 75 means: resume me."
)


def limit(length: int | None) -> None:
    """Stop the current command after so many seconds, as SIGTERM does; None is no limit."""
    if length is not None:
        timer = threading.Timer(length, signal.pthread_kill, [threading.main_thread().ident, signal.SIGTERM])
        timer.daemon = True
        timer.start()
        click.get_current_context().call_on_close(timer.cancel)
