"""History files: eight columns that matter, one row a line, every mistake at its line and column."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load_text
from sim.scenario.nodes import Mark, plain
from sim.scenario.table import read_rows
from tests.scenario.examples import TWO

HEAD = "id,date,owner,dimension,exposure,front,answered,rung\n"
COLUMNS = "id, date, owner, dimension, exposure, front, answered, rung"
ROW = "E1,2029-05-01,north,border,0.4,0,true,5\n"


def refusal(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_rows(text.encode(), "h.csv")
    return [str(problem) for problem in caught.value.problems]


def test_a_row_becomes_names_and_values_with_their_places():
    rows = read_rows((HEAD + ROW).encode(), "h.csv")
    assert plain(rows) == [
        {"id": "E1", "date": "2029-05-01", "owner": "north", "dimension": "border", "exposure": 0.4, "front": 0, "answered": True, "rung": 5}
    ]
    assert rows.items[0].entries["dimension"].mark == Mark("h.csv", 2, 21)


def test_quotes_commas_blank_lines_and_further_columns_are_read_as_spreadsheets_write_them():
    text = HEAD.replace("rung\n", 'rung,note,"a, b"\r\n') + '"E1",2029-05-01,north,border,"0.4",0,true,5,"said ""no"", then left",x\r\n\r\n'
    assert plain(read_rows(text.encode(), "h.csv"))[0]["exposure"] == 0.4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            "h.csv:1:1: error: column 'id' expected here, got ''; the first columns are " + COLUMNS,
        ),
        (
            HEAD.replace("date", "day"),
            "h.csv:1:4: error: column 'date' expected here, got 'day'; the first columns are " + COLUMNS,
        ),
        ('"id', "h.csv:1:1: error: the first line must name the columns " + COLUMNS),
        (HEAD + ROW + "E2,2029\n", "h.csv:3:1: error: 2 cells where the heading has 8; quote cells with commas"),
        (HEAD + ROW.replace("north", '"north'), "h.csv:2:1: error: a quotation mark is not closed, or stands inside a cell; one row a line"),
        (HEAD + ROW.replace("north", 'no"rth'), "h.csv:2:1: error: a quotation mark is not closed, or stands inside a cell; one row a line"),
        (HEAD + ROW.replace("north", '"nor"th'), "h.csv:2:1: error: a quotation mark is not closed, or stands inside a cell; one row a line"),
        (HEAD + ROW.replace("0.4", ""), "h.csv:2:28: error: exposure: no value given; write one, or delete the name"),
        (
            HEAD + ROW.replace("true", "yes"),
            "h.csv:2:34: error: answered: 'yes' is ambiguous (text or yes/no?); write \"yes\" in quotes for text, or true/false",
        ),
        (HEAD + "\t" + ROW, "h.csv:2:1: error: tab character; use spaces"),
    ],
)
def test_a_damaged_file_is_told_line_by_line(text, message):
    assert refusal(text) == [message]


def with_history(folder, rows: str) -> str:
    (folder / "history").mkdir()
    (folder / "history" / "mine.csv").write_text(HEAD + rows)
    return TWO + "history: {crossings: mine, doctrines: [north-2030]}\n"


def test_rows_are_sorted_by_date_and_later_ones_are_kept(tmp_path):
    text = with_history(tmp_path, ROW.replace("E1", "E9").replace("2029", "2031") + ROW)
    assert [row.id for row in load_text(text, base_dir=tmp_path).history.crossings] == ["E1", "E9"]


def test_rows_are_checked_like_everything_else(tmp_path):
    bad = ROW.replace("0.4", "-1") + ROW.replace("2029-05-01", "May").replace("E1", "E2") + ROW.replace("E1", "E3").replace("true", "1")
    with pytest.raises(ScenarioError) as caught:
        load_text(with_history(tmp_path, bad), "x.yaml", tmp_path)
    path = tmp_path / "history" / "mine.csv"
    assert [str(problem) for problem in caught.value.problems] == [
        f"{path}:2:28: error: exposure must be between 0 and 10, got -1",
        f"{path}:3:4: error: date must be a date such as 2024-11-17, got 'May'",
        f"{path}:4:34: error: answered must be true or false, got '1'",
    ]


def test_rows_name_owners_and_lines_that_exist(tmp_path):
    bad = ROW.replace("north", "norht") + ROW.replace("E1", "E2").replace("border", "boarder") + ROW + ROW
    with pytest.raises(ScenarioError) as caught:
        load_text(with_history(tmp_path, bad), "x.yaml", tmp_path)
    path = tmp_path / "history" / "mine.csv"
    assert [str(problem) for problem in caught.value.problems] == [
        f"{path}:2:15: error: no owner 'norht'; did you mean 'north'?",
        f"{path}:3:21: error: no line of north on 'boarder'; did you mean 'border'?",
        f"{path}:4:1: error: 'E1' is given twice (and in 1 more place)",
    ]
