"""The effects of a change as sentences and tables for people, before they are written as Markdown or HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from observatory.changes.rows import Row, Value
from observatory.changes.words import shown
from observatory.effects.model import Impact, Move, PackageEffect, RowEffect
from observatory.effects.watched import GROUPS, Group
from observatory.findings import Lang
from observatory.messages import message, place
from observatory.site import numbers
from observatory.tables.model import Text

TITLE = Text("Ảnh hưởng của đề nghị thay đổi", "Effect of the proposed change")
SEVERITY = {
    "none": Text("không", "none"),
    "low": Text("thấp", "low"),
    "medium": Text("vừa", "medium"),
    "high": Text("cao", "high"),
    "critical": Text("rất cao", "critical"),
}
_TITLES: Mapping[Group, Text] = {
    "ranks": Text("Thứ hạng", "Ranks"),
    "scores": Text("Điểm", "Scores"),
    "indicators": Text("Giá trị chỉ số", "Values of indicators"),
    "headline": Text("Con số nổi bật ở trang chủ", "Headline figures"),
    "verdicts": Text("Kết luận về mục tiêu", "Verdicts on targets"),
    "alerts": Text("Tình trạng cảnh báo", "State of warning"),
    "coverage": Text("Số giá trị đang có của mỗi chỉ số", "Values held of each indicator"),
}
_BEFORE, _AFTER = Text("Trước", "Before"), Text("Sau", "After")
_WHY, _LEVEL, _REASON = Text("Vì sao xếp mức này", "Why"), Text("Mức", "Severity"), Text("Lý do", "Reason")
_FINDINGS = Text("Lỗi và lưu ý", "Errors and warnings")
_WHERE = (Text("Ở đâu", "Where"), Text("Tiếng Việt", "In Vietnamese"), Text("Tiếng Anh", "In English"))
_SUBJECT, _UNIT, _PERIOD = Text("Chỉ số, chỉ tiêu", "Index or indicator"), Text("Đơn vị", "Unit"), Text("Kỳ", "Period")
_MOVES = (_SUBJECT, _UNIT, _PERIOD, _BEFORE, _AFTER)
_PACKAGES, _CHANGE = Text("Gói dữ liệu", "Packages"), Text("Thay đổi", "Change")
_VERSIONS = (
    *(Text("Gói", "Package"), _CHANGE),
    *(Text("Phiên bản trước", "Version before"), Text("Phiên bản sau", "Version after")),
)
_ROWS = Text("Dòng và ô dữ liệu", "Rows and cells of the data")
_CELLS = (Text("Bảng", "Table"), Text("Dòng", "Row"), _CHANGE, Text("Cột", "Column"), _BEFORE, _AFTER)
_CHANGES = {
    "added": Text("thêm", "added"),
    "changed": Text("sửa", "changed"),
    "removed": Text("bỏ", "removed"),
}
_LEAST_DIGITS, _MOST_DIGITS = 2, 12
_DASH = "–"
_MOST_CHARS = 400


@dataclass(frozen=True)
class Section:
    """A table with its title; the cells are plain text, not yet escaped. ``total`` counts the rows left out too."""

    title: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


def sentences(impact: Impact, lang: Lang) -> list[str]:
    """What moves, in a few sentences; the first says how severe it is."""
    severity = SEVERITY[impact.severity].get(lang)
    told = [f"Mức ảnh hưởng: {severity}." if lang == "vi" else f"Severity: {severity}."]
    errors = sum(finding.level == "error" for finding in impact.findings)
    if errors:
        told.append(
            f"Dữ liệu có {errors} lỗi nên chưa nhận được."
            if lang == "vi"
            else f"The data have errors ({errors}) and cannot be accepted."
        )
    if impact.held:
        listed = ", ".join(impact.held)
        told.append(
            f"Các gói sau giữ số liệu đang công bố: {listed}."
            if lang == "vi"
            else f"These packages keep the figures that are published now: {listed}."
        )
    if impact.not_computed:
        listed = ", ".join(impact.not_computed)
        told.append(f"Không còn tính được: {listed}." if lang == "vi" else f"No longer computed: {listed}.")
    if impact.base_errors:
        told.append(
            f"Bản đang công bố có {impact.base_errors} lỗi; chỉ so được phần hợp lệ."
            if lang == "vi"
            else f"What is published now has errors ({impact.base_errors}); only what is valid was compared."
        )
    return [*told, *_moved(impact, lang)]


def sections(impact: Impact, lang: Lang, most: int | None = None) -> list[Section]:
    """The tables of an impact, those that matter most first, each with ``most`` rows; an empty table is left out."""
    told = [
        (_WHY, (_LEVEL, _REASON), impact.reasons, lambda item: (SEVERITY[item.severity].get(lang), item.why.get(lang))),
        (
            _FINDINGS,
            _WHERE,
            impact.findings,
            lambda item: (place(item, "vi"), message(item, "vi"), message(item, "en")),
        ),
        *(
            (_TITLES[group], _MOVES, _farthest(impact.of(group)), lambda item: _move(item, impact.names, lang))
            for group in GROUPS
        ),
        (_PACKAGES, _VERSIONS, impact.packages, lambda item: _package(item, lang)),
        (_ROWS, _CELLS, impact.rows, lambda item: _row(item, lang)),
    ]
    return [
        Section(title, head, tuple(map(write, islice(items, most))), len(items))
        for title, head, items, write in told
        if items
    ]


def pair(before: Value, after: Value, lang: Lang) -> tuple[str, str]:
    """Two values with as few decimals as tell them apart, two at least; a dash where there is none."""
    if isinstance(before, float) or isinstance(after, float):
        for digits in range(_LEAST_DIGITS, _MOST_DIGITS):
            told = _rounded(before, digits, lang), _rounded(after, digits, lang)
            if told[0] != told[1]:
                return told
    return _plain(before, lang), _plain(after, lang)


def _moved(impact: Impact, lang: Lang) -> list[str]:
    counts = {name: sum(row.change == name for row in impact.rows) for name in _CHANGES}
    groups = {group: len(impact.of(group)) for group in ("indicators", "scores", "ranks")}
    if not impact.packages:
        return ["Dữ liệu không thay đổi."] if lang == "vi" else ["The data do not change."]
    if not impact.rows and not any(impact.of(group) for group in GROUPS):
        return ["Không con số nào thay đổi."] if lang == "vi" else ["No figure changes."]
    if lang == "vi":
        told = [
            f"Dữ liệu: thêm {counts['added']} dòng, sửa {counts['changed']} ô, bỏ {counts['removed']} dòng.",
            f"Kéo theo: {groups['indicators']} giá trị chỉ số, {groups['scores']} điểm, {groups['ranks']} thứ hạng.",
        ]
    else:
        told = [
            f"Data: rows added {counts['added']}, cells changed {counts['changed']}, rows removed {counts['removed']}.",
            f"What moves: values {groups['indicators']}, scores {groups['scores']}, ranks {groups['ranks']}.",
        ]
    ranked = [move for move in impact.of("ranks") if move.by is not None]
    if ranked:
        move = min(ranked, key=lambda move: (-abs(move.by or 0.0), move.place))
        index, unit, period = (cell for cell in _move(move, impact.names, lang)[:3])
        where = ", ".join(part for part in (unit, index, period) if part)
        told.append(
            f"Thứ hạng đổi nhiều nhất: {where}: {move.before} → {move.after}."
            if lang == "vi"
            else f"The rank that moves most: {where}: {move.before} → {move.after}."
        )
    return told


def _move(move: Move, names: Mapping[str, Text], lang: Lang) -> tuple[str, ...]:
    at = move.place
    subject, unit = (names[code].get(lang) if code in names else code for code in (at.subject, at.unit))
    unit = f"{unit} ({at.unit})" if at.unit in names else unit
    period = " · ".join(part for part in (at.period, at.series) if part)
    return (subject, unit, period, *pair(move.before, move.after, lang))


def _farthest(moves: Sequence[Move]) -> list[Move]:
    """The moves, those that go farthest first."""
    return sorted(moves, key=lambda move: (-abs(move.by or 0.0), move.place))


def _package(item: PackageEffect, lang: Lang) -> tuple[str, ...]:
    return item.package, _CHANGES[item.change].get(lang), item.before or _DASH, item.after or _DASH


def _row(row: RowEffect, lang: Lang) -> tuple[str, ...]:
    change = _CHANGES[row.change].get(lang)
    if row.corrected:
        change += " (có đính chính)" if lang == "vi" else " (with a correction)"
    where = (f"{row.package} · {row.table}", _cells(row.key, lang), change, row.field)
    if isinstance(row.before, Mapping) or isinstance(row.after, Mapping):
        sides = (_cells(side, lang) if isinstance(side, Mapping) else _DASH for side in (row.before, row.after))
        return (*where, *sides)
    return (*where, *pair(row.before, row.after, lang))


def _cells(row: Row, lang: Lang) -> str:
    return "; ".join(f"{name}: {_plain(value, lang)}" for name, value in row.items())


def _rounded(value: Value, digits: int, lang: Lang) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return numbers.number(round(value, digits), lang, digits)
    return _plain(value, lang)


def _plain(value: Value, lang: Lang) -> str:
    """A value as it is shown, which is never more than the beginning of a long text."""
    cut = value[:_MOST_CHARS] if isinstance(value, str) else value
    return _DASH if cut is None else shown(cut, None, lang)


def heads(head: Sequence[Text]) -> list[str]:
    """The head of a table in both languages."""
    return [f"{text.vi} / {text.en}" for text in head]
