"""The comment and the page: what they say, within which limits, and that nothing of a contributor lives in them."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from observatory.effects.comment import LIMIT, MARK, comment
from observatory.effects.markdown import inert, printable
from observatory.effects.model import Impact, Move, PackageEffect, Place, RowEffect
from observatory.effects.page import page
from observatory.effects.told import pair
from observatory.findings import LANGS, Finding
from observatory.tables.model import Text

HOSTILE = [
    "@octocat và @org/team",
    "#123 GH-45 org/repo#6 0123456789abcdef0123456789abcdef01234567",
    "[x](javascript:alert(1)) ![](http://evil.example/a.png) <http://evil.example>",
    "http://evil.example www.evil.example mailto:a@evil.example a@evil.example",
    "<script>alert(1)</script><img src=x onerror=alert(1)><!-- x -->",
    "`code` **bold** __bold__ ~~gone~~ *a* _b_ $x$ :smile:",
    "a | b || c\r\n| d |\n\n# heading\n---\n",
    "\u202eabc\u202c \u200b \x00 \x1b[31m &lt; &#64;x \\@y \\",
    "=1+1 ^footnote [^1]: x {: onclick=x }",
]
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PLACE = Place("local-index-pilot", "province34:48", "2024")
TITLES = {"local-index-pilot": Text("Chỉ số thử", "Pilot index"), "province34:48": Text("Đà Nẵng", "Da Nang")}
MOVED = Impact(
    "a" * 40,
    "b" * 40,
    "medium",
    packages=(PackageEffect("hue/sample", "changed", "1.0.0", "1.0.1", False),),
    rows=(RowEffect("hue/sample", "values", {"id": "a"}, "changed", "value", 78.9, 79.4),),
    moves={"ranks": (Move(PLACE, 5, 3),), "scores": (Move(PLACE, 42.108, 43.108),)},
    names=TITLES,
)


def text_of(markdown: str) -> str:
    """The text of one line of Markdown as a browser shows it; fails where it is anything else than text."""
    (opening, inline, closing) = PARSER.parse(f"x {markdown} x")
    assert (opening.type, closing.type) == ("paragraph_open", "paragraph_close")
    for token in inline.children or []:
        assert token.type in {"text", "text_special"}, token
    return "".join(token.content for token in inline.children or []).removeprefix("x").removesuffix("x")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(text: str) -> None:
    escaped = inert(text)
    assert text_of(escaped).replace("\u200b", "").strip() == printable(text).strip()
    assert "\n" not in escaped and "|" not in escaped
    finished = html.unescape(escaped)
    assert not re.search(r"@[A-Za-z0-9]|#[0-9]|\bGH-[0-9]", finished)
    assert not re.search(r"(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])", finished)
    assert not re.search(r"https?:/|www\.|mailto:", escaped)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", finished)


@given(st.text(max_size=60))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert text_of(inert(text)).replace("\u200b", "").split() == printable(text).split()


def test_what_is_not_seen_is_named_and_what_is_long_is_cut() -> None:
    assert printable("a\u202eb\nc") == "a<U+202E>b c"
    assert len(printable("x" * 500, 100)) == 100
    assert printable("Đà Nẵng 78,9 → 79,4") == "Đà Nẵng 78,9 → 79,4"


def test_the_comment_says_first_in_vietnamese_then_in_english_what_moves() -> None:
    text = comment(MOVED, "vi")
    assert text.startswith(f"{MARK}\n")
    vi, en = text.index("Mức ảnh hưởng: vừa"), text.index("Severity: medium")
    assert vi < en < text.index("| ---")
    assert "Thứ hạng đổi nhiều nhất: Đà Nẵng" in text
    assert "| Chỉ số thử | Đà Nẵng (province34&#58;48) | 2024 | 5 | 3 |" in text
    assert "| 42,11 | 43,11 |" in text
    assert "| 42.11 | 43.11 |" in comment(MOVED, "en")


def test_nothing_moved_is_said_in_a_sentence() -> None:
    nothing = Impact("a" * 40, "a" * 40)
    assert "Dữ liệu không thay đổi." in comment(nothing, "vi")
    assert "| ---" not in comment(nothing, "vi")
    readme = replace(nothing, packages=MOVED.packages)
    assert "Không con số nào thay đổi." in comment(readme, "vi")


def test_a_refusal_says_what_stays() -> None:
    refused = replace(
        MOVED,
        findings=(Finding("type-error", file="datasets/hue/sample/data/values.csv", row=3, field="value", value="@x"),),
        held=("hue/sample",),
        not_computed=("headline",),
        base_errors=2,
    )
    text = comment(refused, "vi")
    assert "có 1 lỗi" in text and "hue/sample" in text and "headline" in text and "2 lỗi" in text
    assert "dòng 3" in text and "@x" not in html.unescape(text)


@pytest.mark.parametrize("cell", ["@|<#`[" * 50, "\U0010ffff" * 300])
def test_however_much_moves_the_comment_fits_and_says_what_is_left_out(cell: str) -> None:
    rows = tuple(RowEffect("hue/s", "t", {"id": f"{cell}{i}"}, "changed", cell, cell, f"{cell}!") for i in range(160))
    ranks = tuple(Move(Place(cell, f"{cell}{i}", cell, cell), i, i + 2) for i in range(160))
    findings = tuple(Finding("type-error", file=cell, row=i, field=cell, value=cell) for i in range(160))
    much = replace(MOVED, rows=rows, moves={"ranks": ranks, "scores": ranks, "indicators": ranks}, findings=findings)
    text = comment(much, "vi")
    assert len(text) <= len(text.encode("utf-8")) <= LIMIT < 65_536
    shown = [line for line in text.splitlines() if re.fullmatch(r"… còn ([0-9]+) dòng không ghi ở đây / .*", line)]
    assert len(shown) == 5
    left = int(shown[1].split()[2])
    section = text[text.index("#### Thứ hạng") : text.index("#### Điểm")]
    assert left + sum(line.startswith("| ") for line in section.splitlines()) - 2 == 160


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_stands_alone_and_is_inert(lang: str) -> None:
    rows = tuple(RowEffect("hue/s", "t", {"id": text}, "changed", text, text, f"{text}!") for text in HOSTILE)
    text = page(replace(MOVED, rows=rows * 30), "vi" if lang == "vi" else "en")
    assert f'<html lang="{lang}">' in text and "default-src 'none'" in text
    assert not re.search(r"<(script|img|iframe|link|a|form)\b|<[^>]*\s(on\w+|src|href)=", text)
    assert text.count("<td>") == text.count("</td>") and "\x1b" not in text and "\u202e" not in text
    assert text.count("&lt;script&gt;") >= 60
    assert '<p lang="vi">' in text and '<p lang="en">' in text


def test_two_values_are_told_apart_with_few_decimals() -> None:
    assert pair(42.108, 43.108, "vi") == ("42,11", "43,11")
    assert pair(1.00001, 1.00002, "en") == ("1.00001", "1.00002")
    assert pair(None, 3, "vi") == ("–", "3")
    assert pair(None, 3.5, "vi")[0] == "–"
