"""A figure's files: whole or absent, exact numbers, a name that cannot leave its folder."""

import pytest

from sim.plots.figure import FigureSpec, table
from tests.plots.examples import NONE


def blank(name: str = "blank", **changes) -> FigureSpec:
    """Return a figure with an empty body."""
    values = {"title": "t", "reading": "r", "alt": "a", "columns": ("x", "y"), "rows": ((0.1, None), ("a,b", 3)), "size": (2.0, 1.0)} | changes
    return FigureSpec(name, **values, paint=lambda canvas, size: None)


@pytest.mark.parametrize("name", ["", "../a", "a/b", "A", "a b", "-a", "a.svg", "a\n"])
def test_a_name_that_is_no_plain_file_name_is_refused(name):
    with pytest.raises(ValueError, match="a figure's name is letters"):
        blank(name)


def test_csv_keeps_numbers_exact_and_quotes_what_needs_it():
    assert blank(rows=((0.1 + 0.2, None), ("a,b", 3))).csv() == 'x,y\n0.30000000000000004,\n"a,b",3\n'


def test_save_writes_four_files_and_leaves_nothing_else(tmp_path):
    paths = blank().save(tmp_path / "new" / "folder")
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == ["blank.csv", "blank.pdf", "blank.png", "blank.svg"]
    assert [path.suffix for path in paths] == [".svg", ".png", ".pdf", ".csv"]


def test_a_save_that_fails_leaves_the_old_file_and_no_part(tmp_path, monkeypatch):
    blank().save(tmp_path)
    before = (tmp_path / "blank.svg").read_bytes()
    monkeypatch.setattr("pathlib.Path.replace", lambda self, target: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        blank(title="other").save(tmp_path)
    assert (tmp_path / "blank.svg").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_words_lose_control_characters():
    figure = blank(title="a\x00b", alt="c\x1bd")
    assert (figure.title, figure.alt) == ("a b", "c d")


def test_a_table_takes_the_named_attributes_in_order():
    assert table(("p", "part"), [NONE]) == (("p", "part"), ((0.0, "total"),))
