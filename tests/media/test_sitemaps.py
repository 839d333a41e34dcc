"""News sitemaps: articles with their title and day, indexes of the same site, and what is neither."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media import feeds, sitemaps, xmltext
from observatory.media.xmltext import RefusedError

HOME = "https://www.tuoitre.vn/news-sitemap.xml"


def _url(number: int, title: str = "Tin") -> str:
    return (
        f"<url><loc>https://tuoitre.vn/{number}</loc><news:news><news:publication><news:name>Tuổi Trẻ</news:name>"
        "<news:language>vi</news:language></news:publication>"
        "<news:publication_date>2026-09-14T18:48:23+07:00</news:publication_date>"
        f"<news:title>{title}</news:title></news:news></url>"
    )


def _urlset(*entries: str, prolog: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"{prolog}<urlset {space} {news}>{''.join(entries)}</urlset>".encode()


def _index(*children: tuple[str, str]) -> bytes:
    entries = (f"<sitemap><loc>{loc}</loc><lastmod>{day}</lastmod></sitemap>" for loc, day in children)
    return (
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(entries)}</sitemapindex>'.encode()
    )


def _reason(content: bytes) -> str:
    with pytest.raises(RefusedError) as refused:
        sitemaps.parse(content, HOME)
    return refused.value.reason


def test_news() -> None:
    sitemap = sitemaps.parse(_urlset(_url(1, "Huế &amp;amp; <![CDATA[<b>Đà Nẵng</b>]]>"), _url(2)), HOME)
    assert sitemap.children == ()
    assert (sitemap.news.kind, sitemap.news.refused, sitemap.news.notes) == ("sitemap", 0, ())
    assert sitemap.news.items[0] == feeds.FeedItem(
        "https://tuoitre.vn/1", "https://tuoitre.vn/1", "Huế & Đà Nẵng", "2026-09-14T18:48:23+07:00", "vi"
    )


def test_an_address_without_news_or_of_another_kind_is_counted_and_left() -> None:
    bare = "<url><loc>https://tuoitre.vn/9</loc></url>"
    active = _url(3).replace("https://tuoitre.vn/3", "javascript:alert(1)")
    news = sitemaps.parse(_urlset(bare, active, _url(1), _url(1)), HOME).news
    assert (len(news.items), news.refused, news.duplicates) == (1, 2, 1)


def test_gzip_is_inflated_to_a_cap_only() -> None:
    assert len(sitemaps.parse(gzip.compress(_urlset(_url(1))), HOME).news.items) == 1
    bomb = gzip.compress(b"<urlset>" + b" " * (10 * xmltext.MOST_BYTES), compresslevel=1)
    assert len(bomb) < xmltext.MOST_BYTES
    assert _reason(bomb) == "too-large"
    assert _reason(b"\x1f\x8b\x08broken") == "truncated"


def test_an_index_names_sitemaps_of_its_own_site_the_last_changed_first() -> None:
    children = sitemaps.parse(
        _index(
            ("https://tuoitre.vn/old.xml", "2026-01-01"),
            ("https://static.tuoitre.vn/new.xml.gz", "2026-09-14"),
            ("https://evil.example/x.xml", "2026-09-15"),
            ("file:///etc/passwd", "2026-09-15"),
            ("http://127.0.0.1/x.xml", "2026-09-15"),
        ),
        HOME,
    ).children
    assert children == ("https://static.tuoitre.vn/new.xml.gz", "https://tuoitre.vn/old.xml")


def test_an_index_is_read_to_a_cap() -> None:
    many = [(f"https://tuoitre.vn/{n}.xml", f"2026-01-{n + 1:02}") for n in range(30)]
    assert sitemaps.parse(_index(*many), HOME).children[0] == "https://tuoitre.vn/29.xml"
    assert len(sitemaps.parse(_index(*many), HOME).children) == sitemaps.MOST_CHILDREN


def test_on_a_host_without_a_domain_the_host_itself_counts() -> None:
    content = _index(("http://127.0.0.1:8000/a.xml", ""), ("http://127.0.0.1:9/b.xml", ""))
    assert sitemaps.parse(content, "http://127.0.0.1:8000/index.xml").children == ("http://127.0.0.1:8000/a.xml",)


def test_a_broken_transfer_keeps_whole_entries() -> None:
    news = sitemaps.parse(_urlset(_url(1), _url(2), _url(3))[:-40], HOME).news
    assert (len(news.items), news.notes) == (2, ("truncated",))
    assert _reason(_urlset(_url(1))[:200]) == "truncated"


def test_a_long_list_is_read_to_its_cap() -> None:
    news = sitemaps.parse(_urlset(*map(_url, range(feeds.MOST_ITEMS + 3))), HOME).news
    assert (len(news.items), news.notes) == (feeds.MOST_ITEMS, ("too-large",))


def test_wrong_encoding_is_repaired() -> None:
    content = _urlset(_url(1, "Việt Nam"), prolog='<?xml version="1.0" encoding="utf-16"?>')
    news = sitemaps.parse(content, HOME).news
    assert ([item.title for item in news.items], news.notes) == (["Việt Nam"], ("wrong-encoding",))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html><body>blocked</body></html>", "html"),
        (b"<rss><channel/></rss>", "not-a-feed"),
        (b"https://tuoitre.vn/1\n", "not-a-feed"),
        (b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset>&x;</urlset>', "entity-refused"),
        (b"<urlset>" + b"<a>" * 500 + b"</urlset>", "truncated"),
    ],
)
def test_what_is_no_sitemap(content: bytes, reason: str) -> None:
    assert _reason(content) == reason


PIECES = st.sampled_from(
    [
        *("<url>", "</url>", "<loc>", "</loc>", "https://tuoitre.vn/1", "<sitemap>", "</sitemap>", "</urlset>", "&"),
        *("<n:news xmlns:n='x'>", "</n:news>", "<title>", "</title>", "<!--", "]]>", "\x00", "é", "<"),
    ]
)


@given(st.one_of(st.binary(), st.lists(PIECES, max_size=30).map(lambda parts: ("<urlset>" + "".join(parts)).encode())))
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    try:
        sitemaps.parse(content, HOME)
    except RefusedError as refused:
        assert refused.reason in {"empty", "html", "not-a-feed", "entity-refused", "truncated", "too-large"}
