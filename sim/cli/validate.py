"""`redline validate`: the public table of replications, made anew."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli import options
from sim.errors import Exit


@click.command("validate", short_help="reproduce published numbers")
@click.argument("subjects", metavar="[SUBJECT]...", nargs=-1)
@click.option("--write", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the table as a page in Markdown.")
@options.together(options.json, options.common)
def command(subjects: tuple[str, ...], target: Path | None, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Reproduce every published or closed-form number that this program is held to; exit code 6 if one fails that should hold.

    SUBJECT is the name of a game (`redline game list`) or of another part of the table; without, all of it. --verbose shows every row, else
    only those that do not hold.

    \b
    Examples
      redline validate
      redline validate chicken crisis-signalling -v
      redline validate --write docs/replications.md
    """
    from sim.analysis.validate import page, setting, shown, summary, table
    from sim.cli.console import Console
    from sim.errors import RunError, escaped

    console = Console(quiet, verbose)
    found = list(table(subjects))
    counts = summary(found)
    if target:
        try:
            target.write_text(page(found), encoding="utf-8")
        except OSError as error:
            raise RunError(f"cannot write {escaped(str(target))}: {(error.strerror or str(error)).lower()}", Exit.MACHINE) from error
        console.say(f"written to {escaped(str(target))}")
    if as_json:
        import json

        console.data(json.dumps({"schema": "redline/replications/1", "counts": counts, "rows": [one.as_dict() for one in found]}, allow_nan=False))
    else:
        for one in found:
            if verbose or not one.row.holds:
                row = one.row
                at = f" at {setting(row.parameters)}" if row.parameters else ""
                reason = f" ({row.where})" if not row.holds else ""
                console.data(f"{one.verdict}: {one.subject}: {row.quantity}{at}: expected {row.expected}, obtained {shown(row)}{reason}")
        models = len({one.subject for one in found})
        console.data(
            f"{len(found)} numbers of {models} subjects: {counts['holds']} hold, {counts['not reproduced']} not reproduced, {counts['FAILS']} fail"
        )
    return int(Exit.FINDINGS if any(one.surprising for one in found) else Exit.DONE)
