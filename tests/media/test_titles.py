"""Titles: text only, whatever the feed put in."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media import titles


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Giá &amp;amp; cước &amp;quot;mới&amp;quot;", 'Giá & cước "mới"'),
        ("<b>Phở</b> và &lt;i&gt;bún&lt;/i&gt;", "Phở và bún"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<scr<script>ipt>alert(1)</script>", "alert(1)"),
        ("<img src=x onerror=alert(1)", "img src=x onerror=alert(1)"),
        ("5 < 6, 7 > 3 & so on", "5 < 6, 7 > 3 & so on"),
        ("Ha\u0323 Long", "Hạ Long"),
        ("a\x00b\u202ec\u200bd\ufeff\x7f", "abcd"),
        ("  hai\n dòng\t ", "hai dòng"),
        ("&amp;amp;amp; thrice", "&amp; thrice"),
        ("", ""),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert titles.plain(text) == expected


def test_long_titles_are_cut_and_show_it() -> None:
    cut = titles.plain("x" * 600)
    assert len(cut) == titles.LONGEST
    assert cut.endswith("x…")


PIECES = st.sampled_from(
    ["<", ">", "&lt;", "&amp;lt;", "script", "/", "!", "a", " ", "\u202e", "\u0323", "\x00", "<b>"]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)))
def test_no_tag_and_no_hidden_character_remains(text: str) -> None:
    title = titles.plain(text)
    assert not re.search(r"<[a-zA-Z/!?]", title)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", title)
    assert len(title) <= titles.LONGEST
    assert unicodedata.is_normalized("NFC", title)
    assert title == title.strip()
