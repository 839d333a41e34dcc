"""Titles as plain text: what a feed or a sitemap calls a title may hold markup, entities and invisible characters."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

LONGEST = 500

_TAG = re.compile(r"<[a-z/!?][^<>]*>", re.IGNORECASE)
_TAG_START = re.compile(r"<+(?=[a-z/!?])", re.IGNORECASE)
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ud800-\udfff\ue000-\uf8ff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Control characters (line ends are spaces), what changes direction or is not seen, surrogates, private use."""


def plain(text: str) -> str:
    """One line of text in NFC, at most 500 characters: entities read, tags, control and bidi characters gone.

    Entities are read twice, because many feeds encode them twice. The result holds nothing that a browser
    would take for a tag, but it is text: whoever puts it into a page escapes it all the same.
    """
    text = _HIDDEN.sub("", unescape(unescape(text[: 20 * LONGEST])))
    while text != (stripped := _TAG.sub(" ", text)):
        text = stripped
    text = unicodedata.normalize("NFC", " ".join(_TAG_START.sub("", text).split()))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
