"""Addresses: one form for the twins of a page, nothing unsafe through, the registrable domain offline."""

from __future__ import annotations

import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media import urls

PAGE = "https://nhandan.vn/tin-post988500.html"


@pytest.mark.parametrize(
    "twin",
    [
        "http://nhandan.vn/tin-post988500.html",
        "HTTPS://WWW.NhanDan.vn:443/tin-post988500.html",
        "http://m.nhandan.vn:80/tin-post988500.html",
        "https://amp.nhandan.vn//tin-post988500.html/",
        "https://www.m.nhandan.vn./a/../tin-post988500.html#binh-luan",
        "  https://nhandan.vn/%74in%2Dpost988500.html?utm_source=rss&utm_medium=feed&fbclid=IwAR0&gclid=1 ",
    ],
)
def test_twins_of_a_page_are_one(twin: str) -> None:
    assert urls.canonical(twin) == PAGE


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com/?b=2&a=1&&", "https://example.com?a=1&b=2"),
        ("https://example.com/?q=Vi%e1%bb%87t+Nam", "https://example.com?q=Vi%E1%BB%87t%20Nam"),
        ("https://example.com/Việt", "https://example.com/Vi%E1%BB%87t"),
        ("https://example.com/Vi%E1%BB%87t", "https://example.com/Vi%E1%BB%87t"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com:8443/x", "https://example.com:8443/x"),
        ("http://bücher.de/x", "https://xn--bcher-kva.de/x"),
        # Pages differ by case, by a slash that is escaped and by their number: these stay apart.
        ("https://example.com/A%2fb?id=7", "https://example.com/A%2Fb?id=7"),
        # What follows the prefix must still be a domain that someone registered.
        ("https://www.gov.uk/guidance", "https://www.gov.uk/guidance"),
        ("https://m.com/x", "https://m.com/x"),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    assert urls.canonical(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "ftp://example.com/x",
        "//example.com/x",
        "/tin.html",
        "mailto:a@example.com",
        "https://user:pass@example.com/",
        "https://example.com@evil.example/",
        "https://example.com\\@evil.example/",
        "https://exa mple.com/",
        "https://example.com/a b",
        "https://example.com/\x00",
        "https://example.com/\u202etxt.exe",
        "https:///x",
        "https://example.com:99999/",
        "https://[::1]/",
        "https://-.com/",
        "https://a..com/",
        "http" + "s://example.com/" + "x" * 5000,
        "https://example.com/\ud800",
    ],
)
def test_what_is_no_safe_web_address_is_empty(url: str) -> None:
    assert urls.canonical(url) == urls.link(url) == urls.domain(url) == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://nld.tuoitre.vn/x", "tuoitre.vn"),
        ("https://www.vietnamplus.vn/kinhte.rss", "vietnamplus.vn"),
        ("https://e.vnexpress.net/news", "vnexpress.net"),
        ("https://news.bbc.co.uk/", "bbc.co.uk"),
        ("https://baoquangninh.com.vn/", "baoquangninh.com.vn"),
        ("https://192.0.2.1/x", ""),
        ("http://localhost/x", ""),
        ("https://com.vn/", ""),
    ],
)
def test_the_registrable_domain(url: str, expected: str) -> None:
    assert urls.domain(url) == expected


def test_a_link_keeps_the_page_and_loses_what_is_unsafe() -> None:
    assert urls.link("http://WWW.example.com/a\"><script>?q='x'&utm_source=rss#top") == (
        "http://www.example.com/a%22%3E%3Cscript%3E?q=%27x%27&utm_source=rss"
    )


def test_the_suffix_list_comes_without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    urls.registrable.cache_clear()
    urls._top_domain.cache_clear()
    assert urls.domain("https://a.b.edu.vn/") == "b.edu.vn"


def test_import_is_light() -> None:
    code = (
        "import sys, observatory.media.urls; print(sorted({'pandas', 'requests', 'tldextract'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


ADDRESSES = st.builds(
    "".join,
    st.lists(
        st.sampled_from(
            [
                *("http://", "https://", "www.", "m.", "example", ".com", ".vn", "/", "//", "..", "?", "&", "=", "#"),
                *(
                    "%2e",
                    "%41",
                    "%",
                    "+",
                    ":80",
                    ":443",
                    "utm_source=x",
                    "ệ",
                    "B",
                    "@",
                    "\\",
                    "'",
                    '"',
                    "<",
                    ";",
                    "%zz",
                ),
            ]
        ),
        max_size=14,
    ),
)


@given(st.one_of(ADDRESSES, ADDRESSES.map("https://example.com/".__add__), st.text()))
def test_canonical_is_stable_and_safe(url: str) -> None:
    once = urls.canonical(url)
    assert urls.canonical(once) == once
    assert bool(once) == bool(urls.link(url))
    if once:
        split = urlsplit(once)
        assert split.scheme == "https"
        assert once.isascii()
        assert not set(once) & set(" \"'<>\\`{}|^")
        assert "/../" not in once
        assert urls.canonical(urls.link(url)) == once
        assert urls.domain(once) == urls.domain(url)
