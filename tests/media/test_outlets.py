"""The country of an outlet: the list first, the country-code domain where it is evidence, else unknown."""

from __future__ import annotations

import pytest

from observatory.media import outlets

LISTED = {"vnexpress.net": "VN", "vietnamnews.la": "LA", "bbc.co.uk": "GB"}


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("vnexpress.net", ("VN", "list")),
        ("VnExpress.net", ("VN", "list")),
        ("vietnamnews.la", ("LA", "list")),
        ("bbc.co.uk", ("GB", "list")),
        ("tuoitre.vn", ("VN", "cctld")),
        ("theguardian.co.uk", ("GB", "cctld")),
        ("spiegel.de", ("DE", "cctld")),
        ("asahi.co.jp", ("JP", "cctld")),
        ("reuters.com", (None, "unknown")),
        ("euractiv.eu", (None, "unknown")),
        ("", (None, "unknown")),
        ("vn", (None, "unknown")),
        ("example.zz", (None, "unknown")),
        ("localhost", (None, "unknown")),
        ("xn--e1afmkfd.xn--p1ai", (None, "unknown")),
    ],
)
def test_country(domain: str, expected: tuple[str | None, str]) -> None:
    assert outlets.country(domain, LISTED) == expected


@pytest.mark.parametrize("suffix", ["io", "tv", "me", "co", "ai", "ly", "fm", "to", "cc", "ws", "nu", "tk"])
def test_country_codes_sold_to_all_comers_are_no_evidence(suffix: str) -> None:
    assert outlets.country(f"news.{suffix}", {}) == (None, "unknown")
