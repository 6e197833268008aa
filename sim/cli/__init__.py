"""The command `redline`: arguments, messages and exit codes. Nothing heavy is imported before a verb is known."""

from __future__ import annotations

import os
import sys

CTRL_C, LIMIT = 130, 75


def main() -> None:
    """Run the command line and leave with its exit code."""
    os.environ["PYTHONSAFEPATH"] = "1"  # processes that we start find no modules in the working folder, which may be somebody else's results
    try:
        from sim.cli.ending import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while the first modules were read
        print("stopped; nothing was begun", file=sys.stderr)
        code = CTRL_C
    if code in (CTRL_C, LIMIT):  # leave at once: Python would turn an interrupt that some library met while loading into death by signal
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
