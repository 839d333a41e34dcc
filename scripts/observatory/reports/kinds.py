"""The kinds of report: what each is made of, which years it covers, and how one is put into a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from observatory.reports import after_action, analysis, docx, figures, layout, pdf, ranking, review, words
from observatory.reports.document import Document, Kind
from observatory.site.site import Site

Format = Literal["docx", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)


@dataclass(frozen=True)
class Contents:
    """How a kind of report is written.

    ``needs`` are the packages and results (by id) that it reads. ``carries`` is True where a year without figures of
    its own has those of the newest year before it, ``whole`` where it tells of the whole catalogue and all results, so
    that it cannot be made of what it needs alone.
    """

    build: Callable[[Site, int], Document]
    years: Callable[[Site], list[int]]
    needs: tuple[str, ...]
    carries: bool = False
    whole: bool = True

    def covers(self, site: Site, year: int) -> bool:
        """Whether there is a report of ``year``."""
        known = self.years(site)
        return year in known or (self.carries and bool(known) and year >= min(known))


KINDS: Mapping[Kind, Contents] = {
    "ranking": Contents(ranking.build, ranking.years, ranking.NEEDS, carries=True, whole=False),
    "review": Contents(review.build, review.years, review.NEEDS),
    "analysis": Contents(analysis.build, analysis.years, analysis.NEEDS),
    "after-action": Contents(after_action.build, after_action.years, after_action.NEEDS),
}
_WRITERS = {"docx": docx.write, "pdf": pdf.write}


def latest(site: Site, formats: tuple[Format, ...]) -> Iterator[tuple[Kind, int, Format, bytes]]:
    """The report of the newest year of each kind, in each format."""
    for kind, contents in KINDS.items():
        for year in contents.years(site)[-1:]:
            for form, content in written(site, kind, year, formats):
                yield kind, year, form, content


def written(site: Site, kind: Kind, year: int, formats: tuple[Format, ...]) -> Iterator[tuple[Format, bytes]]:
    """The report of ``year`` in each format.

    Raises ``ObservatoryError`` where a PDF cannot be made on this machine, and what ``Contents.build`` raises.
    """
    document = words.numbered(KINDS[kind].build(site, year))
    laid, drawings = layout.read(site), figures.drawn(document)
    for form in formats:
        yield form, _WRITERS[form](document, laid, drawings)
