"""A record and its deadlines as people read them in the terminal, and as one document for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from observatory.findings import Lang
from observatory.warning.after_action import Due, derived, dues
from observatory.warning.process import Process
from observatory.warning.record import Record

_WORDS: dict[Lang, dict[str, str]] = {
    "vi": {
        "level": "cấp {level}",
        "peak": "cao nhất {level}",
        "exercise": "DIỄN TẬP",
        "left": "còn {hours} giờ",
        "late": "quá hạn {hours} giờ",
        "kept": "đúng hạn",
        "broken": "trễ hạn",
        "unknown": "chưa tính được hạn",
        "hours": "Thời hạn (phần lớn là đề xuất, xem methodology/crisis-process):",
        "none": "Sổ chưa có sự cố nào.",
        "follows": "tiếp theo {follows}",
    },
    "en": {
        "level": "level {level}",
        "peak": "highest {level}",
        "exercise": "EXERCISE",
        "left": "{hours} h left",
        "late": "{hours} h late",
        "kept": "in time",
        "broken": "too late",
        "unknown": "no deadline can be told yet",
        "hours": "Deadlines (most of them proposals, see methodology/crisis-process):",
        "none": "There is no incident in the register yet.",
        "follows": "follows {follows}",
    },
}


def overview(records: list[Record], process: Process, now: datetime, lang: Lang) -> Iterator[str]:
    """One line for each incident, and below it the deadlines that are open, the nearest first."""
    if not records:
        yield _WORDS[lang]["none"]
    for record in records:
        yield _title(record, process, lang)
        left = [(hours, due) for due in _open(record, process) if (hours := due.hours_left(now)) is not None]
        for _, due in sorted(left, key=lambda pair: pair[0]):
            yield f"    {_name(due, lang)}: {_standing(due, now, lang)}"


def whole(record: Record, process: Process, now: datetime, lang: Lang) -> Iterator[str]:
    """Everything of one incident: its entries with what they set, and all its deadlines."""
    yield _title(record, process, lang)
    for entry in record.entries:
        signed = f"{entry.actor} ({entry.role}): {entry.reason}"
        yield f"  {entry.time.isoformat()}  {_state(entry.state, process, lang)}  {signed}"
        for name, text in entry.fields.items():
            yield f"      {name} = {text}"
    yield _WORDS[lang]["hours"]
    for due in dues(record, process):
        yield f"    {_name(due, lang)}: {_standing(due, now, lang)}"


def document(record: Record, process: Process, now: datetime) -> dict[str, Any]:
    """The record with its state, its hours and its deadlines."""
    return {
        "id": record.id,
        "state": record.state,
        "level": record.level,
        "level_peak": record.level_peak,
        "opened_by": record.opened_by,
        "exercise": record.exercise,
        "follows": record.follows,
        "fields": record.fields,
        "entries": [{**asdict(entry), "time": entry.time.isoformat()} for entry in record.entries],
        "hours": asdict(derived(record, process)),
        "deadlines": [
            {
                "step": due.deadline.step,
                "until": due.until.isoformat() if due.until else None,
                "done": due.done.isoformat() if due.done else None,
                "hours_left": due.hours_left(now),
                "kept": due.kept(now),
            }
            for due in dues(record, process)
        ],
    }


def _open(record: Record, process: Process) -> list[Due]:
    """The deadlines that still run: none once an incident was dismissed."""
    ended = process.states[record.state].terminal and not process.states[record.state].publishable
    return [] if ended else dues(record, process)


def _title(record: Record, process: Process, lang: Lang) -> str:
    words = _WORDS[lang]
    parts = [
        _state(record.state, process, lang),
        words["level"].format(level=record.level),
        *([words["peak"].format(level=record.level_peak)] if record.level_peak != record.level else []),
        *([words["exercise"]] if record.exercise else []),
        *([words["follows"].format(follows=record.follows)] if record.follows else []),
    ]
    return f"{record.id}  {record.fields.get(f'title_{lang}', '')}  [{', '.join(parts)}]"


def _state(code: str, process: Process, lang: Lang) -> str:
    state = process.states.get(code)
    return code if state is None else f"{state.name_vi if lang == 'vi' else state.name_en} ({code})"


def _name(due: Due, lang: Lang) -> str:
    return due.deadline.name_vi if lang == "vi" else due.deadline.name_en


def _standing(due: Due, now: datetime, lang: Lang) -> str:
    words = _WORDS[lang]
    left = due.hours_left(now)
    if left is not None:
        shown = f"{abs(left):.1f}"
        return words["late" if left < 0 else "left"].format(hours=shown.replace(".", ",") if lang == "vi" else shown)
    kept = due.kept(now)
    return words["unknown"] if kept is None else words["kept" if kept else "broken"]
