"""Every experiment that the how-to page shows is a whole file, and a dry run of it ends well."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/how-to/write-an-experiment.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXPERIMENTS = {re.search(r"^id: (.+)$", block, flags=re.MULTILINE)[1]: block for block in re.findall(r"^```yaml\n(.*?)^```", TEXT, flags=re.M | re.S)}
LISTS = dict(re.findall(r"^`([\w-]+\.csv)`:\n\n```text\n(.*?)^```", TEXT, flags=re.M | re.S))


def test_the_page_shows_every_kind_of_design():
    from sim.experiment.schema import TAKES

    assert {kind for kind in TAKES if f"kind: {kind}" in "".join(EXPERIMENTS.values())} == set(TAKES)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return a folder with every file of the page."""
    folder = tmp_path_factory.mktemp("shown")
    for name, text in [*((f"{name}.yaml", text) for name, text in EXPERIMENTS.items()), *LISTS.items()]:
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_dry_run_of_the_experiment_ends_well(written, redline, monkeypatch, name):
    if "kind: morris" in EXPERIMENTS[name] or "kind: saltelli" in EXPERIMENTS[name]:
        pytest.importorskip("SALib")
    monkeypatch.chdir(written)
    said = redline("sweep", f"{name}.yaml", "--dry-run", "--json", "-q")
    assert (said.code, said.err) == (0, "")
    assert said.json["experiment"] == name
    assert sorted(path.name for path in written.iterdir()) == sorted([*(f"{one}.yaml" for one in EXPERIMENTS), *LISTS])
