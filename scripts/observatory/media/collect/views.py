"""Collecting daily page views of encyclopaedia articles from Wikimedia, or from a folder of its answers.

One request at a time, as the service asks. What the service has nothing for is asked for once more in a wider
window before it is called absent; a day without a published figure is never a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from observatory.findings import Finding
from observatory.media import pageviews
from observatory.media.collect import recognition
from observatory.media.collect.fetch import Limits
from observatory.media.collect.ledger import ABSENT, BAD, GOT, Ledger, LedgerRow
from observatory.media.collect.methodology import Article
from observatory.media.collect.origin import Origin
from observatory.media.collect.outcome import Collected, Request
from observatory.media.pageviews import NOT_PUBLISHED, OBSERVED, AnswerError, DayViews

STREAM = "pageviews"
LIMITS = Limits(most_bytes=5_000_000, seconds=60)


@dataclass(frozen=True)
class _Answer:
    """What was learned of an article: days, and for the days ``asked`` the row of the ledger, but for its date."""

    row: LedgerRow
    asked: Sequence[date]
    days: Sequence[DayViews] = ()


def collect(request: Request) -> Collected:
    """Collect the views of the methodology's articles on the days of ``request``, by default the last 14.

    An address as the origin stands for the API's own, up to ``/metrics``. A folder has answers of the API, under the
    name ``<project>--<article>.json`` (a slash as ``%2F``) or any other; without dates all their days are taken.
    That the service has no data for an article is no fault; an answer that cannot be believed is, and keeps nothing.

    Raises what ``Origin.of`` and ``Ledger`` raise, and ``FindingsError`` (``collect-store-damaged``).
    """
    today = request.now().date()
    last = min(request.until or today, today)
    first = request.since or last - timedelta(days=pageviews.WINDOW_DAYS - 1)
    ledger = Ledger(request.store, STREAM)
    statuses: list[str] = []
    findings: list[Finding] = []
    kept = 0
    with Origin.of(request.origin) as origin:
        files = _files(origin.folder, request.methodology.articles) if origin.folder else {}
        if origin.folder and request.since is None and request.until is None:
            first = date.min
        for article in request.methodology.articles if first <= last else ():
            name = f"{article.project}/{article.article}"
            request.advance(name)
            if not origin.folder:
                answer = _from_api(origin, article, first, last, today)
            elif article in files:
                answer = _from_file(files[article], article, first, last)
            else:
                continue
            statuses.append(answer.row.status)
            kept += recognition.put(request.store, article, answer.days)
            ledger.record(_rows(ledger, name, answer))
            if answer.row.status == BAD:
                reason = answer.row.reason
                findings.append(Finding("collect-source-lost", file=name, value=reason, expected=reason))
    counts = {status: statuses.count(status) for status in (GOT, ABSENT, BAD)}
    return Collected(counts[GOT], counts[ABSENT], counts[BAD], kept, tuple(findings))


def _from_api(origin: Origin, article: Article, first: date, last: date, today: date) -> _Answer:
    """Ask for the window and, where there is nothing, once more for one that begins 14 days earlier."""
    asked = _days(first, last)
    published_until = today - timedelta(days=pageviews.LAG_DAYS)
    row = LedgerRow(first, STREAM, "")
    for start in (first, first - timedelta(days=pageviews.WINDOW_DAYS)):
        url = pageviews.address(article.project, article.article, start, last, origin.base or pageviews.BASE)
        fetched = origin.get(url, LIMITS)
        row = replace(row, url=url, size=fetched.size, md5=fetched.md5, http=fetched.http)
        row = replace(row, attempts=max(fetched.attempts, 1))
        if fetched.status == "failed":
            return _Answer(replace(row, status=BAD, reason=fetched.reason), asked)
        if fetched.status == "ok":
            return _read(fetched.content or b"", article, row, first, last, published_until)
    row = replace(row, status=ABSENT, reason="no-data")
    return _Answer(row, asked, pageviews.days(None, first, last, published_until))


def _read(content: bytes, article: Article, row: LedgerRow, first: date, last: date, published_until: date) -> _Answer:
    """What an answer says of the days from ``first`` to ``last``."""
    asked = _days(first, last)
    try:
        views = pageviews.parse(content, article.project, article.article)
    except AnswerError as error:
        return _Answer(replace(row, status=BAD, reason=error.reason), asked)
    return _Answer(replace(row, status=GOT), asked, pageviews.days(views, first, last, published_until))


def _from_file(path: Path, article: Article, first: date, last: date) -> _Answer:
    """What a file says; it answers for the days from the first to the last that it names, and for no others."""
    content = path.read_bytes()
    row = LedgerRow(last, STREAM, "", path.name, len(content))
    try:
        views = pageviews.parse(content, article.project, article.article)
    except AnswerError as error:
        return _Answer(replace(row, status=BAD, reason=error.reason), [last])
    first, last = max(first, min(views)), min(last, max(views))
    return _Answer(row, _days(first, last), pageviews.days(views, first, last, last))


def _rows(ledger: Ledger, name: str, answer: _Answer) -> list[LedgerRow]:
    """A row for each day asked for that is published; a day that was got before stays so when nothing comes now."""
    observed = {one.day for one in answer.days if one.status == OBSERVED}
    left = {one.day for one in answer.days if one.status == NOT_PUBLISHED}
    if answer.row.status != GOT:
        left |= {row.date for row in ledger.rows() if row.name == name and row.status == GOT}
    return [
        replace(answer.row, date=day, name=name, kept=int(day in observed)) for day in answer.asked if day not in left
    ]


def _files(folder: Path, articles: Iterable[Article]) -> dict[Article, Path]:
    """The file of each article that the folder has an answer for: by its name, else by what it says it is about."""
    paths = [path for path in sorted(folder.glob("*.json")) if path.is_file()]
    paths = [path for path in paths if path.stat().st_size <= LIMITS.most_bytes]
    named = {path.stem: path for path in paths}
    told: dict[tuple[str, str], Path] = {}
    for path in paths:
        try:
            told.setdefault(pageviews.about(path.read_bytes()), path)
        except AnswerError:
            continue
    found = {
        article: named.get(f"{article.project}--{article.article.replace('/', '%2F')}")
        or told.get((article.project, article.article))
        for article in articles
    }
    return {article: path for article, path in found.items() if path}


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
