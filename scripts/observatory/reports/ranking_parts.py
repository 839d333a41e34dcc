"""What a ranking gives to its report, and the cells that all rankings share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from observatory.findings import Lang
from observatory.reports.document import Block, Paragraph, Table
from observatory.site import numbers

UNRANKED: dict[Lang, str] = {"vi": "chưa xếp", "en": "not ranked"}
SOURCE = "tính toán của hệ thống từ PAPI (UNDP, CECODES)"
SOURCE_EN = "computed by the observatory from PAPI (UNDP, CECODES)"


@dataclass(frozen=True)
class Standing:
    """The parts of one ranking: ``year`` is that of its data."""

    year: int
    results: tuple[Block, ...]
    movement: tuple[Block, ...]
    unranked: tuple[Block, ...]
    method: tuple[str, ...]
    limits: tuple[str, ...]
    english: tuple[Block, ...]


def counted(n_ranked: int, n: int, year: int) -> Paragraph:
    """How many of the localities are ranked."""
    if n_ranked == n:
        return Paragraph(f"Cả {n} địa phương đều đủ số liệu để xếp hạng năm {year}.")
    return Paragraph(f"{n_ranked} trong {n} địa phương đủ số liệu để xếp hạng năm {year}; {n - n_ranked} chưa đủ.")


def place(row: Mapping[str, Any], lang: Lang) -> str:
    """The rank of a row over the number ranked, an equals sign before a shared one."""
    if not row["ranked"]:
        return UNRANKED[lang]
    return ("=" if row["tied"] else "") + numbers.rank(row["rank"], row["field_size"], lang)


def peer_place(row: Mapping[str, Any], lang: Lang) -> str:
    """The rank of a row among its peers."""
    return numbers.rank(row["peer_rank"], row["peer_size"], lang)


def unranked(rows: list[tuple[str, str]]) -> tuple[Block, ...]:
    """The units without a rank, each with the reason."""
    if not rows:
        return (Paragraph("Tất cả 34 địa phương đều đủ số liệu để xếp hạng."),)
    return (
        Paragraph("Những đơn vị sau chưa đủ số liệu nên được nêu tên mà không xếp hạng:"),
        Table(
            caption="Đơn vị chưa xếp hạng và lý do",
            columns=("Đơn vị", "Lý do"),
            rows=tuple(rows),
            widths=(35, 65),
            align=("left", "left"),
            source=SOURCE,
        ),
    )
