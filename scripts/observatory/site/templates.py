"""Templates: from what a page shows to the finished page in each language.

Text is escaped wherever a template prints it; only what ``figure``, ``tilemap``, ``calendar``, ``source`` and the
map of a process return is HTML, and they escape what they are given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from observatory.findings import LANGS, Lang
from observatory.site import numbers, verdicts
from observatory.site.charts import Chart, figure_html
from observatory.site.links import page_url, relative
from observatory.site.page import Page
from observatory.site.simulated import LABEL
from observatory.site.site import indicator_slug
from observatory.tables.model import Text

FOLDER = Path(__file__).resolve().parents[3] / "site_src" / "templates"
_FORMATS: dict[str, Callable[..., str]] = {
    "num": numbers.number,
    "signed": numbers.signed,
    "pct": numbers.percent,
    "date": numbers.date,
}
_URL = re.compile(r"https?://[^\s<>\"'\\;]+")


@dataclass(frozen=True)
class Draft:
    """A page before it is put into a language.

    ``template`` is a file of ``site_src/templates``; ``context`` is what it shows; ``charts`` are drawn
    for it and found by their place in the list or by id. ``feeds`` announces the feeds of alerts in its head.
    A page that is not ``searched`` stays out of the index of the search.
    """

    slug: str
    template: str
    title: Text
    description: Text
    context: Mapping[str, Any] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()
    boost: float | None = None
    feeds: bool = False
    searched: bool = True


def pages(draft: Draft, updated: str, slugs: frozenset[str] | None = None, simulated: bool = False) -> Iterator[Page]:
    """The page in both languages.

    ``slugs`` are the addresses of all pages of the site, where not every page of a whole site is there;
    ``simulated`` puts the label of made-up figures beside what is drawn in the page itself.
    """
    for lang in LANGS:
        yield Page(
            slug=draft.slug,
            lang=lang,
            title=draft.title.get(lang),
            description=draft.description.get(lang),
            body=_render(draft, lang, updated, slugs, simulated),
            boost=draft.boost,
            updated=numbers.date(updated or None, lang),
            feeds=draft.feeds,
            searched=draft.searched,
        )


def source_html(text: object) -> Markup:
    """A source as it was written, with its web addresses as links."""
    if numbers.is_missing(text):
        return Markup("")
    written, parts, end = str(text), [], 0
    for match in _URL.finditer(written):
        address = escape(match[0])
        shown = escape(re.sub(r"^https?://(www\.)?", "", match[0]).split("/")[0])
        parts += [escape(written[end : match.start()]), f'<a href="{address}" rel="noopener">{shown}</a>']
        end = match.end()
    return Markup("".join([*parts, escape(written[end:])]))


def _render(draft: Draft, lang: Lang, updated: str, slugs: frozenset[str] | None, simulated: bool) -> str:
    prefix = relative(draft.slug, lang, "")
    charts = {chart.id: chart for chart in draft.charts}

    def figure(chart: str) -> Markup:
        return Markup(figure_html(charts[chart], lang, prefix))

    def url(slug: str) -> str:
        path, mark, anchor = slug.partition("#")
        return relative(draft.slug, lang, page_url(lang, path)) + mark + anchor

    def drawn(html: str) -> Markup:
        return Markup(f'{html}<p class="obs-note">{escape(LABEL)}</p>' if simulated else html)

    context = {
        "lang": lang,
        "slug": draft.slug,
        "updated": updated,
        "charts": list(charts),
        "say": lambda vi, en: vi if lang == "vi" else en,
        "nm": lambda row, stem="name": row[f"{stem}_{lang}"],
        "month": lambda year, month: numbers.month(year, month, lang),
        "rank": lambda value, size: numbers.rank(value, size, lang),
        "cell": partial(_cell, lang),
        "figure": figure,
        "tilemap": lambda tiles: drawn(tiles.html(lang, url)),
        "calendar": lambda days: drawn(days.html(lang)),
        "url": url,
        "has": lambda slug: slugs is None or slug.partition("#")[0] in slugs,
        "file": lambda path: prefix + path,
        **draft.context,
    }
    return _environment(lang).get_template(draft.template).render(context)


def _cell(lang: Lang, value: object, decimals: int = 0) -> Markup:
    """A cell of a table that holds a figure, which sorts by its value; a dash where it is missing."""
    if numbers.is_missing(value):
        words = "chưa có số liệu" if lang == "vi" else "no figure"
        dash = f'<span aria-hidden="true">{numbers.missing(lang)}</span><span class="obs-hidden">{words}</span>'
        return Markup(f'<td class="obs-number" data-value=""><span class="obs-missing">{dash}</span></td>')
    shown = escape(numbers.number(value, lang, decimals))
    return Markup(f'<td class="obs-number" data-value="{escape(str(value))}">{shown}</td>')


def _in_language(function: Callable[..., str], lang: Lang, value: Any, *rest: Any, **named: Any) -> str:
    return function(value, lang, *rest, **named)


@cache
def _environment(lang: Lang) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["source"] = source_html
    environment.filters["indicator_page"] = indicator_slug
    environment.filters["tx"] = lambda text: text.get(lang)
    environment.filters["verdict"] = lambda status: verdicts.WORDS[status].get(lang)
    environment.filters["verdict_shape"] = lambda status: verdicts.SHAPES[status]
    environment.filters["verdict_reason"] = lambda reason: verdicts.REASONS[reason].get(lang)
    for name, function in _FORMATS.items():
        environment.filters[name] = partial(_in_language, function, lang)
    environment.tests["missing"] = numbers.is_missing
    return environment
