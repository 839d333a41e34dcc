"""The showcase of commendation: the awards and their editions, laureates by theme and unit, titles of the law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from observatory.site import award_figures as award
from observatory.site.site import Site, by, collation_key, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

NO_THEME = Text("Chưa xếp chủ đề", "No theme given")

Rows = list[dict[str, Any]]


def drafts(site: Site) -> Iterator[Draft]:
    """The showcase, then the page of each award."""
    task = by(site.data(award.TASKS, "annex_tasks"), "id")[award.TASK] if award.TASKS in site.catalogue.packages else {}
    awards = award.awards(site)
    laureates = award.laureates(site)
    rules = records(site.data(award.FACTS, "rules"))
    yield Draft(
        slug=award.HOME_SLUG,
        template="awards.html",
        title=Text("Biểu dương", "Honours"),
        description=Text(
            "Các giải thưởng về thông tin đối ngoại, tác phẩm đoạt giải theo chủ đề và đơn vị, mô hình để nhân rộng.",
            "Awards of external information, laureates by theme and by unit, models to follow.",
        ),
        context={
            **award.context(award.HOME_SLUG),
            "task": task,
            "awards": [{**row, "editions": award.editions(site, code)} for code, row in awards.items()],
            "laureates": laureates,
            "names": awards,
            "by_theme": _by_theme(laureates, award.themes(site)),
            "by_unit": _by_unit(laureates),
            "legal_forms": records(site.data(award.FACTS, "legal_forms")),
        },
        boost=1.2,
    )
    for code, row in awards.items():
        title = Text(str(row["name_vi"]), str(row["name_en"]))
        yield Draft(
            slug=str(row["page"]),
            template="award.html",
            title=title,
            description=Text(
                f"{title.vi}: các kỳ trao giải, số giải và tác phẩm đoạt giải đã chép được.",
                f"{title.en}: editions, numbers of prizes and the laureates copied so far.",
            ),
            context={
                **award.context(str(row["page"])),
                "award": row,
                "editions": award.editions(site, code),
                "laureates": [own for own in laureates if own["award"] == code],
                "names": awards,
                "rules": [rule for rule in rules if rule["award"] == code],
            },
        )


def _by_theme(laureates: Iterable[dict[str, Any]], names: dict[str, Text]) -> list[tuple[str, Text, Rows]]:
    """The laureates of each theme, themes in the order of their Vietnamese names, those without one last."""
    found: dict[str, Rows] = {}
    for row in laureates:
        found.setdefault(str(row["theme"] or ""), []).append(row)
    codes = sorted(found, key=lambda code: (not code, collation_key(names[code].vi) if code else ""))
    return [(code or award.NO_THEME, names[code] if code else NO_THEME, found[code]) for code in codes]


def _by_unit(laureates: Iterable[dict[str, Any]]) -> list[tuple[str, Rows]]:
    """The laureates of each organisation as the source prints it, in the order of the names."""
    found: dict[str, Rows] = {}
    for row in laureates:
        if row["organisation"]:
            found.setdefault(str(row["organisation"]), []).append(row)
    return sorted(found.items(), key=lambda item: collation_key(item[0]))
