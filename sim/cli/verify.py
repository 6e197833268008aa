"""`redline verify`: whether a results folder is what it says, by checksums and by doing a sample of its work once more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, escaped


@click.command("verify", short_help="check a results folder")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "-n", "--sample", type=options.Whole(0, 10**9), metavar="N", help="Simulate N blocks once more and compare bytes (default: 4; 0: none)."
)
@options.together(options.json, options.common)
def command(folder: Path, sample: int | None, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Check the manifest, the copies and every shard of a results folder, simulate a few of its blocks once more, compare bytes, and print the
    digest of the canonical table. Nothing is changed.

    Exit code 0: all is well. 4: something is damaged; one line each says what, and what to do.

    \b
    Examples
      redline verify results/november-2024-3f9c12ab
      redline verify results/doctrine-2024 --sample 50 --json
    """
    from sim.analysis.summary import json_text
    from sim.analysis.verify import SAMPLE, verify
    from sim.cli.console import Console, compile_notice

    console = Console(quiet, verbose)
    with compile_notice(console):
        verdict = verify(
            folder, SAMPLE if sample is None else sample, report=lambda done, all_: console.detail(f"  simulated {done} of {all_} blocks")
        )
    for note in verdict.notes:
        console.say(escaped(note))
    for one in () if as_json else verdict.damage:
        click.echo(escaped(f"damaged: {one.file}: {one.reason}; {one.advice}"), err=True)
    if as_json:
        console.data(json_text(verdict.facts()).rstrip("\n"))
        return int(Exit.DAMAGED if verdict.damage else Exit.DONE)
    tell(console, verdict)
    return int(Exit.DAMAGED if verdict.damage else Exit.DONE)


def tell(console: Any, verdict: Any) -> None:
    """Print that everything is sound, where it is, and the digest."""
    if not verdict.damage:
        blocks = f"{verdict.done:,}" + ("" if verdict.wanted is None else f" of {verdict.wanted:,}")
        console.data(f"sound: {verdict.shards:,} shards, {blocks} blocks; {len(verdict.recomputed):,} simulated once more, the same bit for bit")
    if verdict.failed:
        console.data(f"{verdict.failed:,} histories failed; they are in no average (redline status names them)")
    if verdict.digest:
        console.data(verdict.digest)
