"""Feeds: the real Vietnamese ones, every kind of feed, and everything that has been sent in place of one."""

from __future__ import annotations

import json
import re
import socket
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.media import feeds, urls, xmltext
from observatory.media.xmltext import RefusedError

PROLOG = '<?xml version="1.0" encoding="UTF-8"?>'


def _item(number: int = 1, extra: str = "") -> str:
    return (
        f"<item><title>Tin {number}</title><link>https://nhandan.vn/{number}</link>"
        f"<pubDate>Mon, 14 Sep 2026 18:48:23 +07:00</pubDate>{extra}</item>"
    )


def _rss(*items: str, prolog: str = PROLOG) -> bytes:
    return f'{prolog}<rss version="2.0"><channel><title>Báo</title>{"".join(items)}</channel></rss>'.encode()


def _reason(content: bytes, content_type: str = "") -> str:
    with pytest.raises(RefusedError) as refused:
        feeds.parse(content, content_type)
    return refused.value.reason


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "title", "dates"),
    [
        ("nhandan", "Báo Nhân Dân điện tử", ["Mon, 14 Sep 2026 18:48:23 +07:00", "Mon, 14 Sep 2026 18:31:08 +07:00"]),
        ("vietnamplus", "Kinh tế", ["Mon, 14 Sep 2026 19:44:41 +07:00", "Mon, 14 Sep 2026 19:37:48 +07:00"]),
        ("baochinhphu", "Kinh tế - RSS Feed", ["9/14/2026 6:44:00 PM", "9/13/2026 8:01:00 PM"]),
        ("vnexpress_intl", "VnExpress English", ["Thu, 24 Sep 2026 05:00:00 +0700", "Wed, 23 Sep 2026 14:09:40 +0700"]),
    ],
)
def test_real_feeds_keep_the_dates_as_written(shared: Path, name: str, title: str, dates: list[str]) -> None:
    feed = feeds.parse((shared / f"samples/media/{name}.rss").read_bytes())
    assert (feed.kind, feed.title, feed.refused, feed.duplicates, feed.notes) == ("rss", title, 0, 0, ())
    assert [item.date for item in feed.items] == dates
    assert all(item.link.startswith("https://") and item.title for item in feed.items)


def test_atom() -> None:
    feed = feeds.parse(
        f"""{PROLOG}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi"><title>Báo</title>
        <entry><id>tag:a.vn,2026:1</id><title type="html">Hạ Long &amp;amp; &lt;b&gt;Cát Bà&lt;/b&gt;</title>
        <link rel="alternate" href="https://a.vn/1"/><updated>2026-09-15T01:00:00+07:00</updated>
        <source><published>1999-01-01T00:00:00Z</published></source>
        <published>2026-09-14T18:48:23+07:00</published></entry></feed>""".encode()
    )
    assert feed.kind == "atom"
    (item,) = feed.items
    assert (item.id, item.link, item.title) == ("tag:a.vn,2026:1", "https://a.vn/1", "Hạ Long & Cát Bà")
    assert item.date == "2026-09-14T18:48:23+07:00"


def test_rdf() -> None:
    feed = feeds.parse(
        f"""{PROLOG}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://a.vn/"><title>Báo</title><link>https://a.vn/</link></channel>
        <item rdf:about="https://a.vn/1"><title>Tin</title><link>https://a.vn/1</link>
        <dc:date>2026-09-14T18:48+07:00</dc:date><dc:language>vi-VN</dc:language></item></rdf:RDF>""".encode()
    )
    assert feed.kind == "rdf"
    assert [(item.link, item.date, item.lang) for item in feed.items] == [
        ("https://a.vn/1", "2026-09-14T18:48+07:00", "vi")
    ]


def test_json_feed() -> None:
    entries = [
        {"id": "1", "url": "https://a.vn/1", "title": "Tin", "date_published": "2026-09-14T18:48:23+07:00"},
        {"id": "2", "url": "javascript:alert(1)", "title": "Tin"},
        "no item",
    ]
    feed = feeds.parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": entries}).encode())
    assert (feed.kind, len(feed.items), feed.refused) == ("json", 1, 1)
    assert feed.items[0].date == "2026-09-14T18:48:23+07:00"


def test_an_item_without_its_own_id_goes_by_its_canonical_link() -> None:
    (item,) = feeds.parse(_rss("<item><link>http://www.a.vn/1?utm_source=rss</link><title>Tin</title></item>")).items
    assert item == feeds.FeedItem("https://a.vn/1", "http://www.a.vn/1?utm_source=rss", "Tin", "", None)


def test_a_permalink_stands_in_for_a_missing_link() -> None:
    (item,) = feeds.parse(_rss("<item><guid>https://a.vn/1</guid><title>Tin</title></item>")).items
    assert item.link == "https://a.vn/1"


def test_duplicates_are_counted_and_taken_once() -> None:
    again = _item(1).replace("https://nhandan.vn/1", "http://www.nhandan.vn/1/#x")
    feed = feeds.parse(_rss(_item(1), _item(2), again, _item(2)))
    assert ([item.title for item in feed.items], feed.duplicates) == (["Tin 1", "Tin 2"], 2)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/tin.html", "", "https://u:p@a.vn/"]
)
def test_an_item_without_a_web_address_is_refused(link: str) -> None:
    feed = feeds.parse(_rss(f"<item><title>Tin</title><link>{link}</link></item>", _item(2)))
    assert ([item.title for item in feed.items], feed.refused) == (["Tin 2"], 1)


def test_html_in_a_title_becomes_text() -> None:
    titles = [
        "<![CDATA[<b>Phở</b> &amp; bún <script>alert(1)</script>]]>",
        "&lt;img src=x onerror=alert(1)&gt;Giá &amp;amp;quot;mới&amp;amp;quot;",
        "<![CDATA[Giá vàng ]]>&amp;<![CDATA[ bạc]]>",
    ]
    made = [f"<item><title>{title}</title><link>https://a.vn/{n}</link></item>" for n, title in enumerate(titles)]
    assert [item.title for item in feeds.parse(_rss(*made)).items] == [
        "Phở & bún alert(1)",
        'Giá "mới"',
        "Giá vàng & bạc",
    ]


def test_named_entities_of_html_are_read_though_xml_does_not_know_them() -> None:
    feed = feeds.parse(
        _rss("<item><title>Huế&nbsp;&eacute;t&eacute; &amp; R&D &la;&#8;</title><link>https://a.vn/1</link></item>")
    )
    assert [item.title for item in feed.items] == ["Huế été & R&D &la;"]


def test_utf_16_said_over_utf_8_bytes_is_repaired() -> None:
    content = _rss(_item(), prolog='<?xml version="1.0" encoding="utf-16"?>').replace(b"Tin 1", "Việt Nam".encode())
    feed = feeds.parse(content)
    assert ([item.title for item in feed.items], feed.notes) == (["Việt Nam"], ("wrong-encoding",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258"])
def test_true_encodings_are_read(encoding: str) -> None:
    text = _rss(_item(), prolog=f'<?xml version="1.0" encoding="{encoding}"?>').decode().replace("Tin 1", "Đà Lạt")
    # A byte encoding of Viet Nam writes tones as characters of their own.
    text = text.replace("ạ", "a\u0323").replace("á", "a\u0301") if encoding == "cp1258" else text
    feed = feeds.parse(text.encode(encoding))
    assert ([item.title for item in feed.items], feed.notes) == (["Đà Lạt"], ())


def test_bytes_of_no_encoding_are_read_as_far_as_they_go() -> None:
    feed = feeds.parse(_rss(_item()).replace(b"Tin 1", b"Tin \xff\xfe"))
    assert ([item.title for item in feed.items], feed.notes) == (["Tin \ufffd\ufffd"], ("wrong-encoding",))


BOMB = """<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
XXE = """<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>"""
PARAMETER = """<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]>"""


@pytest.mark.parametrize("declaration", [BOMB, XXE, PARAMETER, BOMB.lower(), "<!DOCTYPE rss [ ]>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_are_refused_before_a_parser_sees_them(
    declaration: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "_entries", lambda *_: pytest.fail("a parser was asked"))
    content = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}<rss><channel>&x;</channel></rss>'
    assert _reason(content.encode(encoding)) == "entity-refused"
    for hidden in (f"<?x <!-- ?>{declaration}<!-- --><rss/>", f"<![CDATA[ {declaration} ]]><rss/>"):
        assert _reason(hidden.encode(encoding)) == "entity-refused"


def test_a_bare_document_type_and_one_in_a_text_are_no_declaration() -> None:
    prolog = f'{PROLOG}<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">'
    item = "<item><title><![CDATA[Lỗi <!ENTITY x] là gì]]></title><link>https://a.vn/1</link></item>"
    assert [item.title for item in feeds.parse(_rss(item, prolog=prolog)).items] == ["Lỗi !ENTITY x] là gì"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\xef\xbb\xbf".strip(), "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"<!DOCTYPE html><html><title>Just a moment...</title></html>", "html"),
        (b"<html><body>403</body></html>", "html"),
        (b"<div>blocked", "html"),
        (b"Just a moment...", "not-a-feed"),
        (b"%PDF-1.7", "not-a-feed"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "not-a-feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not-a-feed"),
        (b'{"items": []}', "not-a-feed"),
        (b'{"a":' * 100_000, "not-a-feed"),
        (b"<rss><channel><title>B", "truncated"),
        (b"<rss>" + b"<a>" * 5000, "too-large"),
        (b"<rss>" + b" " * xmltext.MOST_BYTES, "too-large"),
    ],
)
def test_what_is_no_feed(content: bytes, reason: str) -> None:
    assert _reason(content) == reason


@pytest.mark.parametrize("cut", range(5, 200, 13))
def test_a_broken_transfer_keeps_whole_items_only(cut: int) -> None:
    whole = _rss(_item(1), _item(2), _item(3, "<description><![CDATA[<p>dài</p>]]></description>"))
    feed = feeds.parse(whole[: -len("</channel></rss>") - cut])
    kept = 2 if cut < len(_item(3, "<description><![CDATA[<p>dài</p>]]></description>").encode()) else 1
    assert [item.title for item in feed.items] == [f"Tin {n + 1}" for n in range(kept)]
    assert feed.notes == ("truncated",)


def test_a_long_feed_is_read_to_its_cap() -> None:
    feed = feeds.parse(_rss(*map(_item, range(feeds.MOST_ITEMS + 5))))
    assert (len(feed.items), feed.notes) == (feeds.MOST_ITEMS, ("too-large",))


def test_the_second_parser_reads_what_the_first_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    import fastfeedparser

    def fail(*_args: object, **_options: object) -> None:
        raise ValueError("stumbled")

    monkeypatch.setattr(fastfeedparser, "parse", fail)
    feed = feeds.parse(_rss(_item(1), _item(2)))
    assert [(item.title, item.date) for item in feed.items] == [
        ("Tin 1", "Mon, 14 Sep 2026 18:48:23 +07:00"),
        ("Tin 2", "Mon, 14 Sep 2026 18:48:23 +07:00"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        *(b"<rss><channel><item>" + b"<!--" * 100_000, b"<rss>" + b"<a" * 500_000, b"<rss>" + b"<!DOCTYPE" * 100_000),
        *(b"<rss>" + b"<![CDATA[" * 100_000, b"<rss " + b"a" * 1_000_000, b"<rss>" + b"<?" * 500_000),
    ],
)
def test_what_never_ends_is_refused_in_linear_time(content: bytes) -> None:
    assert _reason(content) in {"truncated", "not-a-feed", "too-large"}


@pytest.mark.shared
def test_feedparsers_own_files(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was asked"))
    counts: Counter[str] = Counter()
    for path in sorted((shared / "hostile/feedparser-tests").rglob("*.xml")):
        try:
            feed = feeds.parse(path.read_bytes())
        except RefusedError as refused:
            counts[refused.reason] += 1
            continue
        counts["read"] += 1
        for item in feed.items:
            assert urls.canonical(item.link)
            assert not re.search(r"<[a-zA-Z/!?]", item.title)
    assert counts == {"read": 690, "not-a-feed": 1, "truncated": 1, "entity-refused": 1}


def _payloads(shared: Path) -> list[str]:
    folder = shared / "hostile"
    files = [*folder.glob("xss-payload-list/Intruder/*.txt"), *folder.glob("PayloadsAllTheThings/XSS*/Intruders/*.txt")]
    lines = {line for path in files for line in path.read_text(encoding="utf-8", errors="replace").splitlines()}
    return sorted(lines | set(json.loads((folder / "blns/blns.json").read_text(encoding="utf-8"))))


@pytest.mark.shared
def test_no_payload_is_active_as_a_title_or_a_link(shared: Path) -> None:
    payloads = _payloads(shared)
    assert len(payloads) > 7000
    active = 0
    for begin in range(0, len(payloads), 500):
        part = [xmltext._ILLEGAL.sub("", payload) for payload in payloads[begin : begin + 500]]
        made = [
            f"<item><title>{escape(one)}</title><link>{escape(one)}</link></item>"
            f"<item><title>{escape(one)}</title><link>https://a.vn/{begin + number}</link></item>"
            for number, one in enumerate(part)
        ]
        feed = feeds.parse(_rss(*made))
        assert len(feed.items) + feed.refused + feed.duplicates == 2 * len(part)
        assert sum(item.link.startswith("https://a.vn/") for item in feed.items) == len(part)
        for item in feed.items:
            active += bool(re.search(r"<[a-zA-Z/!?]", item.title)) or not re.match(r"https?://[^\s\"'<>]+\Z", item.link)
    assert active == 0


PIECES = st.sampled_from(
    [
        *(
            "<rss>",
            "<channel>",
            "<item>",
            "</item>",
            "</channel>",
            "</rss>",
            "<title>",
            "</title>",
            "<link>",
            "</link>",
        ),
        *("https://a.vn/1", "<![CDATA[", "]]>", "<!--", "-->", "<?x", "?>", "<pubDate>", "</pubDate>", "&", "&lt;"),
        *("<!DOCTYPE", "<feed>", "<entry>", "</entry>", "x", ">", "<", "\x00", '"', "\ud7ff", "</x>", "<item/>"),
    ]
)


@settings(max_examples=150)
@given(st.one_of(st.binary(), st.lists(PIECES, max_size=40).map(lambda parts: ("<rss>" + "".join(parts)).encode())))
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    try:
        feed = feeds.parse(content)
    except RefusedError as refused:
        assert refused.reason in {"empty", "html", "not-a-feed", "entity-refused", "truncated", "too-large"}
    else:
        assert all(urls.canonical(item.link) for item in feed.items)
