"""Page views of encyclopaedia articles: what to ask the Wikimedia API, and what its answer says.

The answer tells the days on which an article was read at all. A day that is missing between served ones had no
reader; an answer of 404 says that there is nothing for the whole window, which also happens to short windows of
days that a longer one serves. So nothing is taken for zero unless the window was served.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

BASE = "https://wikimedia.org/api/rest_v1"
ACCESS = "all-access"
AGENT = "user"
LAG_DAYS = 2
"""Today and yesterday (UTC) are not published yet."""
WINDOW_DAYS = 14
SETTLED_DAYS = 7
"""A day missing at the end of what was served may still be published; after a week it had no reader."""

OBSERVED, ABSENT_VERIFIED, NOT_PUBLISHED = "observed", "absent_verified", "not_published"


@dataclass(frozen=True, slots=True)
class DayViews:
    """Views of one article on one day: ``views`` is None unless ``status`` is ``observed``."""

    day: date
    views: int | None
    status: str


class AnswerError(ValueError):
    """An answer that cannot be believed; ``reason`` is ``bad-json`` or ``wrong-echo``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def address(project: str, article: str, first: date, last: date, base: str = BASE) -> str:
    """Where the daily views of ``article`` in ``project`` (``vi.wikipedia``) from ``first`` to ``last`` are served."""
    title = quote(article.replace(" ", "_"), safe="")
    path = f"metrics/pageviews/per-article/{quote(project, safe='')}/{ACCESS}/{AGENT}/{title}/daily"
    return f"{base.rstrip('/')}/{path}/{first:%Y%m%d}00/{last:%Y%m%d}00"


def parse(content: bytes, project: str, article: str) -> dict[date, int]:
    """The views by day of an answer, checked to be the answer to what was asked.

    Raises ``AnswerError``: ``bad-json`` (a web page, broken JSON, or another form than the API's) and ``wrong-echo``
    (another project, article, agent, access or granularity than asked for, or a day named twice).
    """
    views: dict[date, int] = {}
    for item in _items(content):
        echo = {"project": _project(project), "article": article.replace(" ", "_"), "granularity": "daily"}
        told = {**item, "project": _project(str(item.get("project")))}
        if any(told.get(key) != value for key, value in {**echo, "access": ACCESS, "agent": AGENT}.items()):
            raise AnswerError("wrong-echo")
        try:
            day = datetime.strptime(str(item["timestamp"]), "%Y%m%d00").date()
        except (KeyError, ValueError) as error:
            raise AnswerError("bad-json") from error
        count = item.get("views")
        if type(count) is not int or count < 0:
            raise AnswerError("bad-json")
        if day in views:
            raise AnswerError("wrong-echo")
        views[day] = count
    return views


def about(content: bytes) -> tuple[str, str]:
    """The project and article that an answer is about, from its first item. Raises ``AnswerError`` (``bad-json``)."""
    first = _items(content)[0]
    project, article = first.get("project"), first.get("article")
    if not isinstance(project, str) or not isinstance(article, str):
        raise AnswerError("bad-json")
    return _project(project), article


def days(views: dict[date, int] | None, first: date, last: date, published_until: date) -> list[DayViews]:
    """Every day from ``first`` to ``last`` with what is known of it.

    ``views`` is what was served, or None where the API had nothing, for a wider window neither: those days are
    ``absent_verified``. Days after ``published_until`` are ``not_published`` unless they were served. A day missing
    from what was served had 0 views where a later day was served or a week has passed, else it is ``not_published``.
    """
    known_until = published_until
    if views:
        known_until = max(max(views), published_until - timedelta(days=SETTLED_DAYS))
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if views and day in views:
            found.append(DayViews(day, views[day], OBSERVED))
        elif day > known_until:
            found.append(DayViews(day, None, NOT_PUBLISHED))
        elif views:
            found.append(DayViews(day, 0, OBSERVED))
        else:
            found.append(DayViews(day, None, ABSENT_VERIFIED))
    return found


def _items(content: bytes) -> list[dict[str, object]]:
    """The items of an answer, at least one."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise AnswerError("bad-json") from error
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise AnswerError("bad-json")
    return items


def _project(name: str) -> str:
    """``en.wikipedia`` of ``en.wikipedia.org``: the API takes both and answers with the shorter."""
    return name.removesuffix(".org")
