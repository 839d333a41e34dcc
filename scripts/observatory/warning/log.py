"""The log of published alerts: what is said is never rewritten, and every row carries the digest of the one before.

An episode of level 1 or more opens with an Alert. Later, an Update says that its level rose or was revised, that its
last message has lapsed while it is open, that it closed or that it opened again; a Cancel says that later data made it
vanish.
Identifiers are ``vn-img-<episode>-r<number>``. Types and statuses of messages are those of CAP 1.2 (OASIS, 2010).

``digest`` is the SHA-256, in hexadecimal digits, of the columns before it as one JSON array of texts in UTF-8, among
them ``previous_digest``; so whoever alters a row alters every digest after it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import pandas as pd

from observatory.findings import Finding
from observatory.warning.wording import description, headline

COLUMNS = {
    "sequence": "integer",
    **dict.fromkeys(("identifier", "sent", "expires", "msg_type", "cap_status", "references"), "string"),
    **dict.fromkeys(("episode_id", "status"), "string"),
    "alert_level": "integer",
    **dict.fromkeys(("kind", "family", "place", "place_vi", "place_en", "topic", "topic_vi", "topic_en"), "string"),
    **dict.fromkeys(("first_day", "last_day"), "string"),
    **dict.fromkeys(("observed_count", "expected_count", "ratio", "score", "p", "p_calibrated"), "number"),
    "test": "string",
    "tests": "integer",
    "q": "number",
    **dict.fromkeys(("cap_severity", "cap_urgency", "cap_certainty", "detector_version"), "string"),
    **dict.fromkeys(("headline_vi", "headline_en", "description_vi", "description_en"), "string"),
    **dict.fromkeys(("previous_digest", "digest"), "string"),
}
"""The columns of the log with their types; a missing number or text is an empty cell."""
OPEN, CLOSED, WITHDRAWN = "open", "closed", "withdrawn"
LEAST_LEVEL = 1
_DECIMALS = {"observed_count": 2, "expected_count": 2, "ratio": 2, "score": 1}
_OF_EPISODE = (
    *("episode_id", "alert_level", "kind", "family", "place", "place_vi", "place_en", "topic", "topic_vi", "topic_en"),
    *("first_day", "last_day", "observed_count", "expected_count", "ratio", "score", "p", "p_calibrated"),
    *("test", "tests", "q"),
)

MsgType = Literal["Alert", "Update", "Cancel"]
Change = Literal["opened", "raised", "revised", "renewed", "closed", "reopened", "withdrawn"]
Row = dict[str, Any]
_TYPES: dict[Change, MsgType] = {"opened": "Alert", "withdrawn": "Cancel"}
_STATUSES: dict[Change, str] = {"closed": CLOSED, "withdrawn": WITHDRAWN}


@dataclass(frozen=True)
class Terms:
    """What holds for every message of a run.

    ``levels`` are the rows of the table of levels by id, ``tests`` those of the table of tests by code; ``cap_status``
    is ``Actual``, ``Test`` or ``Exercise``; a message lapses after ``days_in_force`` days, and ``detector_version`` is
    the major version that is part of the identifiers of episodes.
    """

    levels: Mapping[int, Mapping[str, str]]
    tests: Mapping[str, Mapping[str, str]]
    cap_status: str
    days_in_force: int
    detector_version: str


def empty() -> pd.DataFrame:
    """A log without a message."""
    return _frame([])


def moment(day: str) -> str:
    """When the UTC ``day`` has ended, in Viet Nam's time: 7 in the morning of the day after. It dates the messages."""
    return f"{date.fromisoformat(day) + timedelta(1)}T07:00:00+07:00"


def until(log: pd.DataFrame, sent: str) -> pd.DataFrame:
    """The messages that had been sent by the time ``sent``, itself included."""
    return log[log["sent"].astype(str) <= sent].reset_index(drop=True)


def check(log: pd.DataFrame, file: str = "") -> list[Finding]:
    """A finding (``alert-log-rewritten``) for every row that is not what was published; ``file`` names the table.

    What is looked at: rows are numbered from 1 without a gap, each digest is that of its row, each row names the digest
    of the one before. Rows cut off at the end leave no trace here.
    """
    if list(log.columns) != list(COLUMNS):
        field = ", ".join(sorted({*log.columns} ^ {*COLUMNS})) or ", ".join(log.columns)
        return [Finding("alert-log-rewritten", file=file, field=field)]
    findings = []
    before = ""
    for number, row in enumerate(_records(log), start=1):
        for field, expected in (("sequence", str(number)), ("previous_digest", before), ("digest", digest(row))):
            if _text(row[field], COLUMNS[field]) != expected:
                value = _text(row["identifier"], "string")
                findings.append(Finding("alert-log-rewritten", file=file, row=number + 1, field=field, value=value))
        before = _text(row["digest"], "string")
    return findings


def digest(row: Mapping[str, Any]) -> str:
    """The digest of a row, from all its columns but the digest itself."""
    texts = [_text(row[name], kind) for name, kind in COLUMNS.items() if name != "digest"]
    content = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def append(log: pd.DataFrame, episodes: pd.DataFrame, sent: str, terms: Terms) -> pd.DataFrame:
    """The log with what there is to say of ``episodes`` at the time ``sent``; its rows so far stay as they are.

    ``episodes`` are all episodes as they were known then, with the columns of the result ``warning``. The same
    episodes again add nothing. Raises ``ValueError`` when a message of the log was sent later.
    """
    rows = _records(log)
    _extend(rows, _records(episodes), sent, terms)
    return _frame(rows)


def replay(days: Iterable[tuple[str, Iterable[Mapping[str, Any]]]], terms: Terms) -> pd.DataFrame:
    """The log that appending day by day gives: ISO days in order, each with the rows of all episodes known then."""
    rows: list[Row] = []
    for day, episodes in days:
        _extend(rows, [{key: _there(value) for key, value in row.items()} for row in episodes], moment(day), terms)
    return _frame(rows)


def _extend(rows: list[Row], episodes: list[Row], sent: str, terms: Terms) -> None:
    """Add to the ``rows`` of a log what there is to say of ``episodes``."""
    if rows and str(rows[-1]["sent"]) > sent:
        raise ValueError(f"the last message was sent at {rows[-1]['sent']}, after {sent}")
    said: dict[str, list[Row]] = {}
    for row in rows:
        said.setdefault(str(row["episode_id"]), []).append(row)
    for key, episode in _in_order(episodes, said):
        earlier = said.get(key, [])
        change = _change(earlier[-1] if earlier else None, episode, sent, terms)
        if change:
            about = earlier[-1] if episode is None or change == "withdrawn" else episode
            message = _message(change, about, earlier, sent, terms)
            previous = rows[-1]["digest"] if rows else ""
            message |= {"sequence": len(rows) + 1, "previous_digest": previous}
            rows.append({**message, "digest": digest(message)})


def _in_order(episodes: list[Row], said: Mapping[str, list[Row]]) -> Iterator[tuple[str, Row | None]]:
    """The episodes by first day and id, then, without a row of today, those that were published and are gone."""
    known = {str(row["episode_id"]): row for row in episodes}
    for key in sorted(known, key=lambda key: (str(known[key]["first_day"]), key)):
        yield key, known[key]
    for key in sorted(said.keys() - known.keys()):
        yield key, None


def _change(last: Row | None, episode: Row | None, sent: str, terms: Terms) -> Change | None:
    """What is to be said of an episode whose last message is ``last``, if anything."""
    level = int(episode["alert_level"]) if episode else 0
    is_open = episode is not None and episode["status"] == OPEN
    if last is None or last["status"] == WITHDRAWN:
        return "opened" if is_open and level >= LEAST_LEVEL else None
    if level < LEAST_LEVEL:
        # A new detector names its episodes anew; that undoes nothing that was closed.
        comparable = _text(last["detector_version"], "string") == terms.detector_version
        return "withdrawn" if last["status"] == OPEN or comparable else None
    if last["status"] == CLOSED:
        return "reopened" if is_open else None
    if not is_open:
        return "closed"
    if level != int(last["alert_level"]):
        return "raised" if level > int(last["alert_level"]) else "revised"
    return "renewed" if str(last["expires"]) <= sent else None


def _message(change: Change, about: Row, earlier: list[Row], sent: str, terms: Terms) -> Row:
    """One row without its place in the chain; ``about`` is the episode, or its last message where it is withdrawn."""
    in_force = [row["identifier"] for row in earlier if str(row["expires"]) > sent]
    if earlier and not in_force:
        in_force = [earlier[-1]["identifier"]]
    status = _STATUSES.get(change, OPEN)
    content = {name: _rounded(name, about.get(name)) for name in _OF_EPISODE}
    level = terms.levels[int(content["alert_level"])]
    meaning = level if status == OPEN else {**terms.levels[0], "cap_urgency": "Past"}
    figures, test = {**about, **content}, terms.tests.get(str(content["test"]), {})
    expires = datetime.fromisoformat(sent) + timedelta(terms.days_in_force)
    return {
        **content,
        "identifier": f"vn-img-{content['episode_id']}-r{len(earlier) + 1}",
        "sent": sent,
        "expires": expires.isoformat(),
        "msg_type": _TYPES.get(change, "Update"),
        "cap_status": terms.cap_status,
        "references": " ".join(in_force),
        "status": status,
        **{name: meaning[name] for name in ("cap_severity", "cap_urgency", "cap_certainty")},
        "detector_version": terms.detector_version,
        "headline_vi": headline(change, content, level, "vi"),
        "headline_en": headline(change, content, level, "en"),
        "description_vi": description(change, figures, test, "vi"),
        "description_en": description(change, figures, test, "en"),
    }


def _rounded(name: str, value: Any) -> Any:
    return value if value is None or name not in _DECIMALS else round(float(value), _DECIMALS[name])


def _text(value: Any, kind: str) -> str:
    """A cell as it stands in the CSV file."""
    if value is None or value == "":
        return ""
    if kind == "integer":
        return str(int(value))
    return repr(float(value)).removesuffix(".0") if kind == "number" else str(value)


def _records(table: pd.DataFrame) -> list[Row]:
    """The rows as dictionaries, missing cells as ``None``."""
    return [{str(key): _there(value) for key, value in row.items()} for row in table.to_dict("records")]


def _there(value: Any) -> Any:
    return None if pd.isna(value) else value


def _frame(rows: list[Row]) -> pd.DataFrame:
    """The rows as a table with ``COLUMNS``, typed as tables are."""
    types = {"integer": "Int64", "number": "float64", "string": "str"}
    columns = {
        name: pd.Series([None if row[name] == "" else row[name] for row in rows], dtype=types[kind])
        for name, kind in COLUMNS.items()
    }
    return pd.DataFrame(columns)
