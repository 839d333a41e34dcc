"""The pages of error codes: the list of all of them, and a page for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from observatory import messages
from observatory.findings import LANGS, Finding, Lang
from observatory.site import codes
from observatory.site.codes import Group
from observatory.site.templates import Draft
from observatory.tables.model import Text

SLUG = "phuong-phap/ma-loi"
_NEAR = 6  # codes of the same group on each side that a page leads to

_PLACE = re.compile(r"\{(\w+)\}")
_PLACES = {
    "value": Text("giá trị", "value"),
    "expected": Text("yêu cầu", "requirement"),
    "field": Text("cột", "column"),
    "file": Text("tệp", "file"),
    "folder": Text("thư mục", "folder"),
    "on": Text("ngày", "day"),
    "last": Text("lần gần nhất", "last one"),
    "detail": Text("chi tiết", "detail"),
    "engine": Text("bộ máy đếm", "engine"),
    "branch": Text("nhánh", "branch"),
    "limit": Text("giới hạn", "limit"),
    "node": Text("thành phần", "part"),
    "revision": Text("phiên bản", "revision"),
    "rule": Text("quy tắc", "rule"),
    "found": Text("thấy", "found"),
    "other": Text("giá trị khác", "other value"),
    "package": Text("gói", "package"),
    "path": Text("đường dẫn", "path"),
    "port": Text("cổng", "port"),
    "reason": Text("lý do", "reason"),
    "sent": Text("thời điểm phát", "time of sending"),
    "table": Text("bảng", "table"),
    "known": Text("các bảng có", "tables there are"),
    "until": Text("ngày cuối", "last day"),
}


@dataclass(frozen=True)
class Part:
    """A piece of a message: text as it stands, or the name of what is put in its place."""

    text: str
    place: Text | None = None


def drafts() -> Iterator[Draft]:
    """The list of all codes, and the page of each."""
    found = list(codes.groups())
    yield Draft(
        slug=SLUG,
        template="codes.html",
        title=Text("Mã lỗi và cách sửa", "Error codes and remedies"),
        description=Text(
            "Mọi thông báo mà việc kiểm tra dữ liệu có thể đưa ra, với cách sửa.",
            "Everything that the check of the data may say, and what to do about it.",
        ),
        context={
            "groups": [(group, [_row(name) for code in group.codes for name in _names(code)]) for group in found],
            "count": len(messages.catalogue()),
        },
    )
    for group in found:
        for code in group.codes:
            yield _page(group, code)


def _page(group: Group, code: str) -> Draft:
    """One code: what is said, what to do, why, an example and the codes beside it."""
    at = group.codes.index(code)
    example = codes.example(code)
    made = {lang: _told(example.finding, lang) for lang in LANGS if example}
    return Draft(
        slug=f"{SLUG}/{code}",
        template="code.html",
        title=Text(f"Mã lỗi {code}", f"Error code {code}"),
        description=Text(
            f"Mã {code}: thông báo, cách sửa và vì sao có quy tắc này.",
            f"The code {code}: what it says, what to do, and why the rule is there.",
        ),
        context={
            "group": group,
            "row": _row(code),
            "variants": [_row(name) for name in _names(code)[1:]],
            "level": codes.level(code),
            "example": example,
            "made": made,
            "near": [*group.codes[max(at - _NEAR, 0) : at], *group.codes[at + 1 : at + 1 + _NEAR]],
        },
        searched=False,
    )


def _told(finding: Finding, lang: Lang) -> dict[str, str]:
    """A finding as the program tells it."""
    return {
        "place": messages.place(finding, lang),
        "message": messages.message(finding, lang),
        "hint": messages.hint(finding, lang),
    }


def _names(code: str) -> list[str]:
    """The code and its variants, as the catalogue has them."""
    return [code, *(f"{code}/{rule}" for rule in codes.variants(code))]


def _row(name: str) -> dict[str, Any]:
    """A code or a variant with its message and its remedy in both languages, each cut into parts."""
    texts: Mapping[str, str] = messages.catalogue()[name]
    return {
        "name": name,
        "code": name.partition("/")[0],
        "anchor": name.replace("/", "-").lower(),
        **{key: _parts(texts[key]) for key in ("vi", "vi_hint", "en", "en_hint")},
    }


def _parts(template: str) -> list[Part]:
    pieces = _PLACE.split(template)
    return [
        Part(piece, _PLACES.get(piece, Text(piece, piece)) if position % 2 else None)
        for position, piece in enumerate(pieces)
        if piece
    ]
