"""`redline explain`: the answer comes first, the tables say the same, and what cannot be explained is refused in one line."""

import csv
import math
import shutil

from sim.cli.explain import PARTS
from sim.cli.options import MANIFEST


def test_the_first_lines_say_why_and_the_tables_add_up(redline, tmp_path):
    said = redline("explain", "two-actors", "--runs", 256, "-o", tmp_path / "why", "--no-figures", "-j", 1)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("Why did it escalate? Nuclear use, ")
    assert "deliberate choice" in lines[0]
    assert lines[1].startswith("How: ")
    with (tmp_path / "why/shares.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts = [float(row["value"]) for row in rows if row["part"] != "total"]
    assert abs(math.fsum(parts) - float(rows[-1]["value"])) < 1e-15
    codebook = (tmp_path / "why/README.md").read_text(encoding="utf-8")
    known = {name.strip() for line in codebook.splitlines() if line.startswith("* `") for name in line.split("`")[1].split(",")}
    for table in (tmp_path / "why").glob("*.csv"):
        assert set(next(csv.reader(table.open(encoding="utf-8")))) - known - {"name", "told", "clear", "amount"} == set()


def test_json_is_one_object_and_a_folder_is_explained_on_its_own_luck(redline, finished, tmp_path):
    finished = shutil.copytree(finished, tmp_path / "copy")  # others look at the folder, too
    assert (finished / MANIFEST).exists()
    said = redline("explain", finished, "--only", "paths", "--only", "lines", "--runs", 128, "--json", "-j", 1)
    found = said.json
    assert (said.code, found["schema"], found["histories"]) == (0, "redline/explain/1", 128)
    assert "shares" not in found
    assert found["paths"][0]["replay"].startswith(f"redline replay {finished} --history ")
    assert {row["tier"] for row in found["lines"]} == {"conventional", "nuclear"}
    assert {path.name for path in (finished / "explain/figures").glob("*.svg")} == {"gateways-nuclear_use.svg"}
    again = redline("explain", "two-actors", "--only", "paths", "--only", "lines", "--runs", 128, "--json", "-j", 1, "--no-figures")
    assert again.json["digest"] == found["digest"]


def test_what_cannot_be_explained_is_refused_in_one_line(redline, finished):
    for arguments, word in (
        (("two-actors", "--outcome", "clash"), "clash cannot happen in two-actors"),
        (("no-such-thing",), "no shipped scenario"),
        ((finished, "--runs", 100_000), "--runs cannot be more"),
        ((finished, "--seed", 3), "explained as it is"),
        (("two-actors", "--point", 3), "of a sweep"),
    ):
        said = redline("explain", *arguments)
        assert (said.code, said.out, len(said.errors)) == (2, "", 1)
        assert word in said.err


def test_parts_of_the_command_are_those_of_the_analysis():
    from sim.analysis import explain, paths
    from sim.cli import explain as verb

    assert explain.PARTS == PARTS
    assert paths.OUTCOMES == verb.KNOWN
