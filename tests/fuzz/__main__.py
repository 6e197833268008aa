"""`python -m tests.fuzz reader|results --seconds N`: atheris feeds a target ever new bytes, and says how many, what broke and what was slowest.

Begins with the small files of tests/fuzz/corpus and with shipped ones. What breaks a target is kept in results/fuzz, each kind once.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sim", "yaml"]):
    from tests.fuzz import targets

CORPUS = Path(__file__).parent / "corpus"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
KEPT = Path("results") / "fuzz"
LONGEST = 8192  # bytes of an input
TELL = 5.0  # seconds


class Record:
    """How many inputs there were, what broke, and the slowest."""

    def __init__(self, name: str) -> None:
        self.name, self.feed = name, targets.TARGETS[name]
        self.inputs, self.refused, self.seconds, self.slowest = 0, 0, 0.0, (0.0, "")
        self.broken: dict[str, str] = {}
        self.told = time.monotonic()
        KEPT.mkdir(parents=True, exist_ok=True)

    def __call__(self, data: bytes) -> None:
        """Feed one input."""
        started = time.process_time()
        try:
            self.refused += bool(self.feed(data))
        except Exception as error:
            ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "sim" in Path(frame.filename).parts]
            kind = f"{type(error).__name__} in {Path(ours[-1].filename).name}, {ours[-1].name}: {ours[-1].line}" if ours else type(error).__name__
            if kind not in self.broken:
                self.broken[kind] = self._keep(data)
        spent = time.process_time() - started
        self.inputs += 1
        self.seconds += spent
        if spent > self.slowest[0]:
            self.slowest = (spent, self._keep(data) if spent > 1 else "")
        if time.monotonic() - self.told > TELL:
            self.tell()

    def _keep(self, data: bytes) -> str:
        path = KEPT / f"{self.name}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        return str(path)

    def tell(self) -> None:
        """Write down how it stands."""
        self.told = time.monotonic()
        facts = {
            "target": self.name,
            "inputs": self.inputs,
            "refused": self.refused,
            "broken": self.broken,
            "slowest_seconds": round(self.slowest[0], 3),
            "slowest": self.slowest[1],
            "cpu_seconds": round(self.seconds),
        }
        (KEPT / f"{self.name}.json").write_text(json.dumps(facts, indent=1) + "\n")


def seeds(name: str, home: Path) -> None:
    """Put what there is to begin with into a folder that the fuzzer may fill."""
    for path in (CORPUS / name).glob("*"):
        (home / path.name).write_bytes(targets.seed(path))
    if name == "reader":
        for path in [SCENARIOS / "two-actors.yaml", *sorted((SCENARIOS / "small").glob("*.yaml"))]:
            (home / path.name).write_bytes(path.read_bytes())


def words(home: Path) -> Path:
    """Return a list of words that files are made of, in the form that libFuzzer reads."""
    from sim.experiment.schema import schema_json as of_experiments
    from sim.scenario.schema import schema_json

    found: set[str] = set()
    for text in (schema_json(), of_experiments()):
        for section in [json.loads(text), *json.loads(text)["$defs"].values()]:
            found |= set(section.get("properties", {}))
    signs = [": ", "- ", "{", "}", "[", "]", "\\x0a  ", "null", "true", "1e400", "-1", "999999999", "\\x00", "\\xe2\\x80\\x8b", "redline"]
    path = home / "words"
    path.write_text("".join(f'"{word}"\n' for word in [*sorted(found), *signs]))
    return path


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=targets.TARGETS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="redline-corpus-"))
    (home / "inputs").mkdir()
    seeds(asked.target, home / "inputs")
    record = Record(asked.target)
    for path in (home / "inputs").iterdir():  # so that no import is taken for a slow input
        record.feed(path.read_bytes())
    limits = [f"-max_total_time={asked.seconds}", f"-seed={asked.seed}", f"-max_len={LONGEST}", "-timeout=60", "-rss_limit_mb=2048"]
    atheris.Setup([sys.argv[0], str(home / "inputs"), f"-dict={words(home)}", *limits, "-print_final_stats=1", "-verbosity=0"], record)
    try:
        atheris.Fuzz()
    finally:
        record.tell()


if __name__ == "__main__":
    main()
