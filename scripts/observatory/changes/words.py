"""Values and labels as people read them: numbers and dates in the manner of the language, personal data hidden."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from observatory.changes.rows import Value
from observatory.findings import Lang
from observatory.gate.personal import personal
from observatory.site import numbers
from observatory.tables.model import Field

WORDS: Mapping[Lang, Mapping[str, str]] = {
    "vi": {
        "empty": "(trống)",
        "hidden": "[ẩn]",
        "true": "đúng",
        "false": "sai",
        "added": "Thêm",
        "removed": "Bỏ",
        "changed": "Sửa",
        "added-rows": "Thêm {n} dòng: {listed}",
        "removed-rows": "Bỏ {n} dòng: {listed}",
        "alike": "{change} ở {n} dòng: {listed}",
        "others": "… và {n} dòng khác",
        "more-cells": "… và {n} ô khác đã sửa, xem ở bảng",
        "repeated": "Khóa đứng ở nhiều dòng, nên các dòng đó được so cả dòng: {listed}",
        "package-added": "Gói dữ liệu mới: {title}",
        "package-removed": "Bỏ gói dữ liệu: {title}",
        "table-added": "Bảng mới “{table}”: {rows} dòng",
        "table-removed": "Bỏ bảng “{table}”: {rows} dòng",
        "field-added": "Thêm cột {after}",
        "field-removed": "Bỏ cột {before}",
        "field-renamed": "Đổi tên cột: {before} → {after}",
        "field-type": "Đổi kiểu của cột {name}: {before} → {after}",
        "field-rules": "Đổi quy tắc của cột {name}: {before} → {after}",
        "field-words": "Đổi lời mô tả của cột {name}: {before} → {after}",
        "key": "Khóa của bảng: {before} → {after}",
    },
    "en": {
        "empty": "(empty)",
        "hidden": "[hidden]",
        "true": "yes",
        "false": "no",
        "added": "Added",
        "removed": "Removed",
        "changed": "Changed",
        "added-rows": "Added {n} rows: {listed}",
        "removed-rows": "Removed {n} rows: {listed}",
        "alike": "{change} in {n} rows: {listed}",
        "others": "… and {n} more rows",
        "more-cells": "… and {n} more changed cells: see the table",
        "repeated": "The key stands in several rows, so those were compared as whole rows: {listed}",
        "package-added": "New data package: {title}",
        "package-removed": "Data package removed: {title}",
        "table-added": "New table “{table}”: {rows} rows",
        "table-removed": "Table removed, “{table}”: {rows} rows",
        "field-added": "Column added: {after}",
        "field-removed": "Column removed: {before}",
        "field-renamed": "Column renamed: {before} → {after}",
        "field-type": "Type of column {name}: {before} → {after}",
        "field-rules": "Rules of column {name}: {before} → {after}",
        "field-words": "Description of column {name}: {before} → {after}",
        "key": "Key of the table: {before} → {after}",
    },
}
NODES: Mapping[str, tuple[str, str]] = {
    "title": ("Tên", "Title"),
    "title_en": ("Tên tiếng Anh", "English title"),
    "description": ("Mô tả", "Description"),
    "description_en": ("Mô tả bằng tiếng Anh", "English description"),
    "version": ("Phiên bản", "Version"),
    "last_reviewed": ("Ngày rà soát", "Last reviewed"),
    "next_review_due": ("Hạn rà soát tiếp theo", "Next review due"),
    "licenses": ("Giấy phép", "Licence"),
    "sources": ("Nguồn", "Sources"),
    "keywords": ("Từ khóa", "Keywords"),
    "kind": ("Loại bảng", "Kind of table"),
    "path": ("Tệp", "File"),
}
MOST_CHARS = 120
CALENDAR = ("year", "month", "day", "week")


def shown(value: Value, field: Field | None, lang: Lang) -> str:
    """One value as a sentence has it: on one line, cut at ``MOST_CHARS``, ``[ẩn]`` for personal data."""
    words = WORDS[lang]
    if value is None:
        return words["empty"]
    if isinstance(value, bool):
        return words["true" if value else "false"]
    name, kind = (field.name, field.type) if field else ("", "")
    if personal(str(value), name):
        return words["hidden"]
    if isinstance(value, (int, float)):
        if kind == "year" or name.rpartition("_")[2] in CALENDAR:
            return str(value)
        return line(numbers.number(value, lang, _decimals(value)))
    return _day(value, lang) if kind == "date" else line(value)


def masked(value: Value, name: str, lang: Lang) -> Value:
    """The value itself, or the mark in its place where it is personal data."""
    return WORDS[lang]["hidden"] if value is not None and personal(str(value), name) else value


def line(text: str) -> str:
    """A text on one line, what cannot be printed named, cut at ``MOST_CHARS``."""
    flat = " ".join(text.split())
    cut = f"{flat[:MOST_CHARS]}…" if len(flat) > MOST_CHARS else flat
    return "".join(sign if sign.isprintable() else f"<U+{ord(sign):04X}>" for sign in cut)


def column(field: Field, lang: Lang) -> str:
    """A column by its title, or by its name where it has none."""
    return line(field.title.get(lang) or field.name)


def node(key: str, lang: Lang) -> str:
    """What a property of a descriptor is called."""
    return NODES[key][lang == "en"] if key in NODES else key


def _day(value: str, lang: Lang) -> str:
    try:
        return numbers.date(value, lang)
    except ValueError:
        return line(value)


def _decimals(value: int | float) -> int:
    exponent = Decimal(repr(value)).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
