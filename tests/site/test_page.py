import json
from html import escape
from html.parser import HTMLParser

import markdown as renderer
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data

from observatory.site.page import Page, markdown, one_line, sections, write_markdown

# What YAML and HTML cannot hold at all; the gate refuses it before a page is made.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NAUGHTY = [
    "---\ntitle: changed\n---\n",
    "\n\n# not a heading\n\n- not a list\n",
    "\n```html\n<b>not code</b>\n```\n",
    "\n~~~\n{: onclick=alert(1) }\n~~~\n",
    "[x]: http://example.org\n\n[x](javascript:alert(1)) **x** `x` <http://x.org>",
    "</div>\n\n<script>alert(1)</script>",
    "quotes \" and ' and \\ and \\u0022",
    "\u0002wzxhzdk:0\u0003 \x00 \x7f \x85 \u2028 \u2029 \ufeff \uffff",
    "a\r\nb\rc\td",
    "*[HTML]: abbreviation\n\nHTML &amp; &#10; &copy;",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "{{ 7*7 }} {% raw %} ${7*7} <% 7 %>",
    "!!! note\n    text",
]


class Text(HTMLParser):
    """Collects tags and text, the way a browser would see them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.seen.append(f"/{tag}")

    def handle_data(self, data):
        self.seen.append(" ".join(data.split()))


def seen(html):
    reader = Text()
    reader.feed(html)
    reader.close()
    return [part for part in reader.seen if part]


def rendered(page):
    """Front matter and HTML, as the renderer makes them from the Markdown file."""
    body, meta = get_data(markdown(page))
    return meta, renderer.markdown(body, extensions=["toc", "tables", "fenced_code"])


def page(text, **changes):
    body = (
        f'<h1>{escape(text)}</h1>\n\n<p title="{escape(text)}">{escape(text)}</p>\n'
        f'<h2 id="mot">{escape(text)}</h2>\n<table><tr><td>{escape(text)}</td></tr></table>\n'
        f"<svg><title>{escape(text)}</title><rect x='1'/></svg><br>\n<pre>{escape(text)}</pre>"
    )
    return Page(**{"slug": "x", "lang": "vi", "title": text, "description": text, "body": body, **changes})


def check(text):
    made = page(text)
    meta, html = rendered(made)
    assert set(meta) <= {"title", "description", "hide", "sections"}
    assert meta["title"] == escape(text)
    assert meta["description"] == escape(" ".join(text.split()))
    assert html.startswith('<div class="obs-page"><h1>')
    assert html.endswith("</pre></div>")
    controls = {c: None for c in range(32) if chr(c) not in "\t\n\r"} | {127: None}
    kept = text.translate(controls).replace("\r\n", "\n").replace("\r", "\n")
    assert seen(html) == seen(f'<div class="obs-page">{page(kept).body}</div>')


@given(TEXT)
@example("")
def test_no_text_is_read_as_markdown_or_front_matter(text):
    check(text)


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_naughty_text_is_read_as_markdown_or_front_matter(text):
    check(text)


@pytest.mark.shared
def test_the_collected_payloads_stay_text(shared):
    payloads = json.loads((shared / "hostile" / "blns" / "blns.json").read_text(encoding="utf-8"))
    assert len(payloads) > 400
    for payload in payloads:
        check(payload)


def test_the_body_is_one_line():
    made = markdown(page("a\n\nb")).splitlines()
    assert len([line for line in made if line.startswith("<div")]) == 1
    assert made[-1].endswith("</div>")


def test_line_breaks_that_show_are_kept():
    assert one_line("<pre>a\n\n  b\tc</pre>") == "<pre>a&#10;&#10;  b&#9;c</pre>"
    assert one_line("<p>a\n  b</p>\n\n<p\n class='x'>c</p>") == "<p>a b</p> <p  class='x'>c</p>"
    assert one_line('<p title="a\nb">c</p>') == '<p title="a&#10;b">c</p>'


def test_inline_drawings_come_through():
    svg = '<svg viewBox="0 0 1 1"><a href="x/"><rect class="q1" /><title>Đà Nẵng</title></a></svg>'
    assert one_line(svg) == svg


def test_sections_are_the_second_headings_with_an_id():
    body = '<h1 id="a">A</h1><h2 id="b">B <em>&amp;</em>\n b</h2><h2>no</h2><h3 id="c">C</h3>'
    body += '<h2 id="d">D</h2>'
    assert sections(body) == [("b", "B & b"), ("d", "D")]


def test_front_matter_holds_what_the_theme_needs():
    made = page("x", boost=2.5, updated="23/11/2026")
    meta, _ = rendered(made)
    assert meta["search"] == {"boost": 2.5}
    assert meta["updated"] == "23/11/2026"
    assert meta["hide"] == ["navigation"]
    assert meta["sections"] == [{"id": "mot", "title": "x"}]
    bare, _ = rendered(page("x", body="<h1>x</h1>"))
    assert bare["hide"] == ["navigation", "toc"]
    assert "sections" not in bare


@pytest.mark.parametrize(
    ("slug", "place"), [("", "vi/index.md"), ("dia-phuong/48-da-nang", "vi/dia-phuong/48-da-nang/index.md")]
)
def test_the_file_lies_at_the_address(tmp_path, slug, place):
    written = write_markdown(page("Huế", slug=slug), tmp_path)
    assert written == tmp_path / place
    assert "Huế" in written.read_text(encoding="utf-8")
