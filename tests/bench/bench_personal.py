"""Looking for personal data in 70,000 cells as our tables hold them, against splitting the same text into cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from observatory.gate.personal_cells import cells

GOAL = 12
MOST_SECONDS = 0.15
ROWS = 10_000
FIELDS = {
    "code": "string",
    "year": "integer",
    "value": "number",
    "share": "number",
    "name": "string",
    "note": "string",
    "source": "string",
}


def prepare(_folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows(
        (
            f"{n % 34 + 1:02d}",
            1990 + n % 36,
            f"{n * 7919 * 104_729 % 10**10}.{n % 100:02d}",
            n / 7,
            f"Địa phương số {n % 63}",
            f"Quyết định {n % 2900}/QĐ-TTg ngày 13/02/2020",
            f"https://example.org/niengiam/{n % 500}/bang-{n}",
        )
        for n in range(ROWS)
    )
    fields = [{"name": name, "type": kind} for name, kind in FIELDS.items()]
    records = list(csv.reader(io.StringIO(text.getvalue())))

    def ours() -> None:
        assert cells(records, fields, "figures.csv") == []

    def reference() -> None:
        assert len(list(csv.reader(io.StringIO(text.getvalue())))) == ROWS + 1

    return ours, reference
