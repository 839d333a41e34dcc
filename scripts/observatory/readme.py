"""The README of a new package: Vietnamese first, English whole, and nothing said that is not so yet."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from observatory.site import numbers

_TEXT = """# {title}

{description}

## Phạm vi

Gói mới lập, chưa có số liệu.

| Tệp | Nội dung | Số dòng |
|---|---|---:|
| `{path}` | {table} | 0 |

## Còn thiếu, cần lưu ý

Chưa có dòng nào. Khi có số liệu, ghi ở đây những năm, đơn vị còn thiếu và điều người dùng cần biết.

## Trích dẫn

Quan sát hình ảnh Việt Nam, gói dữ liệu `{package}`, phiên bản {version}, rà soát ngày {day}. Nguồn số liệu: {source}.

## Báo sai sót

Mở một phiếu báo lỗi, ghi tên gói, tệp, số dòng và nguồn đúng; hoặc sửa dòng sai rồi gửi yêu cầu hợp nhất
(pull request).

---

# {title_en}

{description_en}

## Coverage

A new package, without figures so far.

| File | Contents | Rows |
|---|---|---:|
| `{path}` | {table_en} | 0 |

## What is missing, what to mind

There is no row yet. When there are figures, say here which years and units are missing and what users should know.

## How to cite

Viet Nam Image Observatory, data package `{package}`, version {version}, reviewed on {day_en}. Source: {source}.

## How to correct

Open an issue that names the package, the file, the row and the right source; or mend the row and open a pull request.
"""


def text(descriptor: Mapping[str, Any], owner: str, day: datetime.date) -> str:
    """The README of a package of ``owner`` with one table and no rows, reviewed on ``day``."""
    table = descriptor["resources"][0]
    named = ("title", "title_en", "description", "description_en")
    return _TEXT.format(
        **{key: _plain(descriptor[key]) for key in named},
        path=table["path"],
        table=_plain(table["title"]),
        table_en=_plain(table["title_en"]),
        package=f"{owner}/{descriptor['name']}",
        version=descriptor["version"],
        source=_plain(descriptor["sources"][0]["title"]),
        day=numbers.date(day.isoformat(), "vi"),
        day_en=numbers.date(day.isoformat(), "en"),
    )


def _plain(words: str) -> str:
    """Words in which Markdown reads no mark."""
    return re.sub(r"([\\`*_\[\]<>|#~&])", r"\\\1", words)
