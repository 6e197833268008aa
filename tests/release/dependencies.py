"""Whether the locked dependencies have known vulnerabilities, and, just as plainly, whether anybody could be asked.

    python -m tests.release.dependencies

pip-audit says "no known vulnerabilities" also where its database knows none of the packages, as behind a mirror without one. So its answer is
counted here: exit code 0 where every package was looked up and none is known to be vulnerable, 6 where one is, 5 where some were not looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sim.errors import Exit

LOCK = Path(__file__).parents[2] / "requirements.lock"
SERVICES = ("pypi", "osv")  # databases, one after the other until one answers
Answer = Sequence[dict[str, Any]] | None


def ask(service: str) -> Answer:
    """Return what pip-audit says of each package of the lock, None where the database could not be reached."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    done = subprocess.run([*command, "--vulnerability-service", service, "--format", "json"], capture_output=True, text=True, check=False)
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    return found


def audit(asked: Callable[[str], Answer] = ask) -> tuple[Exit, str]:
    """Return the exit code and what to say: a line each for vulnerable packages, or one line."""
    best: Sequence[dict[str, Any]] = ()
    for service in SERVICES:
        answer = asked(service) or ()
        known = [one for one in answer if "skip_reason" not in one]
        bad = [f"{one['name']} {one['version']}: {flaw['id']}{_mended(flaw)}" for one in known for flaw in one["vulns"]]
        if bad:
            return Exit.FINDINGS, "\n".join(bad)
        if known and len(known) == len(answer):
            return Exit.DONE, f"{len(known)} locked packages looked up at {service}: none is known to be vulnerable"
        best = max(best, answer, key=len)
    known = [one for one in best if "skip_reason" not in one]
    there = f"{len(known)} of {len(best)} locked packages could be looked up" if best else "no database of vulnerabilities answers"
    return Exit.MACHINE, f"not audited: {there} ({', '.join(SERVICES)}); ask again where the network reaches one"


def _mended(flaw: dict[str, Any]) -> str:
    versions = flaw.get("fix_versions", ())
    return f", mended in {', '.join(versions)}" if versions else ", no mended version yet"


if __name__ == "__main__":
    code, said = audit()
    print(said, file=sys.stdout if code == Exit.DONE else sys.stderr)
    sys.exit(int(code))
