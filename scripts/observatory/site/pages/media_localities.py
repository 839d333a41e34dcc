"""A media page for each locality that has figures; where nothing has been collected there are none."""

from __future__ import annotations

from collections.abc import Iterator

from observatory.site import media_figures as media
from observatory.site.media_charts import mentions_by_month, province_map, tone_by_month
from observatory.site.site import Site, records, unit_slug
from observatory.site.templates import Draft
from observatory.tables.model import Text


def drafts(site: Site) -> Iterator[Draft]:
    """The page of each locality that is there in the table of provinces."""
    provinces = site.result(media.BREAKDOWN, "provinces").sort_values("year_month")
    latest = records(provinces[provinces["year_month"] == provinces["year_month"].max()])
    indicators = site.result(media.INDICATORS, "values")
    for code in sorted(media.covered_provinces(site)):
        unit = site.units[code]
        own = provinces[provinces["province_code"] == code]
        months = [{**row, "name": media.period(str(row["year_month"]))} for row in records(own.iloc[::-1])]
        full = Text(str(unit["full_name_vi"]), str(unit["full_name_en"]))
        named = media.period(str(provinces["year_month"].max()))
        charts = [mentions_by_month(unit, own), tone_by_month(unit, own)] if len(own) > 1 else []
        yield Draft(
            slug=media.province_slug(unit),
            template="media_locality.html",
            title=Text(f"{full.vi} trên báo chí thế giới", f"{full.en} in the world's press"),
            description=Text(
                f"Lượt nhắc và sắc thái của các bài nhắc đến {full.vi}, theo tháng.",
                f"Mentions of {full.en} and the tone of the documents that mention it, by month.",
            ),
            context={
                **media.context(site),
                "unit": unit,
                "unit_page": unit_slug(unit),
                "months": months,
                "map": province_map(
                    site, latest, Text(f"Lượt nhắc mỗi ngày, {named.vi}", f"Mentions a day, {named.en}"), current=code
                ),
                "indicators": media.latest_indicators(
                    site, indicators[(indicators["unit_code"] == code) & (indicators["unit_level"] != media.NATION)]
                ),
            },
            charts=tuple(charts),
        )
