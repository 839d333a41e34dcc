"""What of a record would be public: one row of ``incident-records``, and of ``incident-reviews`` once it is reviewed.

Whether the row may be public is for ``clearance`` to say.
"""

from __future__ import annotations

from dataclasses import asdict

from observatory.warning.after_action import derived, review_of
from observatory.warning.process import Process
from observatory.warning.record import CLOSED, REVIEW, REVIEWED, Record

STALE = "stale"
_PLAIN = (
    *("title_vi", "title_en", "province_codes", "topics", "observed", "expected", "source_countries_aggregated"),
    *("timeline_public", "official_statement_url", "lessons_public", "visibility", "publish_after"),
)
_CLEARANCE = ("visibility", "publish_after", "legal_privacy", "state", "exercise")
SOURCE = "Sổ sự cố (incident register)"


def row(record: Record, process: Process) -> dict[str, str]:
    """The public fields as texts, empty where there is nothing to tell.

    The verdict of legal and privacy counts for what it saw: it is ``stale`` once a public text, the level or the
    review was changed after it. The first day is that of the event, or else of the detection.
    """
    fields = record.fields
    event = fields.get("event_time", "")[:10]
    closed = record.entered(CLOSED)
    last = closed[-1].date().isoformat() if closed and record.state in (CLOSED, REVIEWED) else ""
    return {
        **{name: fields.get(name, "") for name in _PLAIN},
        "id": record.id,
        "level_peak": str(record.level_peak),
        "start_date": fields.get("start_date") or event or record.detected_at.date().isoformat(),
        "end_date": fields.get("end_date") or last,
        "excess_ratio": _ratio(fields.get("observed", ""), fields.get("expected", "")),
        "state": record.state,
        "legal_privacy": _verdict(record, process),
        "exercise": str(record.exercise).lower(),
    }


def review_row(record: Record, process: Process) -> dict[str, str] | None:
    """The public part of the review: summaries, hours and whether the deadlines were kept.

    ``None`` before the incident is reviewed, and where the review has no public summary in both languages.
    """
    review = review_of(record) or {}
    summaries = {name: str(review.get(name) or "").strip() for name in ("public_summary_vi", "public_summary_en")}
    if record.state != REVIEWED or not all(summaries.values()):
        return None
    hours = {name: _text(value) for name, value in asdict(derived(record, process)).items()}
    return {"incident_id": record.id, **summaries, **hours, "source": SOURCE}


def _verdict(record: Record, process: Process) -> str:
    verdict = record.fields.get("legal_privacy", "")
    seen = [name for name in (*process.public_fields, "level", "event_time", REVIEW) if name not in _CLEARANCE]
    return STALE if verdict == "ok" and record.last_set(seen) > record.last_set(["legal_privacy"]) else verdict


def _ratio(observed: str, expected: str) -> str:
    return _text(float(observed) / float(expected)) if observed and expected and float(expected) > 0 else ""


def _text(value: float | bool | None) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else repr(float(value)).removesuffix(".0")
