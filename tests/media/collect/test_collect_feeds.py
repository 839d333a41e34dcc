"""``collect feeds`` and ``collect sitemaps``: every kind of source, good and bad, into the store and the ledger."""

from __future__ import annotations

import gzip
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from local_server import Answer, Asked, serve

from observatory import cli
from observatory.findings import has_errors
from observatory.media.collect import pages
from observatory.media.collect.ledger import Ledger, LedgerRow
from observatory.media.collect.methodology import FeedSource, Methodology
from observatory.media.collect.outcome import Collected, Request
from packages import ROOT

NOW = datetime(2026, 9, 16, 3, 0)
SETTINGS = {"frozen_feed_days": 7.0, "back_catalogue_days": 14.0, "story_window_hours": 72.0, "story_similarity": 0.6}


def _source(name: str, url: str, kind: str = "feed", **changes: str) -> FeedSource:
    fields = {"country_iso2": "VN", "lang": "vi", "utc_offset": "UTC+07:00", "keep": "all", **changes}
    return FeedSource(id=name, kind=kind, url=url, owner_vi="Báo", owner_en="Paper", **fields)


def _methodology(*feeds: FeedSource) -> Methodology:
    words = ("Việt Nam", "Vietnam", "Hanoi")
    outlets = {"vnexpress.net": "VN"}
    return Methodology("1", {}, outlets, {}, {}, words, feeds, (), SETTINGS)


def _item(number: int, date: str = "Mon, 14 Sep 2026 18:48:23 +07:00", title: str = "", link: str = "") -> str:
    title = title or f"Tin số {number} của ngày hôm nay"
    link = link or f"https://nhandan.vn/{number}"
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"


def _rss(*items: str, prolog: str = "") -> bytes:
    return f"{prolog}<rss version='2.0'><channel><title>Báo</title>{''.join(items)}</channel></rss>".encode()


def _feeds(
    origin: object, store: Path, methodology: Methodology | None = None, now: datetime = NOW
) -> tuple[Collected, list[tuple[str, str, str]]]:
    """A run, and what it found: code, level and rule."""
    known = methodology or _methodology()
    done = pages.collect_feeds(Request(str(origin), store, None, None, known, lambda _: None, lambda: now))
    return done, [(one.code, one.level, one.expected) for one in done.findings]


def _sitemaps(origin: object, store: Path, methodology: Methodology | None = None) -> Collected:
    known = methodology or _methodology()
    return pages.collect_sitemaps(Request(str(origin), store, None, None, known, lambda _: None, lambda: NOW))


def _stored(store: Path) -> list[dict[str, Any]]:
    rows = [
        row for path in sorted(store.glob("mentions/*/*/*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()
    ]
    return sorted(rows, key=lambda row: str(row["url"]))


def _row(store: Path, source: str = "feeds") -> LedgerRow:
    (row,) = Ledger(store, source).rows()
    return row


def _command(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["observatory", "collect", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.mark.shared
def test_the_real_feeds_of_a_folder(shared: Path, tmp_path: Path) -> None:
    known = _methodology(_source("vnexpress_intl", "https://e.vnexpress.net/rss/business.rss", lang="en"))
    done, found = _feeds(shared / "samples/media", tmp_path, known, datetime(2026, 9, 24, 3))
    assert (done.got, done.absent, done.bad, done.kept) == (4, 0, 0, 8)
    assert not has_errors(done.findings)
    assert ("collect-source-fault", "warning", "frozen") in found
    told = {(row["domain"], str(row["published_at_utc"]), row["date_quality"]) for row in _stored(tmp_path)}
    assert told == {
        ("nhandan.vn", "2026-09-14 11:48:23", "exact"),
        ("nhandan.vn", "2026-09-14 11:31:08", "exact"),
        ("vietnamplus.vn", "2026-09-14 12:44:41", "exact"),
        ("vietnamplus.vn", "2026-09-14 12:37:48", "exact"),
        ("baochinhphu.vn", "2026-09-14 11:44:00", "offset_assumed"),
        ("baochinhphu.vn", "2026-09-13 13:01:00", "offset_assumed"),
        ("vnexpress.net", "2026-09-23 22:00:00", "exact"),
        ("vnexpress.net", "2026-09-23 07:09:40", "exact"),
    }
    assert {row["source_country_iso2"] for row in _stored(tmp_path)} == {"VN"}
    assert {row["lang"] for row in _stored(tmp_path)} == {"vi", "en"}
    assert all(row["story_id"] and row["tone"] is None for row in _stored(tmp_path))


def test_a_mention_of_a_feed(tmp_path: Path) -> None:
    link = "http://www.nhandan.vn/1?utm_source=rss&amp;id=7"
    with serve({"/bao.rss": Answer(body=_rss(_item(1, link=link)))}) as server:
        done, found = _feeds(f"{server.url}/bao.rss", tmp_path)
    assert (done.got, done.kept, found) == (1, 1, [])
    (row,) = _stored(tmp_path)
    assert row["url"] == "http://www.nhandan.vn/1?utm_source=rss&id=7"
    assert row["canonical_url"] == row["record_id"] == "https://nhandan.vn/1?id=7"
    assert (row["source_system"], row["domain"], row["source_country_method"]) == ("rss", "nhandan.vn", "cctld")
    assert (row["seen_at_utc"], row["published_at_utc"]) == (NOW, datetime(2026, 9, 14, 11, 48, 23))
    assert (row["lang"], row["translated"], row["word_count"], row["themes"]) == ("vi", False, None, [])
    ledger = _row(tmp_path)
    assert (ledger.name, ledger.status, ledger.reason, ledger.lines, ledger.kept) == (
        "127.0.0.1/bao.rss",
        "got",
        "",
        1,
        1,
    )
    assert list((tmp_path / "mentions").rglob("*.parquet")) == [
        tmp_path / "mentions/year=2026/month=09/20260914-rss.parquet"
    ]


def test_a_second_run_adds_only_what_is_new(tmp_path: Path) -> None:
    for number, kept in ((2, 2), (2, 0), (3, 1)):
        (tmp_path / "feeds").mkdir(exist_ok=True)
        (tmp_path / "feeds/bao.rss").write_bytes(_rss(*map(_item, range(number))))
        done, _ = _feeds(tmp_path / "feeds", tmp_path / "store", now=NOW + timedelta(hours=number))
        assert done.kept == kept
    assert [row["seen_at_utc"].hour for row in _stored(tmp_path / "store")] == [5, 5, 6]
    ledger = _row(tmp_path / "store")
    assert (ledger.kept, ledger.duplicates, ledger.attempts) == (3, 2, 3)


def test_a_run_cut_off_before_the_ledger_doubles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/bao.rss").write_bytes(_rss(_item(1), _item(2, "Tue, 15 Sep 2026 08:00:00 +07")))

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cutting:
        cutting.setattr(Ledger, "record", cut)
        with pytest.raises(KeyboardInterrupt):
            _feeds(tmp_path / "feeds", tmp_path / "store")
    assert Ledger(tmp_path / "store", "feeds").rows() == []
    _feeds(tmp_path / "feeds", tmp_path / "store")
    whole = _feeds(tmp_path / "feeds", tmp_path / "whole")
    assert whole[0].kept == 2
    assert _stored(tmp_path / "store") == _stored(tmp_path / "whole")


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"a"':
            return Answer(304)
        return Answer(body=_rss(_item(1)), headers={"ETag": '"a"'})

    with serve({"/bao.rss": answer}) as server:
        assert _feeds(f"{server.url}/bao.rss", tmp_path)[0].kept == 1
        assert _feeds(f"{server.url}/bao.rss", tmp_path)[1] == []
        row = _row(tmp_path)
        assert (row.status, row.http, row.lines, row.kept) == ("got", 304, 0, 1)
        # Frozen is frozen, also where the server only says that nothing changed.
        frozen = _feeds(f"{server.url}/bao.rss", tmp_path, now=NOW + timedelta(days=9))
        assert frozen[1] == [("collect-source-fault", "error", "frozen")]
        assert (tmp_path / "ledger/validators-feeds.json").write_text("damaged") > 0
        assert _feeds(f"{server.url}/bao.rss", tmp_path)[0].kept == 0


def test_listed_feeds_keep_what_is_about_viet_nam(tmp_path: Path) -> None:
    titles = ["Vietnam's exports rise", "VIETNAMESE food", "Rice prices in Hanoi fall", "Elections in Peru"]
    items = [_item(n, "2026-09-15 08:00:00", title, f"https://world.example.com/{n}") for n, title in enumerate(titles)]
    known = {"country_iso2": "QA", "lang": "en", "utc_offset": "UTC+03:00", "keep": "about"}
    source = _source("world", "https://world.example.com/rss/world.xml", **known)
    with serve({"/world.xml": Answer(body=_rss(*items))}) as server:
        done, found = _feeds(f"{server.url}/", tmp_path, _methodology(source))
        assert server.hits == ["/world.xml"]
    assert (done.got, done.kept, found) == (1, 2, [])
    assert [row["title"] for row in _stored(tmp_path)] == ["Vietnam's exports rise", "Rice prices in Hanoi fall"]
    (row, _) = _stored(tmp_path)
    assert (row["source_country_iso2"], row["source_country_method"]) == ("QA", "list")
    assert (row["published_at_utc"], row["date_quality"]) == (datetime(2026, 9, 15, 5), "offset_assumed")
    ledger = _row(tmp_path)
    assert (ledger.name, ledger.lines, ledger.bad_lines, ledger.kept) == ("world", 4, 0, 2)


def test_a_folder_gives_a_listed_feed_by_its_base_name_or_its_id(tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    folder.mkdir()
    known = _methodology(
        _source("a", "https://a.vn/kinh-te.rss"),
        _source("b", "https://b.vn/kinh-te.rss"),
        _source("c", "https://c.vn/tin.rss"),
        _source("d", "https://d.vn/missing.rss"),
        _source("map", "https://c.vn/news.xml", "sitemap"),
    )
    for number, name in enumerate(("kinh-te.rss", "b.rss", "tin.rss", "own.atom")):
        (folder / name).write_bytes(_rss(_item(number)))
    (folder / "sitemap.xml").write_bytes(b"<urlset></urlset>")
    (folder / "views.json").write_bytes(b'{"items": []}')
    (folder / "notes.txt").write_text("?")
    done, found = _feeds(folder, tmp_path / "store", known)
    assert found == [("collect-sources-not-here", "warning", "")]
    assert done.findings[0].value == "2"
    assert [row.name for row in Ledger(tmp_path / "store", "feeds").rows()] == ["b", "c", "kinh-te", "own"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (_rss(), "empty"),
        (b"<!DOCTYPE html><html><body>Just a moment...</body></html>", "html"),
        (b"Just a moment...", "not-a-feed"),
        (_rss(_item(1), prolog='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "entity-refused"),
        (_rss(_item(1), prolog='<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'), "entity-refused"),
        (_rss(_item(1))[:60], "truncated"),
    ],
)
def test_what_is_no_feed_is_bad_and_the_others_are_kept(body: bytes, reason: str, tmp_path: Path) -> None:
    known = _methodology(_source("bad", "https://a.vn/bad.rss"), _source("good", "https://b.vn/good.rss"))
    with serve({"/bad.rss": Answer(body=body), "/good.rss": Answer(body=_rss(_item(1)))}) as server:
        done, found = _feeds(f"{server.url}/", tmp_path, known)
    assert (done.got, done.bad, done.kept) == (1, 1, 1)
    assert found == [("collect-source-lost", "error", reason)]
    assert [(row.status, row.reason) for row in Ledger(tmp_path, "feeds").rows()] == [("bad", reason), ("got", "")]


def test_a_feed_that_is_gone_is_absent(tmp_path: Path) -> None:
    with serve({}) as server:
        done, found = _feeds(f"{server.url}/gone.rss", tmp_path)
    assert (done.absent, found) == (1, [("collect-source-lost", "error", "not-found")])
    assert (_row(tmp_path).status, _row(tmp_path).http) == ("absent", 404)


def test_a_redirect_to_this_machine_or_to_a_file_is_not_followed(tmp_path: Path) -> None:
    with serve({"/": Answer(body=_rss(_item(1)))}) as canary:
        places = (f"{canary.url}/", "file:///etc/passwd", "ftp://example.com/x")
        routes = {f"/{n}.rss": Answer(302, headers={"Location": place}) for n, place in enumerate(places)}
        with serve(routes) as server:
            for number in range(len(places)):
                done, found = _feeds(f"{server.url}/{number}.rss", tmp_path / str(number))
                assert (done.bad, found) == (1, [("collect-source-lost", "error", "redirect-refused")])
        assert canary.hits == []


def test_a_gzip_bomb_is_stopped(tmp_path: Path) -> None:
    bomb = gzip.compress(b"<rss>" + bytes(50_000_000), compresslevel=1)
    with serve({"/bao.rss": Answer(body=bomb, headers={"Content-Encoding": "gzip"})}) as server:
        _, found = _feeds(f"{server.url}/bao.rss", tmp_path)
    assert found == [("collect-source-lost", "error", "too-large")]


def test_html_in_a_title_is_stored_as_text(tmp_path: Path) -> None:
    title = "&lt;script&gt;alert(1)&lt;/script&gt;Hạ &lt;b&gt;Long&lt;/b&gt; &amp;amp;amp; biển"
    with serve({"/bao.rss": Answer(body=_rss(_item(1, title=title)))}) as server:
        _feeds(f"{server.url}/bao.rss", tmp_path)
    assert [row["title"] for row in _stored(tmp_path)] == ["alert(1) Hạ Long & biển"]


def test_a_wrong_encoding_is_repaired_and_told(tmp_path: Path) -> None:
    body = _rss(_item(1, title="Việt Nam"), prolog='<?xml version="1.0" encoding="utf-16"?>')
    with serve({"/bao.rss": Answer(body=body)}) as server:
        done, found = _feeds(f"{server.url}/bao.rss", tmp_path)
    assert found == [("collect-source-fault", "warning", "wrong-encoding")]
    assert [row["title"] for row in _stored(tmp_path)] == ["Việt Nam"]
    assert (done.kept, _row(tmp_path).reason) == (1, "wrong-encoding")


def test_half_an_item_is_left_and_told(tmp_path: Path) -> None:
    with serve({"/bao.rss": Answer(body=_rss(_item(1), _item(2))[:-50])}) as server:
        done, found = _feeds(f"{server.url}/bao.rss", tmp_path)
    assert (done.got, done.kept, found) == (1, 1, [("collect-source-fault", "error", "truncated")])
    assert _row(tmp_path).reason == "truncated"


def test_items_without_a_web_address_are_refused_and_counted(tmp_path: Path) -> None:
    items = [_item(1), _item(2, link="javascript:alert(1)"), _item(3, link="data:text/html,x")]
    with serve({"/bao.rss": Answer(body=_rss(*items))}) as server:
        done, found = _feeds(f"{server.url}/bao.rss", tmp_path)
    assert (done.kept, found) == (1, [("collect-source-fault", "error", "some-lines-bad")])
    assert (done.findings[0].value, _row(tmp_path).lines, _row(tmp_path).bad_lines) == ("2", 3, 2)


def test_a_frozen_feed_is_no_quiet_week(tmp_path: Path) -> None:
    with serve({"/bao.rss": Answer(body=_rss(_item(1), _item(2)))}) as server:
        done, found = _feeds(f"{server.url}/bao.rss", tmp_path, now=datetime(2026, 9, 25, 3))
    assert found == [("collect-source-fault", "error", "frozen")]
    assert (done.got, done.kept, done.findings[0].value) == (1, 2, "10")
    assert (_row(tmp_path).status, _row(tmp_path).reason) == ("got", "frozen")


def test_a_back_catalogue_is_not_taken_for_news(tmp_path: Path) -> None:
    items = [_item(n, format_datetime((NOW - timedelta(hours=2 * n)).replace(tzinfo=UTC))) for n in range(500)]
    with serve({"/bao.rss": Answer(body=_rss(*items))}) as server:
        done, found = _feeds(f"{server.url}/bao.rss", tmp_path)
    # 14 days of 12 items a day, and the one that is exactly 14 days old.
    assert (done.got, done.kept, found) == (1, 169, [("collect-source-fault", "warning", "back-catalogue")])
    row = _row(tmp_path)
    assert (row.reason, row.lines, row.bad_lines, row.kept) == ("back-catalogue", 500, 331, 169)
    assert min(row["published_at_utc"] for row in _stored(tmp_path)) == NOW - timedelta(days=14)


def test_a_date_far_ahead_is_no_date(tmp_path: Path) -> None:
    with serve(
        {"/bao.rss": Answer(body=_rss(_item(1, "Mon, 14 Sep 2099 18:48:23 +07:00"), _item(2, "hôm qua")))}
    ) as server:
        _feeds(f"{server.url}/bao.rss", tmp_path)
    assert [(row["published_at_utc"], row["date_quality"]) for row in _stored(tmp_path)] == [(None, "seen_only")] * 2
    assert [path.name for path in (tmp_path / "mentions").rglob("*.parquet")] == ["20260916-rss.parquet"]


@pytest.mark.parametrize(("one", "other"), [("a.vn", "b.vn"), ("a.tin.vn", "b.tin.vn")])
def test_equal_numbers_of_two_sites_are_two_mentions(tmp_path: Path, one: str, other: str) -> None:
    (tmp_path / "feeds").mkdir()
    for site in (one, other):
        item = f"<item><title>Tin</title><guid isPermaLink='false'>988500</guid><link>https://{site}/1</link></item>"
        (tmp_path / f"feeds/{site}.rss").write_bytes(_rss(item))
    _feeds(tmp_path / "feeds", tmp_path / "store")
    assert {row["record_id"] for row in _stored(tmp_path / "store")} == {f"https://{one}/1", f"https://{other}/1"}


def test_an_article_in_two_feeds_of_a_site_is_one_mention(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    for number, address in enumerate(("https://tin.vn/1", "http://www.tin.vn/1?utm_source=rss")):
        item = f"<item><title>Tin</title><guid isPermaLink='false'>{number}</guid><link>{address}</link></item>"
        (tmp_path / f"feeds/{number}.rss").write_bytes(_rss(item))
    _feeds(tmp_path / "feeds", tmp_path / "store")
    assert [row["record_id"] for row in _stored(tmp_path / "store")] == ["https://tin.vn/1"]


NEWS = (
    "<url><loc>https://tuoitre.vn/{0}</loc><n:news xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
    "<n:publication><n:name>Tuổi Trẻ</n:name><n:language>vi</n:language></n:publication>"
    "<n:publication_date>2026-09-15T08:00:00+07:00</n:publication_date><n:title>Tin số {0}</n:title></n:news></url>"
)


def _urlset(*numbers: int) -> bytes:
    return f"<urlset>{''.join(NEWS.format(number) for number in numbers)}</urlset>".encode()


def test_sitemaps_and_those_of_an_index(tmp_path: Path) -> None:
    with serve(
        {"/a.xml.gz": Answer(body=gzip.compress(_urlset(1, 2))), "/b.xml": Answer(body=_urlset(2, 3))}
    ) as server:
        children = "".join(f"<sitemap><loc>{server.url}/{name}</loc></sitemap>" for name in ("a.xml.gz", "b.xml"))
        server.routes["/index.xml"] = Answer(body=f"<sitemapindex>{children}</sitemapindex>".encode())
        done = _sitemaps(f"{server.url}/index.xml", tmp_path)
    assert (done.got, done.kept, done.findings) == (1, 3, ())
    assert {row["source_system"] for row in _stored(tmp_path)} == {"sitemap"}
    row = _row(tmp_path, "sitemaps")
    assert (row.stream, row.lines, row.kept, row.duplicates) == ("sitemaps", 4, 3, 1)
    assert [path.name for path in (tmp_path / "mentions").rglob("*.parquet")] == ["20260915-sitemap.parquet"]


def test_a_sitemap_of_an_index_that_is_gone_is_told(tmp_path: Path) -> None:
    with serve({}) as server:
        index = f"<sitemapindex><sitemap><loc>{server.url}/gone.xml</loc></sitemap></sitemapindex>"
        server.routes["/index.xml"] = Answer(body=index.encode())
        done = _sitemaps(f"{server.url}/index.xml", tmp_path)
    assert [(one.code, one.expected) for one in done.findings] == [("collect-source-fault", "truncated")]


def test_sitemaps_of_a_folder_leave_the_feeds(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files/map.xml").write_bytes(_urlset(1))
    (tmp_path / "files/feed.xml").write_bytes(_rss(_item(1)))
    done = _sitemaps(tmp_path / "files", tmp_path / "store")
    assert (done.got, done.bad, done.kept) == (1, 0, 1)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_command(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = format_datetime(datetime.now(UTC) - timedelta(hours=1))
    options = ("--datasets", ROOT / "datasets", "--lang", lang, "--since", "2020-01-01")
    with serve({"/bao.rss": Answer(body=_rss(_item(1, fresh))), "/web.rss": Answer(body=b"<html></html>")}) as server:
        fine = _command(monkeypatch, "feeds", "--store", tmp_path, "--from", f"{server.url}/bao.rss", *options)
        said = capsys.readouterr()
        assert (fine, said.err) == (0, "")
        assert {"vi": "Nhận được 1", "en": "Got: 1"}[lang] in said.out
        bad = _command(monkeypatch, "feeds", "--store", tmp_path, "--from", f"{server.url}/web.rss", *options)
        said = capsys.readouterr()
        assert bad == 1
        assert {"vi": "Một trang web được trả về", "en": "A web page came"}[lang] in said.err
    assert len(_stored(tmp_path)) == 1
