"""The whole log as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

SCHEMA = "vn-image-alert"
SCHEMA_VERSION = "1.0"


def document(messages: Sequence[Mapping[str, Any]]) -> str:
    """Every message with every column, in the order of the log; missing cells are ``null``.

    Raises ``ValueError`` for a number that JSON has no way to write.
    """
    content = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "title_vi": "Quan sát hình ảnh Việt Nam: cảnh báo sớm",
        "title_en": "Viet Nam Image Observatory: early warning",
        "note_vi": "Thống kê do máy tính; mức và ngưỡng là đề xuất, chưa có thang chính thức.",
        "note_en": "Statistics made by machine; levels and thresholds are proposals, no official scale exists.",
        "messages": list(messages),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
