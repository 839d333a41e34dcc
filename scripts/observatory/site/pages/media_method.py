"""How the media are measured: sources, what is kept, the caveat on tone, topics, settings and limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from observatory.site import media_figures as media
from observatory.site import numbers
from observatory.site.site import Site, by, name, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

_BOTH = re.compile(r"(?P<vi>.+) \((?P<en>.+)\)")


def drafts(site: Site) -> Iterator[Draft]:
    """The page on method; all its tables are those of the method packages."""
    languages = by(site.data(media.METHOD, "languages"), "code")
    countries = by(site.data(media.METHOD, "countries"), "iso2")
    yield Draft(
        slug=media.METHOD_SLUG,
        template="parts/by_language.html",
        title=Text("Truyền thông: cách đo", "Media: how it is measured"),
        description=Text(
            "Nguồn, cách nhận ra bài về Việt Nam, sắc thái, chủ đề, cách gộp bài trùng, các mức đặt trước và giới hạn.",
            "Sources, how a document about Viet Nam is known, tone, topics, one story once, settings and limits.",
        ),
        context={
            **media.context(site),
            "text": "media_method",
            "topics": records(site.data(media.METHOD, "topics")),
            "settings": [
                {**row, "unit": both(str(row["unit"])), "shown": _as_written(str(row["value"]))}
                for row in media.settings(site).values()
            ],
            "feeds": [
                {
                    **row,
                    "country": name(countries[row["country_iso2"]]) if row["country_iso2"] in countries else None,
                    "language": name(languages[row["lang"]]) if row["lang"] in languages else None,
                }
                for row in records(site.data(media.METHOD, "feeds"))
            ],
            "languages": list(languages.values()),
            "n_themes": len(site.data(media.METHOD, "theme_topics")),
            "n_outlets": len(site.data(media.METHOD, "outlets")),
            "about_words": sorted(site.data(media.METHOD, "about_words")["word"]),
            "entities": _entities(site),
        },
    )


def both(text: str) -> Text:
    """A text written as ``điểm (points)`` in its two languages; one without brackets is the same in both."""
    found = _BOTH.fullmatch(text)
    return Text(found["vi"], found["en"]) if found else Text(text, text)


def _as_written(value: str) -> Text:
    """A setting as the table has it, with the marks of each language; a year stays a year."""
    text = value.replace("-", numbers.MINUS)
    return Text(text.replace(".", ","), text)


def _entities(site: Site) -> list[dict[str, Any]]:
    """The subjects whose page views are counted, each with its articles and how many of them were checked."""
    projects = by(site.data(media.RECOGNITION_METHOD, "projects"), "project")
    articles: dict[str, list[dict[str, Any]]] = {}
    for row in records(site.data(media.RECOGNITION_METHOD, "articles")):
        articles.setdefault(str(row["entity"]), []).append({**row, "language": name(projects[row["project"]])})
    return [
        {
            **row,
            "articles": articles.get(str(row["entity"]), []),
            "n_checked": sum(bool(own["checked"]) for own in articles.get(str(row["entity"]), [])),
        }
        for row in records(site.data(media.RECOGNITION_METHOD, "entities"))
    ]
