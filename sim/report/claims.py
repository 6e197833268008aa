"""Every number that the documents state, made anew and compared: `python -m sim.report.claims [--quick]`, exit code 6 with findings.

docs/claims.yaml says which command yields a number, where the number stands (a page, and the text around it) and how it is read from what the
command prints. Commands that several claims share run once. A claim whose text no longer stands in its page is a finding too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sim.errors import Exit, RunError
from sim.report.claim_values import ValueMissingError, agrees, evaluate

SCHEMA, REPORT = "redline/claims/1", "redline/claims-report/1"
ROOT = Path(__file__).resolve().parents[2]
LIST = "docs/claims.yaml"
OUT = "{out}"  # in a command: the folder that it writes to
SHOWN = re.compile(r"\{([^{}]*)\}")
# a number that a reader would take for a result: with a unit of chance or count, or an end of an interval, or signed
_NUMBER = r"[+-]?\d[\d,]*(?:\.\d+)?"
_UNIT = r"(?:-fold|%|,?\s(?:%|in 1,?0|per 1,000|percentage|times|histories|sets|bits|to [+-]?\d))"
RESULT = re.compile(rf"(?<![\w.,/§-])(?:{_NUMBER}(?={_UNIT})|[+-]\d[\d,]*(?:\.\d+)?)|(?<=\d to ){_NUMBER}")


@dataclass(frozen=True)
class Claim:
    """Numbers on a page: the text in which they stand in braces, and for each the expression over what a run printed."""

    page: str
    text: str
    run: str
    values: tuple[str, ...]
    relation: str = ""
    within: float | None = None
    because: str = ""

    @property
    def shown(self) -> list[str]:
        """The numbers as the page writes them."""
        return SHOWN.findall(self.text)

    @property
    def plain(self) -> str:
        """The text as it stands in the page."""
        return flat(SHOWN.sub(r"\1", self.text))


@dataclass(frozen=True)
class Listed:
    """The list of claims: runs by name, claims, files that a run makes again, checksums of inputs, how each page is held."""

    runs: Mapping[str, Mapping[str, Any]]
    claims: tuple[Claim, ...]
    same: tuple[Mapping[str, str], ...]
    inputs: Mapping[str, str]
    pages: Mapping[str, Mapping[str, Any]]
    constants: tuple[str, ...]


@dataclass
class Report:
    """What a comparison found."""

    compared: int = 0
    unread: int = 0  # numbers whose run was left out
    findings: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def flat(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


def read_list(path: Path) -> Listed:
    """Return the list of claims; RunError (exit code 2) for a file that is none, and for a claim with more or fewer values than numbers in braces."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise RunError(f"{path}: not a {SCHEMA} file", Exit.INPUT)
    claims = []
    for row in data["claims"]:
        values = row.get("values", [row["value"]] if "value" in row else [])
        claim = Claim(row["page"], row["text"], row["run"], tuple(map(str, values)), row.get("is", ""), row.get("within"), row.get("because", ""))
        if len(claim.values) != len(claim.shown):
            raise RunError(f"{path}: {len(claim.shown)} numbers in braces and {len(claim.values)} values: {claim.text}", Exit.INPUT)
        if claim.run not in data["runs"]:
            raise RunError(f"{path}: no run {claim.run!r}: {claim.text}", Exit.INPUT)
        if claim.within is not None and not claim.because:
            raise RunError(f"{path}: a tolerance needs a reason (because): {claim.text}", Exit.INPUT)
        claims.append(claim)
    constants = tuple(data.get("constants", ()))
    return Listed(data["runs"], tuple(claims), tuple(data.get("same", ())), data.get("inputs", {}), data["pages"], constants)


def fingerprint(path: Path) -> str:
    """Return the first sixteen digits of a checksum: of a scenario's canonical text (comments and layout do not count), of other files' bytes."""
    if path.suffix == ".yaml" and path.parent.name in ("scenarios", "small"):
        from sim.scenario.load import load

        return hashlib.sha256(load(path).text.encode()).hexdigest()[:16]
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def compare(listed: Listed, quick: bool, out: Path, only: Sequence[str] = (), say: Any = None) -> Report:
    """Return what the comparison of every claim found: runs in order, each once, those not quick left out where `quick`.

    Parameters
    ----------
    out : Path                     folder for what the commands write
    only : names of runs; nothing stands for all
    say : called with a line of progress
    """
    report = Report()
    for name, expected in listed.inputs.items():
        found = fingerprint(ROOT / name)
        if found != expected:
            report.findings.append(f"{name}: is not what the numbers were made from ({found}, listed {expected}); run all claims, then list it anew")
    pages = {claim.page: flat((ROOT / claim.page).read_text(encoding="utf-8")) for claim in listed.claims}
    for claim in listed.claims:
        if claim.plain not in pages[claim.page]:
            report.findings.append(f"{claim.page}: no longer says: {claim.plain}")
    for name, run in listed.runs.items():
        claims = [claim for claim in listed.claims if claim.run == name]
        if (quick and not run.get("quick", "file" in run)) or (only and name not in only):
            report.unread += sum(len(claim.values) for claim in claims)
            continue
        begun = time.perf_counter()
        try:
            data = obtained(run, out)
        except RunError as error:
            report.findings.append(f"run {name}: {error}")
            continue
        report.seconds[name] = time.perf_counter() - begun
        if say is not None and report.seconds[name] > 1:
            say(f"  {name}: {report.seconds[name]:.0f} s")
        for claim in claims:
            report.compared += len(claim.values)
            report.findings += list(_compared(claim, data, run))
        report.findings += list(_same(listed, name, out))
    return report


def obtained(run: Mapping[str, Any], out: Path) -> Any:
    """Return what a run yields as read from JSON: of a file that stands, else of the last command's output or of the file that it wrote.

    Raises
    ------
    RunError                       where a command fails or what it printed is no JSON
    """
    if "file" in run:
        return json.loads((ROOT / run["file"]).read_text(encoding="utf-8"))
    printed = ""
    for command in run.get("commands", [run.get("command", "")]):
        words = shlex.split(command.replace(OUT, str(out)))
        program = {"redline": [sys.executable, "-m", "sim.cli"], "python": [sys.executable]}.get(words[0])
        if program is None:
            raise RunError(f"{command} is neither redline nor python", Exit.INPUT)
        settings = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
        line = [*program, *words[1:]]
        done = subprocess.run(line, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)  # noqa: S603 (commands of our own list)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or [""])[-1]
            raise RunError(f"{command} ended with {done.returncode}: {last}", Exit.FINDINGS)
        printed = done.stdout
    try:
        return json.loads(Path(run["read"].replace(OUT, str(out))).read_text(encoding="utf-8") if "read" in run else printed)
    except (OSError, json.JSONDecodeError) as error:
        raise RunError(f"no JSON: {error}", Exit.FINDINGS) from None


def _compared(claim: Claim, data: Any, run: Mapping[str, Any]) -> Iterator[str]:
    source = run.get("file") or run.get("command") or run["commands"][-1]
    for shown, expression in zip(claim.shown, claim.values, strict=True):
        try:
            value = evaluate(expression, data)
        except ValueMissingError as error:
            yield f"{claim.page}: {claim.plain}: {source} has no such value: {error}"
            continue
        if not agrees(shown, value, claim.relation, claim.within):
            relation = f"{claim.relation} " if claim.relation else ""
            yield f"{claim.page}: says {relation}{shown}, {source} gives {value if isinstance(value, str) else f'{value:.6g}'}: {claim.plain}"


def _same(listed: Listed, name: str, out: Path) -> Iterator[str]:
    """Yield a finding for each file that a run made again and that differs from the one that stands."""
    for pair in listed.same:
        if pair["run"] == name and Path(pair["made"].replace(OUT, str(out))).read_bytes() != (ROOT / pair["file"]).read_bytes():
            yield f"{pair['file']}: {name} makes another file"


def unclaimed(listed: Listed, page: str) -> list[str]:
    """Return the numbers of a page that look like results and stand in no claim, constant or exception, each with the words around it."""
    text = (ROOT / page).read_text(encoding="utf-8")
    coded = re.sub(r"^```.*?^```|`[^`\n]*`|\]\([^)]*\)", lambda match: re.sub(r"[\d+-]", "x", match[0]), text, flags=re.MULTILINE | re.DOTALL)
    body = flat(coded)
    plain = flat(text)
    covered: list[tuple[int, int]] = []
    excepted = [flat(words) for words in listed.pages.get(page, {}).get("excepted", {})]
    for words in (*(claim.plain for claim in listed.claims if claim.page == page), *listed.constants, *excepted):
        covered += [(match.start(), match.end()) for match in re.finditer(re.escape(words), plain)]
    return [
        f"{match[0]}: ...{body[max(0, match.start() - 40) : match.end() + 25]}..."
        for match in RESULT.finditer(body)
        if not any(begin <= match.start() and match.end() <= end for begin, end in covered)
    ]


def main(arguments: Sequence[str]) -> int:
    """Compare, print findings, and return the exit code: 0, or 6 with findings."""
    parser = argparse.ArgumentParser(prog="python -m sim.report.claims", description="Make every number of the documents anew, and compare.")
    parser.add_argument("list", nargs="?", default=str(ROOT / LIST), help="another list of claims")
    parser.add_argument("--quick", action="store_true", help="only what takes seconds; texts and inputs are always compared")
    parser.add_argument("--only", action="append", default=[], metavar="RUN", help="only this run; repeatable")
    parser.add_argument("--out", type=Path, help="keep what the commands write here")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(arguments)
    try:
        listed = read_list(Path(asked.list))
        with tempfile.TemporaryDirectory() as scratch:
            report = compare(listed, asked.quick, asked.out or Path(scratch), asked.only, lambda line: print(line, file=sys.stderr, flush=True))
    except (RunError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return int(Exit.INPUT)
    if asked.json:
        facts = {"compared": report.compared, "unread": report.unread, "findings": report.findings, "seconds": report.seconds}
        print(json.dumps({"schema": REPORT, "quick": asked.quick, "claims": len(listed.claims), **facts}))
    else:
        for finding in report.findings:
            print(finding)
        left = f", {report.unread} left to a full run" if report.unread else ""
        print(f"{len(listed.claims)} claims: {report.compared} numbers compared{left}, {len(report.findings)} findings")
    return int(Exit.FINDINGS if report.findings else Exit.DONE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
