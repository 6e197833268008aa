"""The gallery: every fixed figure and every crisis that ships, drawn small, each with its claim and its words for those who do not see it."""

from __future__ import annotations

import html
import json

import pytest

from sim.report.figure_names import FIXED
from tests.pages.gallery import FACTS, FOLDER, LARGEST, PAGE, crises, items, page, picture, small

LISTED = json.loads(FACTS.read_text(encoding="utf-8"))


def test_the_page_is_what_the_facts_say_and_shows_everything():
    assert PAGE.read_text(encoding="utf-8") == page(LISTED), "make gallery"
    assert {item.name for item in items()} == set(LISTED), "make gallery draws what is missing"
    assert {path.stem for path in FOLDER.iterdir()} - {FACTS.stem} == set(LISTED)


@pytest.mark.parametrize("name", LISTED)
def test_a_picture_is_small_and_has_words(name):
    drawn = picture(name).read_bytes()
    assert len(drawn) < LARGEST
    assert len(LISTED[name]["alt"]) > 40
    assert LISTED[name]["claim"].strip()
    if picture(name).suffix == ".svg":
        text = html.unescape(drawn.decode())
        assert LISTED[name]["claim"] in text
        assert LISTED[name]["alt"] in text


def test_a_crisis_more_is_a_picture_more():
    assert [item.name for item in items()] == [f"{one.code.lower()}-{one.word}" for one in FIXED] + crises()
    assert "november-2024" in crises()


def test_a_small_picture_lost_digits_that_nobody_sees_and_nothing_else():
    drawn = '<svg aria-labelledby="x-y-title x-y-desc"><path id="x-y-1" d="M 1.23456 -0.98765 L 10 2.5"/><use href="#x-y-1" x="1.23456"/></svg>'
    less = '<svg aria-labelledby="g-title g-desc"><path id="g-1" d="M 1.23 -0.99 L 10 2.5"/><use href="#g-1" x="1.23456"/></svg>'
    assert small(drawn, "x-y") == less
