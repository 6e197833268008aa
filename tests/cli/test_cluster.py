"""Where a sweep is worked: what the options say together with the file, and what is refused."""

from __future__ import annotations

import click
import pytest

from sim.cli import cluster, options

FILE = "schema: redline/cluster/1\npartition: short\nmemory: 1GB\nsetup: [module load a]\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return what a command with these options is told, in a folder that holds a description of a cluster."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("REDLINE_CLUSTER", raising=False)
    (tmp_path / "mine.yaml").write_text(FILE)

    @click.command()
    @options.jobs
    @cluster.place_options
    def command(jobs, place):
        return place

    return lambda *arguments: command.main(list(arguments), standalone_mode=False)


def test_this_machine_is_the_default_and_reads_no_file(place, monkeypatch):
    monkeypatch.setenv("REDLINE_CLUSTER", "nowhere.yaml")
    assert place().local


def test_options_go_before_the_file_and_setup_lines_after_its_own(place):
    found = place("--backend", "dask-slurm", "--cluster", "mine.yaml", "--memory", "2GB", "--setup", "module load b", "--time", "90m").settings
    assert (found.partition, found.memory, found.time, found.setup) == ("short", 2048, 5400, ("module load a", "module load b"))


def test_the_file_of_the_environment_is_read_where_none_is_named(place, monkeypatch):
    monkeypatch.setenv("REDLINE_CLUSTER", "mine.yaml")
    assert place("--backend", "dask").settings.partition == "short"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--partition", "x"], "--partition says nothing to --backend local; it is for --backend slurm or dask-slurm"),
        (["--cluster", "mine.yaml"], "--cluster says nothing to --backend local; choose dask, slurm or dask-slurm"),
        (["--backend", "dask", "--time", "1h"], "--time says nothing to --backend dask; it is for --backend slurm or dask-slurm"),
        (["--backend", "dask-slurm", "--scheduler", "tcp://a:1"], "--scheduler says nothing to --backend dask-slurm; it is for --backend dask"),
        (["--backend", "dask", "--scheduler", "tcp://a:1", "--workers", "2"], "--scheduler names a cluster that has its workers already"),
        (["--backend", "dask", "-j", "2"], "--jobs are processes of this machine; with --backend dask use --workers"),
        (["--backend", "dask", "--memory", "big"], "must be a size such as 2GB or 512M, got 'big'"),
        (["--backend", "dask-slurm", "--time", "90"], "must be a time such as 1h50m"),
        (["--backend", "dask", "--cluster", "."], "--cluster must be a file"),
    ],
)
def test_what_would_be_ignored_or_cannot_be_read_is_refused_in_one_line(place, arguments, complaint):
    with pytest.raises(click.UsageError) as caught:
        place(*arguments)
    assert complaint in caught.value.format_message()
