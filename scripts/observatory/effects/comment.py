"""The effects as one comment on a pull request: Markdown within GitHub's limit, inert but for our own marks."""

from __future__ import annotations

from collections.abc import Sequence

from observatory.effects.markdown import inert
from observatory.effects.model import Impact
from observatory.effects.told import TITLE, Section, heads, sections, sentences
from observatory.findings import Lang

MARK = "<!-- observatory-impact -->"
# GitHub takes 65,536 characters; what counts them may count bytes.
LIMIT = 60_000
_MOST_ROWS = 100
_SENTENCE = 400


def comment(impact: Impact, lang: Lang) -> str:
    """What moves, first in Vietnamese, then in English, then the tables in ``lang``, each row of them cut at its end.

    At most ``LIMIT`` bytes; of each table as many rows as fit, and the number of those that are left out.
    """
    top = [
        MARK,
        f"### {TITLE.vi} / {TITLE.en}",
        " ".join(inert(sentence, _SENTENCE) for sentence in sentences(impact, "vi")),
        " ".join(inert(sentence, _SENTENCE) for sentence in sentences(impact, "en")),
    ]
    listed = sections(impact, lang, _MOST_ROWS)
    most = _MOST_ROWS
    while True:
        text = "\n\n".join([*top, *(_table(section, most) for section in listed)]) + "\n"
        if len(text.encode("utf-8")) <= LIMIT:
            return text
        most //= 2


def _table(section: Section, most: int) -> str:
    title = f"#### {section.title.vi} / {section.title.en} ({section.total})"
    left = section.total - most
    cut = [] if left <= 0 else [f"… còn {left} dòng không ghi ở đây / {left} more rows are left out"]
    if not most:
        return "\n\n".join([title, *cut])
    head = heads(section.head)
    lines = [_line(head), _line(["---"] * len(head)), *(_row(row) for row in section.rows[:most])]
    return "\n\n".join([title, "\n".join(lines), *cut])


def _row(cells: Sequence[str]) -> str:
    return _line([inert(cell) for cell in cells])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
