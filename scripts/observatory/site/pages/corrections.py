"""Every correction of a published figure: what stood there, what is right, why, by what source, and when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from observatory.site.contributions import DOORS
from observatory.site.sheets import anchor, lang_of
from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

SLUG = "du-lieu/dinh-chinh"
KIND = "corrections"


@dataclass(frozen=True)
class Correction:
    """One corrected cell as the page shows it; ``before`` and ``after`` are empty where nothing stood or stands.

    ``key`` are the titles of the key columns with the cells that say which row it is.
    """

    package: str
    package_title: Text
    table: str
    table_title: Text
    field: Text
    key: tuple[tuple[Text, str], ...]
    before: str
    after: str
    reason: Text
    source: str
    day: str
    decided_by: str

    @property
    def anchor(self) -> str:
        """The mark of the table on the page of its package."""
        return anchor(self.table)


def corrections(site: Site) -> list[Correction]:
    """All corrections of the catalogue, the newest first."""
    rows = records(site.catalogue.of_kind(KIND))
    listed = [_correction(site, row) for row in rows]
    return sorted(listed, key=lambda correction: correction.day, reverse=True)


def count(site: Site, package: str) -> dict[str, int]:
    """How many corrections each corrected table of a package has, by its name."""
    rows = site.catalogue.of_kind(KIND)
    mine = rows[rows["package"] == package]
    return {} if mine.empty else {str(table): int(number) for table, number in mine["table"].value_counts().items()}


def drafts(site: Site) -> Iterator[Draft]:
    """The page; without a correction it says that there is none."""
    yield Draft(
        slug=SLUG,
        template="corrections.html",
        title=Text("Đính chính số liệu", "Corrections"),
        description=Text(
            "Những số liệu đã công bố rồi được sửa: trước, sau, lý do, nguồn và ngày sửa.",
            "Published figures that were corrected: before, after, the reason, the source and the day.",
        ),
        context={"corrections": corrections(site), "lang_of": lang_of, "doors": DOORS},
    )


def _correction(site: Site, row: dict[str, Any]) -> Correction:
    package = site.catalogue.packages[str(row["package"])]
    table = package.tables[str(row["table"])]
    titles = {field.name: field.title for field in table.fields}
    return Correction(
        package=package.id,
        package_title=package.title,
        table=table.name,
        table_title=table.title,
        field=titles[str(row["field"])],
        key=tuple((titles[name], cell) for name, cell in json.loads(str(row["key"])).items()),
        before=str(row["expect"] or ""),
        after=str(row["value"] or ""),
        reason=Text(str(row["reason_vi"]), str(row["reason_en"])),
        source=str(row["source"]),
        day=str(row["corrected_on"]),
        decided_by=str(row["decided_by"]),
    )
