"""A page for each edition of an award: how many prizes, by which rules, and the laureates copied from its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site import award_figures as award
from observatory.site.site import Site, by, records
from observatory.site.templates import Draft
from observatory.tables.model import Text


def drafts(site: Site) -> Iterator[Draft]:
    """The pages, the latest edition first."""
    awards = award.awards(site)
    prizes = by(site.data(award.FACTS, "prizes").sort_values("position"), "prize")
    laureates = award.laureates(site)
    rules = records(site.data(award.FACTS, "rules").sort_values("position"))
    for row in award.editions(site):
        own = [laureate for laureate in laureates if _same(laureate, row)]
        title = Text(f"{row['name_vi']}, năm {row['year']}", f"{row['name_en']}, {row['year']}")
        yield Draft(
            slug=str(row["page"]),
            template="award_edition.html",
            title=title,
            description=Text(
                f"{title.vi}: số giải từng mức, tác phẩm đoạt giải đã chép được và nguồn.",
                f"{title.en}: prizes by level, the laureates copied so far and the sources.",
            ),
            context={
                **award.context(str(row["page"])),
                "edition": row,
                "award": awards[str(row["award"])],
                "by_prize": [
                    (prize, [laureate for laureate in own if laureate["prize"] == code])
                    for code, prize in prizes.items()
                    if any(laureate["prize"] == code for laureate in own)
                ],
                "rules": [{**rule, "named": prizes[str(rule["prize"])]} for rule in rules if _same(rule, row)],
            },
        )


def _same(row: dict[str, Any], edition: dict[str, Any]) -> bool:
    """Whether a row is of this edition."""
    return bool(row["award"] == edition["award"] and row["edition"] == edition["edition"])
