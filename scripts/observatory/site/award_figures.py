"""What the pages of commendation share: addresses, words, and the rows of awards, editions and laureates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observatory.findings import Lang
from observatory.site import media_figures as media
from observatory.site import numbers
from observatory.site.sheets import lang_of
from observatory.site.site import Site, by, collation_key, name, records, unit_slug
from observatory.tables.model import Text

RESULT = "awards"
MODELS = "models"
FACTS = "reference/awards"
TASKS = "reference/strategy-targets"
TASK = "A6-7"
"""The task of Annex VI that asks for commendation."""

HOME_SLUG = "bieu-duong"
AWARD_SLUG = "bieu-duong/giai-thuong"
MODELS_SLUG = "bieu-duong/mo-hinh"
NOMINATIONS_SLUG = "bieu-duong/de-cu"
METHOD_SLUG = "bieu-duong/cach-cham"
CALENDAR_SLUG = "bieu-duong/lich"

DOORS = (
    (HOME_SLUG, Text("Biểu dương", "Honours")),
    (MODELS_SLUG, Text("Mô hình, cách làm hay", "Models to follow")),
    (NOMINATIONS_SLUG, Text("Đề cử và kết quả chấm", "Nominations and judging")),
    (METHOD_SLUG, Text("Cách chấm", "How judging works")),
    (CALENDAR_SLUG, Text("Lịch chương trình", "Calendar")),
)
PRIZES = ("special", "first", "second", "third", "consolation")
"""The levels of prizes that an edition is counted by, the highest first."""
POPULARITY = "popularity"
GROUNDS = {
    "printed_as_laureate": Text("nguồn in tên là người đoạt giải", "the source prints this person as a laureate"),
    "consent": Text("có sự đồng ý được ghi lại", "consent is on record"),
}
"""Why the name of a person stands on a page."""
NO_THEME = "khac"
PROFILES = "locality-profile"
"""The result that the pages of localities are made of."""


def award_slug(award: object) -> str:
    """The address of the page of an award."""
    return f"{AWARD_SLUG}/{award}"


def edition_slug(row: Mapping[str, Any]) -> str:
    """The address of the page of an edition (its ``award`` and ``edition``)."""
    return f"{award_slug(row['award'])}/{row['edition']}"


def laureate_anchor(row: Mapping[str, Any]) -> str:
    """The place of a laureate on the page of its edition."""
    return f"tac-pham-{row['position']}"


def download(result: str, table: str) -> str:
    """The path of a table of results from the root of the site."""
    return f"tai-ve/results/{result}/data/{table}.csv"


def awards(site: Site) -> dict[str, dict[str, Any]]:
    """The awards by code: judged ones before votes by popularity, then those with more editions first."""
    editions = site.result(RESULT, "editions")
    popular = set(editions.loc[editions["decided_by"] == POPULARITY, "award"])
    rows = records(site.result(RESULT, "awards"))
    rows.sort(
        key=lambda row: (row["award"] in popular, -int(row["n_editions"] or 0), collation_key(str(row["name_vi"])))
    )
    return {str(row["award"]): {**row, "page": award_slug(row["award"])} for row in rows}


def editions(site: Site, award: str = "") -> list[dict[str, Any]]:
    """The editions of one award, or of all, the latest first.

    Each has its ``page`` and its ``prizes``: the levels that the source gives a number for, as rows of the levels
    with that number, the highest first.
    """
    levels = by(site.data(FACTS, "prizes"), "prize")
    rows = records(site.result(RESULT, "editions").sort_values(["held_on", "award"], ascending=[False, True]))
    return [
        {
            **row,
            "page": edition_slug(row),
            "prizes": [(levels[prize], row[f"n_{prize}"]) for prize in PRIZES if row[f"n_{prize}"] is not None],
        }
        for row in rows
        if award in ("", row["award"])
    ]


def laureates(site: Site) -> list[dict[str, Any]]:
    """The laureates copied so far, the latest edition first and the highest prize first.

    Each has the ``page`` of its place on the page of its edition, the ``anchor`` of that place, the ``place`` where
    the source says it is from (``locality``), and the words of the ``grounds`` for a person's name.
    """
    order = {str(row["prize"]): int(row["position"]) for row in records(site.data(FACTS, "prizes"))}
    rows = records(site.result(RESULT, "laureates"))
    rows.sort(key=lambda row: (str(row["award"]), order.get(str(row["prize"]), len(order)), int(row["position"])))
    rows.sort(key=lambda row: str(row["edition"]), reverse=True)
    return [
        {
            **row,
            "anchor": laureate_anchor(row),
            "page": f"{edition_slug(row)}#{laureate_anchor(row)}",
            "place": locality(site, row["province_code"]),
            "grounds": GROUNDS.get(str(row["ground"])),
        }
        for row in rows
    ]


def place_page(site: Site, code: str) -> str:
    """The address of the page of a locality: its own, or in a site without those its media page."""
    unit = site.units[code]
    return unit_slug(unit) if PROFILES in site.results else media.province_slug(unit)


def locality(site: Site, code: object) -> tuple[str, Text] | None:
    """The page and the name of a locality of today; ``None`` where there is no such code."""
    unit = site.units.get(str(code))
    if unit is None:
        return None
    return place_page(site, str(code)), name(unit)


def themes(site: Site) -> dict[str, Text]:
    """The themes of the awards by code."""
    return {
        code: Text(str(row["name_vi"]), str(row["name_en"]))
        for code, row in by(site.result(RESULT, "themes"), "theme").items()
    }


def amount(value: object, lang: Lang) -> str:
    """A figure with the decimals that it is written with, at most two."""
    if numbers.is_missing(value):
        return numbers.missing(lang)
    written = f"{float(str(value)):.2f}".rstrip("0").rstrip(".")
    return numbers.number(float(written), lang, len(written.partition(".")[2]))


def context(here: str) -> dict[str, Any]:
    """What the templates of all pages of commendation use; ``here`` is the page they stand on."""
    return {
        "here": here,
        "doors": DOORS,
        "csv": download,
        "amount": amount,
        "lang_of": lang_of,
        "popularity": POPULARITY,
        "grounds": GROUNDS,
    }
