"""What the collectors must know beforehand: places, outlets, languages, topics, feeds and articles, from ``datasets``.

The tables are read as plain CSV: the gate has checked them before they came into the repository.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from observatory.errors import ObservatoryError

MEDIA = "methodology/media"
RECOGNITION = "methodology/recognition"
UNITS = "reference/provincial-units"
CHECKOUT = Path(__file__).parents[4] / "datasets"


@dataclass(frozen=True)
class FeedSource:
    """A feed or a news sitemap to read.

    ``utc_offset`` is what its dates mean where they name no zone (``+07:00``, or empty: not known); ``keep`` is
    ``all``, or ``about`` where only titles about Viet Nam are taken.
    """

    id: str
    kind: str
    url: str
    owner_vi: str
    owner_en: str
    country_iso2: str
    lang: str
    utc_offset: str
    keep: str


@dataclass(frozen=True)
class Article:
    """An encyclopaedia article whose page views are counted, and the thing or unit that it is about."""

    entity: str
    entity_qid: str
    unit_level: str
    unit_code: str
    project: str
    article: str
    checked: str


@dataclass(frozen=True)
class Methodology:
    """What was decided, as data.

    ``units`` leads from GDELT's ADM1 code to the code of the former province and of the unit since July 2025;
    ``outlets`` from a registrable domain to its country; ``languages`` from GDELT's three letters to our codes;
    ``theme_topics`` from a GDELT theme to our topics. ``settings`` are numbers by name.
    """

    version: str
    units: Mapping[str, tuple[str, str]]
    outlets: Mapping[str, str]
    languages: Mapping[str, str]
    theme_topics: Mapping[str, tuple[str, ...]]
    about_words: tuple[str, ...]
    feeds: tuple[FeedSource, ...]
    articles: tuple[Article, ...]
    settings: Mapping[str, float]

    @property
    def places(self) -> dict[str, str]:
        """The unit since July 2025 of each of GDELT's ADM1 codes."""
        return {adm1: unit for adm1, (_, unit) in self.units.items()}

    @classmethod
    def load(cls, datasets: Path | None = None) -> Methodology:
        """Read the folder ``datasets``; without one, that of the current folder, else of the program's own checkout.

        Raises ``ObservatoryError`` (``collect-no-methodology``) where a table is not there or lacks a column.
        """
        folder = datasets or next((one for one in (Path("datasets"), CHECKOUT) if one.is_dir()), CHECKOUT)
        try:
            return cls._read(folder)
        except (OSError, KeyError, TypeError, ValueError, csv.Error) as error:
            raise ObservatoryError("collect-no-methodology", folder=str(folder), detail=str(error)) from error

    @classmethod
    def _read(cls, folder: Path) -> Methodology:
        media, recognition = folder / MEDIA, folder / RECOGNITION
        topics: dict[str, tuple[str, ...]] = {}
        for row in _rows(media, "theme_topics"):
            topics[row["theme"]] = (*topics.get(row["theme"], ()), row["topic"])
        return cls(
            version=str(json.loads((media / "datapackage.json").read_text(encoding="utf-8"))["version"]),
            units=_units(folder / UNITS),
            outlets={row["domain"]: row["country_iso2"] for row in _rows(media, "outlets")},
            languages={row["gdelt_code"]: row["code"] for row in _rows(media, "languages") if row["gdelt_code"]},
            theme_topics=topics,
            about_words=tuple(row["word"] for row in _rows(media, "about_words")),
            feeds=tuple(
                FeedSource(**{key: row[key] for key in FeedSource.__annotations__}) for row in _rows(media, "feeds")
            ),
            articles=tuple(
                Article(**{key: row[key] for key in Article.__annotations__}) for row in _rows(recognition, "articles")
            ),
            settings={row["key"]: float(row["value"]) for row in _rows(media, "settings")},
        )


def _rows(package: Path, table: str) -> list[dict[str, str]]:
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _units(package: Path) -> dict[str, tuple[str, str]]:
    """ADM1 codes of the former provinces, each with the unit that the province went into."""
    into = {row["former_code"]: row["new_code"] for row in _rows(package, "crosswalk")}
    return {
        row["gdelt_adm1"]: (row["code"], into[row["code"]])
        for row in _rows(package, "units")
        if row["level"] == "former63" and row["gdelt_adm1"]
    }
