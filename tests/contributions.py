"""A register of contributions with rows, for tests: nothing has been received yet, so the data show no such state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from observatory.tables.model import Catalogue

REGISTER = "reference/contributions"
SENT = (
    ("2026-0001", "da-nang", "da-nang/visitors", "values", "2026-09-01", "issue_form", "refused"),
    ("2026-0002", "da-nang", "da-nang/visitors", "values", "2026-09-03", "issue_form", "accepted"),
    ("2026-0003", "da-nang", "reference/glossary", None, "2026-11-20", "mail", "received"),
    ("2026-0004", "hue", "reference/glossary", "terms", "2026-10-01", "pull_request", "withdrawn"),
)
ANSWERS = {
    "2026-0001": (
        "type-error excel-example-left",
        "Còn <dòng> thí dụ & ô sai kiểu.",
        None,
        "2026-09-01",
        "Trưởng nhóm số liệu",
        "12",
    ),
    "2026-0002": (None, None, None, "2026-09-05", "Trưởng nhóm số liệu", "12"),
}
ASKED = (
    ("da-nang", "da-nang/visitors", "Gửi số liệu năm 2026", "Send the figures of 2026", "2026-11-22"),
    ("da-nang", "da-nang/visitors", "Gửi số liệu năm 2027", "Send the figures of 2027", "2026-12-23"),
    ("hue", "reference/glossary", "Rà soát thuật ngữ", "Look at the terms", "2027-01-15"),
)


def with_register(catalogue: Catalogue, sent: Sequence[tuple[str | None, ...]] = SENT) -> Catalogue:
    """``catalogue`` with a register that has rows of every state."""
    empty = (None,) * 6
    submissions = [(*row, *ANSWERS.get(str(row[0]), empty)) for row in sent]
    asked = [(*row, "Kế hoạch của đơn vị", "The body's own plan") for row in ASKED]
    return _with(_with(catalogue, "submissions", submissions), "due", asked)


def _with(catalogue: Catalogue, name: str, rows: Sequence[tuple[str | None, ...]]) -> Catalogue:
    package = catalogue.packages[REGISTER]
    table = package.tables[name]
    frame = pd.DataFrame(rows, columns=[field.name for field in table.fields], dtype="str")
    tables = {**package.tables, name: replace(table, frame=frame)}
    return Catalogue({**catalogue.packages, REGISTER: replace(package, tables=tables)})
