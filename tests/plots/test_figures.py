"""What every figure keeps to, whatever its data: nothing clipped or overlapping, readable type, words for those who cannot see it, stable bytes."""

import csv
import io
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from sim.plots import style
from sim.plots.figure import CAUTION, DOTS_PER_INCH, FigureSpec
from tests.plots import analysis_examples, examples, explain_examples, report_examples
from tests.plots.examples import HOSTILE

ORDINARY = examples.ORDINARY | analysis_examples.ORDINARY | explain_examples.ORDINARY | report_examples.ORDINARY
FIGURES = examples.FIGURES | analysis_examples.FIGURES | explain_examples.FIGURES | report_examples.FIGURES
ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
OF_SETS = {"level map", "knobs", "trajectories", "rules"}  # they show a spread over sets of numbers or histories, and no interval
every = pytest.mark.parametrize("name", FIGURES)
ordinary = pytest.mark.parametrize("name", ORDINARY)


@cache
def spec(name: str) -> FigureSpec:
    """Return the example figure, drawn up once."""
    return FIGURES[name]()


@cache
def inline(name: str) -> str:
    """Return the example figure's inline SVG, drawn once."""
    return spec(name).inline_svg()


def parsed(name: str) -> ElementTree.Element:
    """Return the inline SVG as a tree; the text is our own."""
    return ElementTree.fromstring(inline(name))  # noqa: S314


@cache
def texts(name: str) -> list[tuple[Text, Bbox]]:
    """Return every text that is drawn in the body, with its extent in pixels at 100 dots an inch."""
    drawn: list[tuple[Text, Bbox]] = []

    def record(self, renderer):
        if self.get_visible() and self.get_text().strip():
            drawn.append((self, self.get_window_extent(renderer)))

    with style.drawing(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", record)
        canvas = Figure(figsize=spec(name).size, dpi=100)
        spec(name).paint(canvas, spec(name).size)
        canvas.savefig(io.BytesIO(), format="png")
    return drawn


@every
def test_no_text_leaves_the_figure(name):
    width, height = (100 * side for side in spec(name).size)
    assert texts(name)
    assert [text.get_text() for text, box in texts(name) if box.x0 < 0 or box.y0 < -5 or box.x1 > width or box.y1 > height + 5] == []


@every
def test_no_two_texts_overlap(name):
    pairs = [(one, other) for index, one in enumerate(texts(name)) for other in texts(name)[:index]]
    overlaps = [
        (one.get_text(), other.get_text())
        for (one, a), (other, b) in pairs
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3.0
    ]
    assert overlaps == []


@every
def test_no_type_is_smaller_than_nine_points(name):
    assert min(text.get_fontsize() for text, _ in texts(name)) >= 9


@every
def test_text_contrasts_with_what_is_behind_it(name):
    cells = {style.CELL_DARK, style.CELL_LIGHT}  # on coloured cells; see test_heat_map
    colours = {to_hex(text.get_color()) for text, _ in texts(name)} - cells
    assert all(style.contrast(colour, style.PAPER) >= 4.5 for colour in colours)


@every
def test_svg_speaks(name):
    root = parsed(name)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (title.text, description.text) == (spec(name).title, spec(name).alt)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


@every
def test_svg_holds_no_script_no_link_no_image_and_no_date(name):
    root = parsed(name)
    assert {element.tag for element in root.iter()} <= {f"{SVG}{tag}" for tag in "svg title desc defs style g path use clipPath rect pattern".split()}
    links = [value for element in root.iter() for key, value in element.attrib.items() if key.endswith("href")]
    assert all(link.startswith(f"#{spec(name).name}-") for link in links)


@every
def test_words_are_on_one_line_without_control_characters(name):
    for text in (spec(name).title, spec(name).reading, spec(name).alt):
        assert text == style.clean(text, len(text))
        assert text


@every
def test_data_come_back_from_csv(name):
    header, *rows = csv.reader(io.StringIO(spec(name).csv()))
    assert tuple(header) == spec(name).columns
    assert len(rows) == len(spec(name).rows)
    for read, row in zip(rows, spec(name).rows, strict=True):
        assert tuple(came_back(text, value) for text, value in zip(read, row, strict=True)) == row


def came_back(text, value):
    """Return a cell of CSV as the type of the value that was written; an empty one is None."""
    if value is None:
        return None if text == "" else text
    return text == "True" if isinstance(value, bool) else type(value)(text)


@ordinary
def test_files_are_the_same_bytes_when_redrawn(name, tmp_path):
    for folder in ("a", "b"):
        ORDINARY[name]().save(tmp_path / folder)
    for suffix in ("svg", "png", "pdf", "csv"):
        assert (tmp_path / "a" / f"{spec(name).name}.{suffix}").read_bytes() == (tmp_path / "b" / f"{spec(name).name}.{suffix}").read_bytes()


def test_bytes_do_not_depend_on_the_process_the_date_or_the_users_settings(tmp_path):
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nfont.style: italic\naxes.facecolor: red\n")
    code = "import sys; from tests.plots.examples import ORDINARY; sys.stdout.write(ORDINARY['parts']().svg())"
    environment = os.environ | {"PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1", "MATPLOTLIBRC": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == spec("parts").svg()


@ordinary
def test_the_picture_that_travels_is_sharp_and_carries_its_words(name, tmp_path):
    _, png, _, _ = spec(name).save(tmp_path)
    with Image.open(png) as image:
        assert image.info["Title"] == spec(name).title
        assert image.info["Description"] == spec(name).alt
        assert "Date" not in image.info
        assert image.width >= 150 * spec(name).size[0]
        assert image.info["dpi"][0] == pytest.approx(DOTS_PER_INCH, abs=0.5)
        assert image.height > DOTS_PER_INCH * spec(name).size[1] + 50  # heading and caution are part of it


@ordinary
def test_the_svg_that_travels_has_its_own_ids_and_fixed_colours(name):
    text = spec(name).svg()
    assert "var(--" not in text
    assert all(value.startswith(f"{spec(name).name}-") for value in re.findall(r'\bid="([^"]+)"', text))
    assert text.startswith("<svg")


@ordinary
def test_inline_colours_follow_the_page(name):
    assert "var(--ink, #1a1a1b)" in inline(name)
    assert not re.search(r"(?<!, )#1a1a1b", inline(name))


@ordinary
def test_numbers_of_the_data_are_in_the_words(name):
    assert re.search(r"\d", spec(name).alt)
    assert "95 %" in spec(name).alt + spec(name).reading or name in OF_SETS
    assert "will" not in f"{spec(name).title} {spec(name).reading} {spec(name).alt}".split()


def test_markup_in_a_name_stays_text():
    assert "<script" not in inline("dots, hostile")
    assert "&lt;script&gt;" in inline("dots, hostile")
    assert HOSTILE in spec("dots, hostile").csv().replace('""', '"')


def test_the_caution_names_model_and_noise():
    assert "model" in CAUTION
    assert "simulation noise only" in CAUTION
