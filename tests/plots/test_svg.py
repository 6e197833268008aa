"""SVG for people: words first, ids of its own, colours a page may change, nothing of the tool that drew it."""

from sim.plots import svg

DRAWN = (
    '<?xml version="1.0"?><!-- made by --><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><metadata>when</metadata>'
    '<defs><path id="p"/><clipPath id="c"/></defs><g clip-path="url(#c)"><use xlink:href="#p" style="fill: #1a1a1b; stroke: #ffffff"/></g></svg>'
)


def test_words_come_first_and_are_escaped():
    text = svg.finish(DRAWN, "figure", "a < b", "c & d")
    assert '<title id="figure-title">a &lt; b</title><desc id="figure-desc">c &amp; d</desc><defs>' in text
    assert 'role="img" aria-labelledby="figure-title figure-desc"' in text


def test_ids_and_references_get_the_name_of_the_figure():
    text = svg.finish(DRAWN, "figure", "t", "d")
    assert 'id="figure-p"' in text
    assert 'xlink:href="#figure-p"' in text
    assert 'clip-path="url(#figure-c)"' in text


def test_declaration_comment_and_metadata_are_gone():
    text = svg.finish(DRAWN, "figure", "t", "d")
    assert text.startswith("<svg ")
    assert "made by" not in text
    assert "when" not in text


def test_colours_become_variables_only_on_request():
    assert "fill: #1a1a1b" in svg.finish(DRAWN, "figure", "t", "d")
    assert "fill: var(--ink, #1a1a1b); stroke: #ffffff" in svg.finish(DRAWN, "figure", "t", "d", {"#1a1a1b": "ink"})
