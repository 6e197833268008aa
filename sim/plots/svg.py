"""What a figure's SVG needs before people meet it: a title, a description, a role, ids of its own, and colours that a page may change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
REFERENCE = re.compile(r"url\(#([^)]+)\)")


def finish(drawn: str, name: str, title: str, description: str, variables: Mapping[str, str] | None = None) -> str:
    """Return matplotlib's SVG text as one accessible `<svg>` element.

    Parameters
    ----------
    drawn : str                    what matplotlib wrote, with XML declaration and metadata
    name : str                     the figure's name; every id gets it as a prefix, so that several figures can share a page
    title, description : str       what a screen reader says
    variables : mapping, optional  hex colour -> CSS variable; such colours become `var(--variable, colour)`, for dark mode

    Returns
    -------
    str                            the element, without XML declaration, document type, metadata or comments
    """
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(drawn)  # noqa: S314 (matplotlib wrote it a moment ago; user text in it is escaped or outlines)
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    for element in root.iter():
        _rename(element, name)
        style = element.get("style")
        if variables and style:
            element.set("style", _with_variables(style, variables))
    for tag, text in (("desc", description), ("title", title)):
        child = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        child.text = text
        root.insert(0, child)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    return ElementTree.tostring(root, encoding="unicode").strip() + "\n"


def _rename(element: ElementTree.Element, name: str) -> None:
    for attribute, value in list(element.attrib.items()):
        if attribute == "id":
            element.set(attribute, f"{name}-{value}")
        elif attribute == f"{{{XLINK}}}href" and value.startswith("#"):
            element.set(attribute, f"#{name}-{value[1:]}")
        elif "url(#" in value:
            element.set(attribute, REFERENCE.sub(rf"url(#{name}-\1)", value))


def _with_variables(style: str, variables: Mapping[str, str]) -> str:
    for colour, variable in variables.items():
        style = style.replace(colour, f"var(--{variable}, {colour})")
    return style
