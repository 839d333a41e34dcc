"""A difference as one HTML page that stands alone: no script, nothing fetched, every value escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape

from observatory.changes.told import Difference, Sheet, Told, package_sentences, sheets, table_sentences
from observatory.changes.words import line
from observatory.findings import Lang

MOST_ROWS = 2_000  # of one kind of change in one table: what a browser still shows well
_STYLE = """
:root { color-scheme: light dark; --ink: #1b2733; --paper: #fff; --line: #b8c4cf; --soft: #eef2f6;
  --added: #0b6b3a; --removed: #8a2f0c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #11181f; --line: #46535f; --soft: #1c2630;
  --added: #7bd8a4; --removed: #f3a683; } }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.25; }
li { margin: .2rem 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: 1rem 0; }
.wide:focus-visible { outline: 3px solid currentColor; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: start; font-weight: 600; padding: .4rem 0; }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: start; vertical-align: top;
  overflow-wrap: break-word; min-width: 4rem; max-width: 26rem; }
th { background: var(--soft); }
.added caption { color: var(--added); }
.removed caption { color: var(--removed); }
code { font-size: .9em; }
"""
_WORDS = {
    "vi": {
        "title": "Khác nhau giữa hai bản dữ liệu",
        "before": "Bản trước",
        "after": "Bản sau",
        "same": "Hai bản không có gì khác nhau.",
        "changed": "Ô đã sửa ({n})",
        "added": "Dòng thêm vào ({n})",
        "removed": "Dòng bỏ đi ({n})",
        "cut": "Chỉ hiện {shown} trong {n} dòng.",
        "lone": "Bảng",
    },
    "en": {
        "title": "What differs between two states of the data",
        "before": "Before",
        "after": "After",
        "same": "There is no difference.",
        "changed": "Changed cells ({n})",
        "added": "Rows added ({n})",
        "removed": "Rows removed ({n})",
        "cut": "Showing {shown} of {n} rows.",
        "lone": "Table",
    },
}


def page(differences: Sequence[Difference], old: str, new: str, lang: Lang) -> str:
    """The page; ``old`` and ``new`` say what was compared."""
    words = _WORDS[lang]
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    body = "\n".join(_body(differences, lang)) if differences else f"<p>{words['same']}</p>"
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>{words["title"]}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{words["title"]}</h1>
<p>{words["before"]}: <code>{escape(line(old))}</code><br>{words["after"]}: <code>{escape(line(new))}</code></p>
{body}
</main>
</body>
</html>
"""


def _body(differences: Sequence[Difference], lang: Lang) -> Iterator[str]:
    for item in differences:
        if item.package:
            package = item.package.package
            yield f"<h2>{escape(line(package.title.get(lang)))} <code>{escape(package.id)}</code></h2>"
            yield from _list(package_sentences(item.package, lang))
        for told in item.tables:
            yield from _table(told, lang, 3 if item.package else 2)


def _table(told: Told, lang: Lang, level: int) -> Iterator[str]:
    table = told.changes.table
    title = line(table.title.get(lang))
    yield f"<h{level}>{_WORDS[lang]['lone']}: {escape(title)} <code>{escape(table.name)}</code></h{level}>"
    yield from _list(table_sentences(told, lang))
    for sheet in sheets(told, lang, MOST_ROWS):
        yield from _sheet(sheet, title, lang)


def _sheet(sheet: Sheet, title: str, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    caption = words[sheet.change].format(n=sheet.total)
    # A table wider than the screen is scrolled with the keyboard too.
    yield f'<div class="wide {sheet.change}" tabindex="0" role="region" aria-label="{escape(f"{title}: {caption}")}">'
    yield f"<table><caption>{caption}</caption><thead><tr>"
    yield "".join(f'<th scope="col">{escape(name)}</th>' for name in sheet.header)
    yield "</tr></thead><tbody>"
    for row in sheet.rows:
        yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
    yield "</tbody></table></div>"
    if sheet.total > len(sheet.rows):
        yield f"<p>{words['cut'].format(shown=len(sheet.rows), n=sheet.total)}</p>"


def _list(items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
