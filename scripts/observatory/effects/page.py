"""The effects as an HTML page that stands alone: whole tables, no script, nothing fetched, every text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from observatory.effects.markdown import printable
from observatory.effects.model import Impact
from observatory.effects.told import TITLE, Section, sections, sentences
from observatory.findings import LANGS, Lang

_WHOLE = 10_000
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem}"
    ".t{overflow-x:auto}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid #8888}"
    "td{overflow-wrap:anywhere}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(impact: Impact, lang: Lang) -> str:
    """The whole page in ``lang``, with what moves in both languages at its head."""
    title = TITLE.get(lang)
    order = sorted(LANGS, key=lambda code: code != lang)
    told = "".join(f'<p lang="{code}">{_text(" ".join(sentences(impact, code)))}</p>\n' for code in order)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{_text(title)}</h1>\n<p><code>{_text(impact.base)} → {_text(impact.head)}</code></p>\n{told}"
        f"{''.join(_section(section, lang) for section in sections(impact, lang))}</main>\n</body>\n</html>\n"
    )


def _section(section: Section, lang: Lang) -> str:
    title = f"{section.title.get(lang)} ({section.total})"
    head = _cells([text.get(lang) for text in section.head], 'th scope="col"', "th")
    body = "".join(_cells(row, "td", "td") for row in section.rows)
    label = escape(printable(section.title.get(lang)))
    return (
        f'<h2>{_text(title)}</h2>\n<div class="t" role="region" tabindex="0" aria-label="{label}">\n'
        f"<table>\n<thead>{head}</thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )


def _cells(cells: Sequence[str], opening: str, closing: str) -> str:
    return f"<tr>{''.join(f'<{opening}>{_text(cell)}</{closing}>' for cell in cells)}</tr>\n"


def _text(text: str) -> str:
    return escape(printable(text, _WHOLE))
