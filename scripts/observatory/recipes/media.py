"""The results on the media: dashboard, comparison, stories, health of the collection, indicators, recognition.

Everything comes from the aggregated tables of ``reference/media-daily``; while they hold nothing, the results are
empty but for the streams and the known gaps.
"""

from __future__ import annotations

import pandas as pd

from observatory.media import dashboard, health, presence, recognition
from observatory.media.measures import UNKNOWN_COUNTRY, UNKNOWN_LANGUAGE, Collected, collected
from observatory.recipes.recipe import LEVEL, UNITS, Frames, Read, Recipe, settings
from observatory.tables.model import Catalogue

MEDIA = "methodology/media"
RECOGNITION = "methodology/recognition"
DAILY = "reference/media-daily"
NATION_ENTITY = "viet-nam"
_NO_TOPIC = {"code": "none", "name_vi": "Không thuộc chủ đề nào", "name_en": "No topic"}


def values(catalogue: Catalogue) -> pd.DataFrame:
    """The indicators of the media by unit and period, see ``presence.values``."""
    keys = settings(catalogue, MEDIA)
    return presence.values(
        _collected(catalogue),
        catalogue.frame(DAILY, "recognition"),
        catalogue.frame(RECOGNITION, "entities"),
        catalogue.frame(MEDIA, "baseline"),
        list(_provinces(catalogue)["code"]),
        presence.Rules(float(keys["coverage_least"]), int(keys["baseline_year"])),
    )


def _days(catalogue: Catalogue) -> Frames:
    found = _collected(catalogue)
    return {"days": dashboard.days(found), "months": dashboard.months(found)}


def _breakdown(catalogue: Catalogue) -> Frames:
    found = _collected(catalogue)
    topics = pd.concat([catalogue.frame(MEDIA, "topics"), pd.DataFrame([_NO_TOPIC])], ignore_index=True)
    return {
        "topics": dashboard.breakdown(found, "topic", topics[["code", "name_vi", "name_en"]]),
        "countries": dashboard.breakdown(found, "source_country_iso2", _countries(catalogue)),
        "languages": dashboard.breakdown(found, "lang", _languages(catalogue)),
        "provinces": dashboard.provinces(found, _provinces(catalogue)),
    }


def _compare(catalogue: Catalogue) -> Frames:
    table = dashboard.periods(_collected(catalogue))
    return {"periods": table, "changes": dashboard.changes(table, _least(catalogue))}


def _stories(catalogue: Catalogue) -> Frames:
    countries = _countries(catalogue).set_index("code")
    languages = _languages(catalogue).set_index("code")
    table = catalogue.frame(DAILY, "stories").rename(columns={"month": "year_month"})
    country = table["source_country_iso2"].fillna(UNKNOWN_COUNTRY)
    language = table["lang"].fillna(UNKNOWN_LANGUAGE)
    return {
        "stories": table.assign(
            country_vi=country.map(countries["name_vi"]),
            country_en=country.map(countries["name_en"]),
            language_vi=language.map(languages["name_vi"]),
            language_en=language.map(languages["name_en"]),
        )
    }


def _health(catalogue: Catalogue) -> Frames:
    coverage = catalogue.frame(DAILY, "coverage")
    names = {"id": "gap_id", "first": "first_day", "last": "last_day"}
    stale_after = int(settings(catalogue, MEDIA)["frozen_feed_days"])
    return {
        "streams": health.streams(coverage, catalogue.frame(MEDIA, "streams"), stale_after),
        "days": health.days(coverage),
        "reasons": health.reasons(coverage, catalogue.frame(MEDIA, "reasons")),
        "gaps": catalogue.frame(MEDIA, "gaps").rename(columns=names),
    }


def _indicators(catalogue: Catalogue) -> Frames:
    return {"values": values(catalogue)}


def _recognition(catalogue: Catalogue) -> Frames:
    views = catalogue.frame(DAILY, "recognition")
    projects = catalogue.frame(RECOGNITION, "projects")
    return {
        "months": recognition.months(views, catalogue.frame(RECOGNITION, "entities"), projects),
        "languages": recognition.languages(views, projects, NATION_ENTITY),
    }


def _collected(catalogue: Catalogue) -> Collected:
    daily, positive, coverage = (catalogue.frame(DAILY, table) for table in ("daily", "positive", "coverage"))
    return collected(daily, positive, coverage, _least(catalogue))


def _least(catalogue: Catalogue) -> float:
    return float(settings(catalogue, MEDIA)["coverage_least"])


def _provinces(catalogue: Catalogue) -> pd.DataFrame:
    units = catalogue.frame(UNITS, "units")
    return units.loc[units["level"] == LEVEL, ["code", "name_vi", "name_en"]]


def _countries(catalogue: Catalogue) -> pd.DataFrame:
    return catalogue.frame(MEDIA, "countries").rename(columns={"iso2": "code"})


def _languages(catalogue: Catalogue) -> pd.DataFrame:
    return catalogue.frame(MEDIA, "languages")[["code", "name_vi", "name_en"]].drop_duplicates("code")


_COUNTED: tuple[Read, ...] = tuple((DAILY, table) for table in ("daily", "positive", "coverage"))
_SETTINGS: tuple[Read, ...] = ((MEDIA, "settings"),)
VALUES_READ: tuple[Read, ...] = (
    *_COUNTED,
    *_SETTINGS,
    (DAILY, "recognition"),
    (MEDIA, "baseline"),
    (RECOGNITION, "entities"),
    (UNITS, "units"),
)
RECIPES: dict[str, Recipe] = {
    "media-days": Recipe(MEDIA, (*_COUNTED, *_SETTINGS), _days),
    "media-breakdown": Recipe(
        MEDIA,
        (*_COUNTED, *_SETTINGS, *((MEDIA, name) for name in ("topics", "countries", "languages")), (UNITS, "units")),
        _breakdown,
    ),
    "media-compare": Recipe(MEDIA, (*_COUNTED, *_SETTINGS), _compare),
    "media-stories": Recipe(MEDIA, ((DAILY, "stories"), (MEDIA, "countries"), (MEDIA, "languages")), _stories),
    "media-health": Recipe(
        MEDIA,
        ((DAILY, "coverage"), *_SETTINGS, *((MEDIA, name) for name in ("streams", "gaps", "reasons"))),
        _health,
    ),
    "media-indicators": Recipe(MEDIA, VALUES_READ, _indicators),
    "recognition": Recipe(
        RECOGNITION,
        ((DAILY, "recognition"), (RECOGNITION, "entities"), (RECOGNITION, "projects")),
        _recognition,
    ),
}
