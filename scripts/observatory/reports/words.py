"""The words and numbers that every report adds to its text: captions, numerals, signs at the end of a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from observatory.reports import bases
from observatory.reports.document import Block, Document, Figure, Heading, Section, Table

DRAFT = (
    "Bản dự thảo được lập tự động từ dữ liệu mở, chưa phải văn bản do cơ quan có thẩm quyền ban hành; "
    "số, ký hiệu, địa danh, ngày tháng, chữ ký và dấu để trống."
)
ENGLISH_TITLE = "Summary in English"
ENGLISH_DRAFT = (
    "A draft made by machine from open data, not a document issued by a competent body; "
    "number, place, date, signature and seal are left blank."
)
MAKER = bases.SITE
BLANK = "…………………………"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_SOURCE, _SOURCE_EN = "Nguồn", "Source"


def numbered(document: Document) -> Document:
    """The document as it is printed.

    Titles of sections bear Roman numerals and capitals, headings in them Arabic numerals, captions the number of
    their table or figure; sources begin with their word; bases and recipients end as the decree wants it.
    """
    tables, figures, numerals = count(1), count(1), iter(_ROMAN)
    sections = tuple(
        Section(
            f"{next(numerals)}. {section.title.upper()}" if section.title else "",
            tuple(_blocks(section.blocks, tables, figures)),
        )
        for section in document.sections
    )
    return replace(
        document,
        bases=_ended(document.bases),
        sections=sections,
        recipients=_ended(f"- {recipient}" for recipient in document.recipients),
        english=tuple(_english(document.english)),
    )


def body_name(name: str) -> str:
    """The name of a body in capitals, which breaks only before its last "và"."""
    first, joined, last = name.upper().rpartition(" VÀ ")
    return first + joined[:1] + (joined[1:] + last).replace(" ", "\u00a0") if joined else last


def _blocks(blocks: Iterable[Block], tables: Iterator[int], figures: Iterator[int]) -> Iterator[Block]:
    headings = count(1)
    for block in blocks:
        if isinstance(block, Heading):
            yield Heading(f"{next(headings)}. {block.text}")
        elif isinstance(block, Table):
            yield _captioned(block, f"Bảng {next(tables)}", _SOURCE)
        elif isinstance(block, Figure):
            source = _sourced(block.source, _SOURCE)
            yield replace(block, caption=f"Hình {next(figures)}. {block.caption}", source=source)
        else:
            yield block


def _english(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of the summary; its tables have a numbering of their own."""
    tables = count(1)
    for block in blocks:
        yield _captioned(block, f"Table {next(tables)}", _SOURCE_EN) if isinstance(block, Table) else block


def _captioned(table: Table, number: str, word: str) -> Table:
    return replace(table, caption=f"{number}. {table.caption}", source=_sourced(table.source, word))


def _sourced(source: str, word: str) -> str:
    return f"{word}: {source.removesuffix('.')}." if source else ""


def _ended(lines: Iterable[str]) -> tuple[str, ...]:
    """Each line with a semicolon at its end, the last with a full stop, but for what is left open by dots."""
    listed = list(lines)
    ends = [";"] * (len(listed) - 1) + ["."]
    return tuple(line if line.endswith("…") else line + end for line, end in zip(listed, ends, strict=False))
