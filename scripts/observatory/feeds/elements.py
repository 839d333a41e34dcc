"""XML built element by element: texts are escaped by the writer, and what XML cannot hold is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_REFUSED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def root(tag: str, namespace: str, **attributes: str) -> Element:
    """The outermost element; ``namespace`` holds for everything in it."""
    return Element(tag, {"xmlns": namespace, **_checked(attributes)})


def add(parent: Element, tag: str, text: object = "", **attributes: str) -> Element:
    """A new last child of ``parent``.

    Raises ``ValueError`` for a text with a control character, half of a surrogate pair or a code that is no character:
    XML 1.0 (section 2.2) has no way, or no reliable way, to write them.
    """
    child = SubElement(parent, tag, _checked(attributes))
    if text != "":
        child.text = _checked({tag: str(text)})[tag]
    return child


def document(element: Element) -> str:
    """The whole document, one element a line, ending in a newline."""
    indent(element)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(element, encoding="unicode")}\n'


def _checked(texts: Mapping[str, str]) -> dict[str, str]:
    for name, text in texts.items():
        if found := _REFUSED.search(text):
            raise ValueError(f"U+{ord(found[0]):04X} in {name}")
    return dict(texts)
