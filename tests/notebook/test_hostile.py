"""What a notebook shows of somebody else's scenario or folder is text: a notebook runs whatever markup it is given."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.scenario.shipped import scenario_path
from tests import hostile
from tests.report.reader import read

pytest.importorskip("pandas")
OURS = {"p", "b", "br", "h4", "small", "svg", "div", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "figure", "figcaption"}
DRAWN = {"title", "desc", "g", "path", "defs", "use", "clipPath", "clippath", "rect", "style", "metadata", "text", "image"}
TWO = (scenario_path("two-actors") or Path()).read_text(encoding="utf-8")


def test_titles_rungs_and_names_of_folders_stay_text(tmp_path):
    titles = hostile.lines(200)
    rungs = ", ".join(hostile.yaml(one) for one in [*titles, *map(str, range(13))][:13])
    text = TWO.replace("A nuclear power draws a red line, and its neighbour pushes", hostile.yaml(titles[0]))
    text = text.replace("sides: [north, south]", f"sides: [north, south]\nladder: {{names: [{rungs}], first_outcome: 10}}")
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    folder = tmp_path / "".join((hostile.MARKUP[4], hostile.ATTRIBUTES[0]))
    shown = sim.check(tmp_path / "x.yaml")._repr_html_() + sim.run(tmp_path / "x.yaml", runs=64, out=folder)._repr_html_()
    tags = read(shown).tags
    assert {tag for tag, _ in tags} <= OURS | DRAWN
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert hostile.MARKUP[0] in read(shown).text
