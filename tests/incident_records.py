"""Incidents for tests: the process of the project, records on their way through it, and one public row."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd

from observatory.warning import moves
from observatory.warning.incident.commands import process_in
from observatory.warning.moves import Signature
from observatory.warning.process import Process
from observatory.warning.record import Record
from packages import ROOT

START = datetime.fromisoformat("2026-11-02T08:00+07:00")
ON = "2026-11-23"
WHO = {
    "duty_monitor": "An",
    "analyst": "Bình",
    "incident_lead": "Chi",
    "spokesperson": "Dung",
    "legal_privacy": "Giang",
    "scribe": "Hà",
    "publisher": "Khánh",
}
REVIEW = {
    "incident_id": "2026-001",
    "owner": "Bình",
    "meeting_date": "2026-11-12",
    "summary": "Tin đồn.",
    "what_happened": "Một bài đăng sai.",
    "went_well": "Phát hiện sớm.",
    "went_badly": "Trả lời chậm.",
    "detection": {"event_time": "2026-11-02T02:00+07:00", "statement_time": "2026-11-02T20:00+07:00"},
    "public_summary_vi": "Đã đính chính trong ngày.",
    "public_summary_en": "It was corrected within the day.",
}
SETS: dict[str, dict[str, str]] = {
    "dismissed": {"dismiss_reason": "Trùng tên."},
    "assessed": {
        "impact_assessment": "Vừa.",
        "responsibility_cluster": "victim",
        "facts_known": "Ảnh cũ.",
        "facts_unknown": "Ai đăng.",
    },
    "activated": {"incident_lead": "Chi", "objectives": "Đính chính.", "holding_statement": "Đang xác minh."},
    "responding": {"message_log": "08:00 gửi báo chí", "channel_log": "Cổng thông tin"},
    "contained": {"containment_evidence": "Số tin về mức cũ."},
    "closed": {"closing_note": "Xong."},
    "reviewed": {"after_action_review": json.dumps(REVIEW, ensure_ascii=False)},
}
ROLES = {
    "triage": "duty_monitor",
    "dismissed": "analyst",
    "monitoring": "analyst",
    "assessed": "analyst",
    "reviewed": "analyst",
}
WAY = ("triage", "assessed", "activated", "responding", "contained", "recovering", "closed", "reviewed")
BRANCHES = {"dismissed": ("triage", "dismissed"), "monitoring": ("triage", "monitoring")}


@cache
def process() -> Process:
    return process_in(ROOT / "datasets")


def signed(hours: float = 0.0, role: str = "duty_monitor", actor: str = "", **changes: str) -> Signature:
    """A signature so many hours after the start."""
    at = (START + timedelta(hours=hours)).isoformat()
    return Signature(
        **({"actor": actor or WHO.get(role, "Máy"), "role": role, "time": at, "reason": "lý do"} | changes)
    )


def opened(level: int = 2, opened_by: str = "machine", exercise: bool = False, **fields: str) -> Record:
    given = {"level": str(level), "title_vi": "Tin đồn", "title_en": "A rumour"} | fields
    return moves.begin("2026-001", opened_by, signed(role="incident_lead"), given, process(), exercise=exercise)


def moved(record: Record, to: str, hours: float, **changes: str) -> Record:
    """The record after a move by someone who may make it, with what the state requires."""
    role = ROLES.get(to, "incident_lead")
    fields = SETS.get(to, {}) | changes
    return moves.move(record, to, signed(hours, role), fields, process())


def at_state(state: str, record: Record | None = None, every: float = 1.0) -> Record:
    """A record that has come to a state by the usual way, an hour for each move."""
    record = record or opened()
    way = BRANCHES.get(state, WAY[: WAY.index(state) + 1] if state in WAY else ())
    for step, to in enumerate(way, start=1):
        record = moved(record, to, step * every)
    return record


def cleared(state: str = "closed", record: Record | None = None) -> Record:
    """A record in a state, with everything that its publication takes."""
    record = at_state(state, record)
    for hours, role, fields in (
        (20.0, "analyst", {"observed": "120", "expected": "30", "source_countries_aggregated": "US:40 CN:12 other:9"}),
        (20.1, "scribe", {"timeline_public": '[{"date": "2026-11-02", "vi": "Có tin sai.", "en": "A false claim."}]'}),
        (20.2, "analyst", {"lessons_public": '[{"vi": "Trả lời sớm hơn.", "en": "Answer sooner."}]'}),
        (20.3, "spokesperson", {"official_statement_url": "https://example.org/phat-ngon"}),
        (20.4, "legal_privacy", {"legal_privacy": "ok"}),
        (20.5, "publisher", {"visibility": "public", "publish_after": ON}),
    ):
        record = moves.amend(record, signed(hours, role), fields, process())
    return record


def public_row(**changes: Any) -> dict[str, Any]:
    """A row of ``incident-records`` that may be public on the day ``ON``."""
    return {
        "id": "2026-001",
        "title_vi": "Tin đồn về lễ hội",
        "title_en": "A rumour about a festival",
        "level_peak": 2,
        "province_codes": "48",
        "topics": "tourism",
        "start_date": "2026-11-01",
        "end_date": "2026-11-09",
        "observed": 120,
        "expected": 30.5,
        "excess_ratio": 3.93,
        "source_countries_aggregated": "US:40 CN:12 other:9",
        "timeline_public": '[{"date": "2026-11-02", "vi": "Có tin sai.", "en": "A false claim."}]',
        "official_statement_url": None,
        "lessons_public": '[{"vi": "Trả lời sớm hơn.", "en": "Answer sooner."}]',
        "visibility": "public",
        "publish_after": ON,
        "state": "closed",
        "legal_privacy": "ok",
        "exercise": False,
    } | changes


def rows(*listed: dict[str, Any]) -> pd.DataFrame:
    """Rows as the tables hand them over, with the place of each."""
    placed = [{**row, "package": "hue/x", "file": "data/x.csv", "row": n} for n, row in enumerate(listed, start=2)]
    return pd.DataFrame(placed)
