"""A scenario names doctrines, histories and sources; names never lead out of the folders beside it and the shipped ones."""

import os
import sys

import pytest

from sim.errors import ScenarioError
from sim.scenario import shipped
from sim.scenario.load import load, load_text, read_draft
from tests.scenario.examples import NOVEMBER, SCENARIOS, TINY, TWO, changed

DOCTRINE = """\
schema: redline/doctrine/1
id: mine
title: Mine
owner: north
in_force_from: 2030-01-01
backer_share: 0.5
nuclear_lines: {border: 0.4}
clauses: [{id: one, watches: the border, crossing: it is crossed, tier: use}]
"""
ASKING = changed(TWO, ("doctrine: north-2030", "doctrine: mine"), ("in_force_from: 2030-01-01, n", "in_force_from: 2030-01-01, backer_share: 0, n"))


def refusal(text: str, folder) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "x.yaml", folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "doctrines").mkdir()
    (tmp_path / "doctrines" / "mine.yaml").write_text(DOCTRINE)
    return tmp_path


def test_a_doctrine_beside_the_scenario_is_found(folder):
    text = load_text(ASKING, "x.yaml", folder).owners[0].published
    assert (text.id, text.title, text.nuclear_lines, text.backer_share) == ("mine", "Mine", {"border": 0.4}, 0.5)
    assert text.clauses == ({"id": "one", "watches": "the border", "crossing": "it is crossed", "tier": "use"},)


def test_a_doctrine_file_has_the_name_of_its_id(folder):
    (folder / "doctrines" / "mine.yaml").write_text(DOCTRINE.replace("id: mine", "id: other"))
    path = folder / "doctrines" / "mine.yaml"
    assert refusal(ASKING, folder) == [f"{path}: error: id is 'other', but the file is called 'mine'; make them the same"]


def test_mistakes_in_a_doctrine_are_told_at_their_place(folder):
    (folder / "doctrines" / "mine.yaml").write_text(DOCTRINE.replace("backer_share: 0.5", "backer_shar: 0.5").replace("0.4", "-1"))
    path = folder / "doctrines" / "mine.yaml"
    assert refusal(ASKING, folder) == [
        f"{path}:6:1: error: unknown name 'backer_shar'; did you mean 'backer_share'?",
        f"{path}:7:25: error: border must be 0 or more, got -1",
    ]


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "..", ".", "a/b", "mine.yaml", "~", "$HOME", "%2e%2e", "x" * 300])
def test_a_doctrine_is_a_name_and_never_a_path(folder, name):
    (folder / "secret.yaml").write_text(DOCTRINE.replace("id: mine", "id: secret"))
    assert all(
        "no doctrine" in line or "must be a short name" in line for line in refusal(ASKING.replace("doctrine: mine", f'doctrine: "{name}"'), folder)
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_that_leads_away_is_passed_over(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "mine.yaml").write_text(DOCTRINE)
    (folder / "doctrines" / "mine.yaml").unlink()
    (folder / "doctrines" / "mine.yaml").symlink_to(elsewhere / "mine.yaml")
    assert "no doctrine 'mine'; known: " in refusal(ASKING, folder)[0]


def test_a_source_beside_the_scenario_is_found_and_wins(tmp_path):
    text = changed(TWO, ("unit: stake", "source: timeline"))
    assert load_text(text, "x.yaml", tmp_path).sources["timeline"]["publisher"] == "Redline"
    entry = "{publisher: Me, date: today, title: T, link: none, verified: ours}"
    (tmp_path / "sources.yaml").write_text(f"schema: redline/sources/1\nsources: {{timeline: {entry}}}\n")
    assert load_text(text, "x.yaml", tmp_path).sources["timeline"]["publisher"] == "Me"
    own = text + f"sources: {{timeline: {entry.replace('Me', 'Mine')}}}\n"
    assert load_text(own, "x.yaml", tmp_path).sources["timeline"]["publisher"] == "Mine"


def test_only_the_sources_that_are_used_are_kept():
    assert load_text(TINY).sources == {}
    assert {"timeline", "doctrine-texts", "forecasters-2022", "rusi-2025"} <= load(SCENARIOS / "november-2024.yaml").sources.keys()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("november-2042.yaml", "no such file; did you mean "),
        ("folder.yaml", "not a file"),
        ("nul\0.yaml", "no such file"),
        ("x" * 5000, r"cannot be read \(file name too long\)"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path, name, message):
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ScenarioError, match=message) as caught:
        load(f"{tmp_path}/{name}")
    assert str(caught.value).count("\n") == 0


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told_in_one_line(tmp_path):
    (tmp_path / "x.yaml").write_text(TINY)
    (tmp_path / "x.yaml").chmod(0)
    with pytest.raises(ScenarioError, match="permission denied"):
        load(tmp_path / "x.yaml")


def test_nothing_outside_the_folders_is_opened(folder):
    opened: list[str] = []

    def watch(event, arguments):
        if watching and event in ("open", "subprocess.Popen", "os.system", "socket.connect", "exec"):
            opened.append(f"{event}: {arguments[0]}")

    watching = False
    sys.addaudithook(watch)
    (folder / "x.yaml").write_text(ASKING)
    watching = True
    read_draft(folder / "x.yaml").scenario(["clock.horizon_months=6"])
    watching = False
    allowed = (str(folder), str(shipped.folder()))
    assert [line for line in opened if not line.removeprefix("open: ").startswith(allowed)] == []
    assert opened != []


def test_the_shipped_scenarios_are_found_in_a_checkout_and_in_an_installed_package(tmp_path, monkeypatch):
    assert shipped.folder() == SCENARIOS
    dated = ["calm-2023", "cuba-1962", "kargil-1999", "november-2024", "september-2022"]
    assert shipped.scenario_names() == sorted([*dated, "baltic", "taiwan-strait", "two-actors"])
    assert shipped.scenario_path("two-actors") == SCENARIOS / "two-actors.yaml"
    assert shipped.scenario_path("../two-actors") is None
    (tmp_path / "shipped").mkdir()
    (tmp_path / "shipped" / "mine.yaml").write_text(TINY)
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path)
    assert (shipped.folder(), shipped.scenario_names()) == (tmp_path / "shipped", ["mine"])


def test_the_november_crisis_reads_the_same_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_text(NOVEMBER).text == load(SCENARIOS / "november-2024.yaml").text
