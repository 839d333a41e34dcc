"""A page for each country of the pilot index: where it stands, and what sets it apart from the others."""

from __future__ import annotations

from collections.abc import Iterator

from observatory.site.pages.formats import figure_text
from observatory.site.pilots import NATIONAL, country_slug, profiles, standings
from observatory.site.site import Site, indicator_slug, name, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

ASEAN = Text("các nước ASEAN", "the ASEAN members")
PEERS = Text("các nước được xếp hạng", "the countries ranked")


def drafts(site: Site) -> Iterator[Draft]:
    """The profile of every country of the index, ranked or not."""
    apart = profiles(site, NATIONAL)
    values: dict[str, list[dict[str, object]]] = {}
    for row in records(site.result(NATIONAL.name, "components")):
        definition = site.indicators[row["indicator"]]
        shown = figure_text(row["value"], None, definition)
        values.setdefault(row["country_iso3"], []).append(
            {**row, "named": definition, "page": indicator_slug(row["indicator"]), "shown": shown}
        )
    for iso3, row in standings(site, NATIONAL).items():
        named = name(site.countries[iso3])
        yield Draft(
            slug=country_slug(iso3),
            template="country_profile.html",
            title=Text(f"{named.vi} trong chỉ số thử nghiệm", f"{named.en} in the pilot index"),
            description=Text(
                f"{named.vi}: điểm, khoảng hạng và đóng góp của từng chỉ số trong bản thử nghiệm, không phải "
                "xếp hạng chính thức.",
                f"{named.en}: score, interval of its rank and what each indicator adds in the pilot, which is "
                "not an official ranking.",
            ),
            context={
                "name": named,
                "row": row,
                "group": ASEAN,
                "peers": PEERS,
                "profile": apart.get(iso3),
                "values": values[iso3],
                "version": site.results[NATIONAL.name].method,
            },
        )
