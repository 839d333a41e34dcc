"""A report before it is put into a file: its parts in the order in which a reader meets them.

The body is in Vietnamese, as an official writes it, and a summary in English follows it. Every figure stands in it as
it is shown (``site.numbers``); what makes a file of it computes nothing. Text is plain: no markup, one paragraph a
text. What only the issuing body can give (number, place and date, signature) is no part of it: it is left blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from observatory.site.charts import Chart
from observatory.tables.model import Text

Kind = Literal["ranking", "review", "analysis", "after-action"]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Heading:
    """A heading inside a section, one level below its title."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True)
class Notice:
    """A paragraph that must not be missed, set off by a frame: a pilot, a limit, a proposal."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of short items."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table whose head is repeated on each page and whose rows are never cut by the end of a page.

    ``widths`` are shares of the width of the page, in any unit. The first column heads its row. ``source`` is where
    the figures come from, without the word "source"; ``note`` explains signs. Raises ``ValueError`` when a row, the
    widths or the alignments have not as many cells as the head.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    align: tuple[Align, ...]
    source: str
    note: str = ""
    head: int = 0

    def __post_init__(self) -> None:
        sizes = {len(self.columns), len(self.widths), len(self.align), *map(len, self.rows)}
        if len(sizes) > 1:
            raise ValueError(f"rows of different lengths in table {self.caption!r}: {sorted(sizes)}")


@dataclass(frozen=True)
class Figure:
    """A chart of the site, in its Vietnamese and light drawing; its description is the text for who cannot see it."""

    caption: str
    chart: Chart
    source: str


Block = Heading | Paragraph | Notice | Bullets | Table | Figure


@dataclass(frozen=True)
class Section:
    """A numbered part of the body; ``title`` without its number, in the form of a sentence, or empty for an opening."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """One report.

    ``year`` is the year it was asked for; ``title`` its subject below the word "BÁO CÁO", in the form of a sentence;
    ``summary`` one sentence on it, for lists and for what a file says of itself; ``bases`` and ``recipients`` are
    without a sign at their end; ``english`` is the summary in English; ``as_of`` the day of the data (YYYY-MM-DD),
    which dates the file.
    """

    kind: Kind
    year: int
    title: Text
    summary: Text
    bases: tuple[str, ...]
    sections: tuple[Section, ...]
    recipients: tuple[str, ...]
    english: tuple[Block, ...]
    as_of: str

    @property
    def name(self) -> str:
        """The name of its files without a suffix: ``ranking-2024``."""
        return f"{self.kind}-{self.year}"
