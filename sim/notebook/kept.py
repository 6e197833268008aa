"""`status` and `verify`: how far a results folder is, and whether what it holds is sound. Nothing is changed."""

from __future__ import annotations

from pathlib import Path

from sim.notebook.findings import Finding, Told


def status(folder: str | Path) -> Finding:
    """Say how far a run or a sweep is; frames `damaged`, `quarantined`, `failed`.

    Raises
    ------
    ResultsError       exit code 2 where the folder holds neither
    """
    from sim.analysis.folder import facts
    from sim.analysis.folder import status as looked
    from sim.cli.status import jobs_of, tell

    found, console = looked(Path(folder)), Told()
    jobs = jobs_of(found)
    tell(console, found, jobs)
    said = facts(found) | {"jobs": jobs}
    rows = {name: said[name] for name in ("damaged", "quarantined", "failed")}
    return Finding("status", found.folder.name, console.lines, rows, (), said)


def verify(folder: str | Path, sample: int | None = None) -> Finding:
    """Check every shard of a results folder, and simulate a few blocks once more; frame `damage` (file, reason, advice).

    Parameters
    ----------
    sample : blocks that are simulated once more; the usual number where None

    Raises
    ------
    ResultsError       exit code 2 where the folder holds neither run nor sweep
    """
    from sim.analysis import verify as verifying
    from sim.cli.verify import tell

    place, console = Path(folder), Told()
    verdict = verifying.verify(place, verifying.SAMPLE if sample is None else sample)
    for one in verdict.damage:
        console.data(f"damaged: {one.file}: {one.reason}; {one.advice}")
    tell(console, verdict)
    rows = [{"file": one.file, "reason": one.reason, "advice": one.advice} for one in verdict.damage]
    return Finding("verify", place.name, console.lines, {"damage": rows}, (), verdict.facts())
