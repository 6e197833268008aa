"""`redline schema`: the JSON Schema of scenario, experiment and cluster files, for editors that check while one types."""

from __future__ import annotations

import click

from sim.cli import options
from sim.errors import Exit


@click.command("schema", short_help="print the JSON Schema of files")
@click.argument("kind", type=click.Choice(["scenario", "experiment", "cluster"]), default="scenario", required=False)
@options.common
def command(kind: str, quiet: bool, verbose: bool) -> int:
    """Print the JSON Schema of scenario files (or of experiment or cluster files), which editors use to check and complete while one types.

    \b
    Examples
      redline schema > redline-scenario.json
      redline schema experiment > redline-experiment.json
      redline schema cluster > redline-cluster.json
    """
    if kind == "scenario":
        from sim.scenario.schema import schema_json
    elif kind == "cluster":
        from sim.backends.cluster_file import schema_json
    else:
        from sim.experiment.schema import schema_json
    click.echo(schema_json(), nl=False)
    return int(Exit.DONE)
