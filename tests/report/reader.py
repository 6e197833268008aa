"""A strict reader of pages: what is open is closed in order, and what a person sees is kept as text."""

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Collects tags, attributes, ids, headings and the text a person sees."""

    VOID = frozenset({"meta", "br", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        """Note an opening tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Note a tag that closes itself, as SVG's do."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Check that the tag closed is the one last opened."""
        assert self.open.pop() == tag
        self.text += " " if tag in ("td", "th") else ""

    def handle_data(self, data):
        """Keep what is seen: no style, no SVG words."""
        if not {"style", "svg", "title"} & set(self.open):
            self.text += data


def read(page: str) -> Reader:
    """Return the page as read by a strict reader, spaces made plain."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    reader.text = " ".join(reader.text.replace("\N{NON-BREAKING HYPHEN}", "-").split())
    return reader
