"""``collect pageviews``: figures, real zeros, days not published, and the two meanings of "not found"."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from local_server import Answer, serve

from observatory import cli
from observatory.errors import FindingsError
from observatory.media.collect import views
from observatory.media.collect.ledger import Ledger
from observatory.media.collect.methodology import Article, Methodology
from observatory.media.collect.outcome import Collected, Request

NOW = datetime(2026, 9, 16, 3, 0)
LAST = date(2026, 9, 14)
HA_LONG = Article("ha-long", "Q190128", "province", "22", "vi.wikipedia", "Vịnh_Hạ_Long", "2026-09-01")
AC_DC = Article("ac-dc", "Q27593", "", "", "en.wikipedia", "AC/DC", "2026-09-01")
PATH = "/metrics/pageviews/per-article/vi.wikipedia/all-access/user/V%E1%BB%8Bnh_H%E1%BA%A1_Long/daily/"


def _methodology(*articles: Article) -> Methodology:
    return Methodology("1", {}, {}, {}, {}, (), (), articles or (HA_LONG,), {})


def _answer(counts: dict[date, int], article: Article = HA_LONG, **changes: str) -> bytes:
    items = [
        {
            "project": article.project,
            "article": article.article,
            "granularity": "daily",
            "timestamp": f"{day:%Y%m%d}00",
            "access": "all-access",
            "agent": "user",
            "views": count,
            **changes,
        }
        for day, count in counts.items()
    ]
    return json.dumps({"items": items}).encode()


def _days(count: int, last: date = LAST) -> dict[date, int]:
    return {last - timedelta(days=count - 1 - number): 100 + number for number in range(count)}


def _collect(
    origin: object,
    store: Path,
    since: date | None = None,
    until: date | None = None,
    methodology: Methodology | None = None,
) -> Collected:
    known = methodology or _methodology()
    return views.collect(Request(str(origin), store, since, until, known, lambda _: None, lambda: NOW))


def _stored(store: Path) -> list[dict[str, Any]]:
    return [
        row for path in sorted(store.glob("recognition/*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()
    ]


def _told(store: Path) -> list[tuple[int, int | None, str]]:
    return [(row["date"].day, row["views"], row["status"]) for row in _stored(store)]


def test_the_last_fourteen_days(tmp_path: Path) -> None:
    route = f"{PATH}2026090300/2026091600"
    with serve({route: Answer(body=_answer(_days(12)))}) as server:
        done = _collect(server.url, tmp_path)
        assert server.hits == [route]
    assert (done.got, done.absent, done.bad, done.kept, done.findings) == (1, 0, 0, 12, ())
    assert _told(tmp_path) == [
        *((day, 97 + day, "observed") for day in range(3, 15)),
        (15, None, "not_published"),
        (16, None, "not_published"),
    ]
    row = _stored(tmp_path)[0]
    assert (row["entity"], row["entity_qid"], row["project"]) == ("ha-long", "Q190128", "vi.wikipedia")
    assert (row["article"], row["agent"]) == ("Vịnh_Hạ_Long", "user")
    assert [path.name for path in (tmp_path / "recognition").iterdir()] == ["2026-09.parquet"]
    ledger = Ledger(tmp_path, "pageviews").rows()
    assert [(one.date.day, one.status, one.kept) for one in ledger] == [(day, "got", 1) for day in range(3, 15)]
    assert ledger[0].name == "vi.wikipedia/Vịnh_Hạ_Long"


def test_not_found_is_asked_once_more_in_a_wider_window(tmp_path: Path) -> None:
    with serve({f"{PATH}2026082900/2026091400": Answer(body=_answer({LAST: 5, date(2026, 9, 12): 4}))}) as server:
        done = _collect(server.url, tmp_path, date(2026, 9, 12), LAST)
        assert len(server.hits) == 2
    assert (done.got, done.kept) == (1, 3)
    assert _told(tmp_path) == [(12, 4, "observed"), (13, 0, "observed"), (14, 5, "observed")]


def test_not_found_twice_means_no_data_and_is_no_fault(tmp_path: Path) -> None:
    with serve({}) as server:
        done = _collect(server.url, tmp_path, date(2026, 9, 13), date(2026, 9, 15))
        assert len(server.hits) == 2
    assert (done.got, done.absent, done.bad, done.kept, done.findings) == (0, 1, 0, 0, ())
    assert _told(tmp_path) == [
        (13, None, "absent_verified"),
        (14, None, "absent_verified"),
        (15, None, "not_published"),
    ]
    ledger = Ledger(tmp_path, "pageviews").rows()
    assert [(one.date.day, one.status, one.reason, one.http) for one in ledger] == [
        (13, "absent", "no-data", 404),
        (14, "absent", "no-data", 404),
    ]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(body=b"<html><body>Sorry</body></html>"), "bad-json"),
        (Answer(body=b"{}"), "bad-json"),
        (Answer(body=b""), "bad-json"),
        (Answer(body=_answer(_days(3), AC_DC)), "wrong-echo"),
        (Answer(body=_answer(_days(3), agent="all-agents")), "wrong-echo"),
        (Answer(302, headers={"Location": "http://127.0.0.1:9/"}), "redirect-refused"),
        (Answer(302, headers={"Location": "file:///etc/passwd"}), "redirect-refused"),
        (Answer(body=b"{" + b" " * 5_000_001), "too-large"),
    ],
)
def test_what_cannot_be_believed_keeps_nothing(answer: Answer, reason: str, tmp_path: Path) -> None:
    with serve({f"{PATH}2026091200/2026091400": answer}) as server:
        done = _collect(server.url, tmp_path, date(2026, 9, 12), LAST)
    assert (done.bad, done.kept) == (1, 0)
    assert [(one.code, one.level, one.value) for one in done.findings] == [("collect-source-lost", "error", reason)]
    assert _stored(tmp_path) == []
    assert [(one.status, one.reason) for one in Ledger(tmp_path, "pageviews").rows()] == [("bad", reason)] * 3


def test_later_figures_take_the_place_of_earlier_ones_and_nothing_takes_theirs(tmp_path: Path) -> None:
    route = f"{PATH}2026091300/2026091400"
    day = (date(2026, 9, 13), LAST)
    with serve(
        {route: [Answer(body=_answer({day[0]: 1, LAST: 2})), Answer(body=_answer({day[0]: 3, LAST: 2}))]}
    ) as server:
        _collect(server.url, tmp_path, *day)
        _collect(server.url, tmp_path, *day)
        assert _told(tmp_path) == [(13, 3, "observed"), (14, 2, "observed")]
        before = (tmp_path / "recognition/2026-09.parquet").read_bytes()
        server.routes = {}
        assert _collect(server.url, tmp_path, *day).absent == 1
    assert (tmp_path / "recognition/2026-09.parquet").read_bytes() == before
    assert {(one.status, one.kept) for one in Ledger(tmp_path, "pageviews").rows()} == {("got", 1)}


def test_a_window_over_two_months(tmp_path: Path) -> None:
    with serve({f"{PATH}2026083100/2026090100": Answer(body=_answer(_days(2, date(2026, 9, 1))))}) as server:
        _collect(server.url, tmp_path, date(2026, 8, 31), date(2026, 9, 1))
    names = sorted(path.name for path in (tmp_path / "recognition").iterdir())
    assert names == ["2026-08.parquet", "2026-09.parquet"]


def test_days_to_come_are_not_asked_for(tmp_path: Path) -> None:
    with serve({f"{PATH}2026091400/2026091600": Answer(body=_answer({LAST: 1}))}) as server:
        assert _collect(server.url, tmp_path, LAST, date(2027, 1, 1)).kept == 1
        assert _collect(server.url, tmp_path, date(2026, 12, 1), date(2027, 1, 1)).got == 0
        assert len(server.hits) == 1


def test_a_folder_of_answers(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    folder.mkdir()
    days = {date(2026, 8, 29): 7, date(2026, 8, 31): 9}
    (folder / "any name.json").write_bytes(_answer(days))
    (folder / "en.wikipedia--AC%2FDC.json").write_bytes(_answer(days, AC_DC))
    (folder / "other.json").write_bytes(b"[]")
    hue = Article("hue", "Q36159", "province", "46", "vi.wikipedia", "Huế", "")
    done = _collect(folder, tmp_path / "store", methodology=_methodology(HA_LONG, AC_DC, hue))
    assert (done.got, done.absent, done.bad, done.kept) == (2, 0, 0, 6)
    assert _told(tmp_path / "store")[::2] == [(29, 7, "observed"), (30, 0, "observed"), (31, 9, "observed")]
    some = _collect(folder, tmp_path / "some", date(2026, 8, 31), date(2026, 9, 3), _methodology(HA_LONG))
    assert some.kept == 1
    assert _told(tmp_path / "some") == [(31, 9, "observed")]


def test_a_named_file_with_another_answer_is_bad(tmp_path: Path) -> None:
    (tmp_path / "vi.wikipedia--Vịnh_Hạ_Long.json").write_bytes(_answer(_days(2), AC_DC))
    done = _collect(tmp_path, tmp_path / "store")
    assert [(one.value, one.file) for one in done.findings] == [("wrong-echo", "vi.wikipedia/Vịnh_Hạ_Long")]


@pytest.mark.shared
def test_a_real_answer_from_a_folder(shared: Path, tmp_path: Path) -> None:
    milford = Article("milford", "Q1", "", "", "en.wikipedia", "Milford_Sound", "")
    done = _collect(shared / "samples/media", tmp_path, methodology=_methodology(milford))
    assert (done.got, done.kept) == (1, 7)
    assert [views for _, views, _ in _told(tmp_path)][:6] == [146, 196, 171, 176, 193, 217]


def test_a_damaged_month_is_told_and_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "recognition").mkdir()
    (tmp_path / "recognition/2026-09.parquet").write_bytes(b"PAR1 damaged")
    with (
        serve({f"{PATH}2026091300/2026091400": Answer(body=_answer(_days(2)))}) as server,
        pytest.raises(FindingsError),
    ):
        _collect(server.url, tmp_path, date(2026, 9, 13), LAST)
    assert (tmp_path / "recognition/2026-09.parquet").read_bytes() == b"PAR1 damaged"


def test_one_request_at_a_time(tmp_path: Path) -> None:
    with serve({}) as server:
        _collect(server.url, tmp_path, methodology=_methodology(HA_LONG, AC_DC))
        assert (len(server.hits), server.most_at_once) == (4, 1)
        assert any("/AC%2FDC/" in hit for hit in server.hits)


@pytest.mark.parametrize(("body", "status"), [(_answer(_days(2)), 0), (b"<html></html>", 1)])
def test_the_command(
    body: bytes, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Methodology, "load", lambda _: _methodology())
    with serve({f"{PATH}2026091300/2026091400": Answer(body=body)}) as server:
        arguments = ["pageviews", "--store", str(tmp_path), "--from", server.url, "--lang", "en"]
        days = ["--since", "2026-09-13", "--until", "2026-09-14"]
        monkeypatch.setattr(sys, "argv", ["observatory", "collect", *arguments, *days])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert int(ended.value.code or 0) == status
    assert ("no table of views" in capsys.readouterr().err) == bool(status)
