"""The command `redline`: arguments, messages and exit codes. Nothing heavy is imported before a verb is known."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from sim.cli.ending import run

    sys.exit(run(sys.argv[1:]))
