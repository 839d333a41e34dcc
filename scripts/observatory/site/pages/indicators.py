"""Indicators: a page for each, with definition, limits, chart and every value with its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from observatory.site.chart_rows import bar, interval, rank_dots
from observatory.site.chart_years import line
from observatory.site.charts import Chart, Labels
from observatory.site.maps import TileMap
from observatory.site.media_figures import CAVEAT
from observatory.site.pages.formats import figure_text
from observatory.site.site import HOME, Site, indicator_slug, name, package_slug, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

NEIGHBOURS = (HOME, "SGP", "MYS", "THA", "IDN", "PHL")
YEARS_SHOWN = 6
MEDIA_FAMILY = "media"
TONE_INDICATOR = "media_positive_mentions"
_INTERVALS = {"whr_ladder_score": ("whr_ladder_low", "whr_ladder_high")}


def drafts(site: Site) -> Iterator[Draft]:
    """The list of indicators and a page for each."""
    families = records(site.data("methodology/indicators", "families"))
    coverage = {row["indicator"]: row for row in records(site.result("indicator-coverage", "coverage"))}
    home = {
        row["indicator"]: row
        for row in records(site.result("indicator-latest", "latest"))
        if row["country_iso3"] == HOME
    }
    listed = [
        {
            **family,
            "indicators": [
                {
                    **row,
                    "slug": indicator_slug(code),
                    "coverage": coverage.get(code),
                    "latest": home.get(code),
                    "shown": figure_text(home[code]["value"], home[code]["field_size"], row) if code in home else None,
                }
                for code, row in site.indicators.items()
                if row["family"] == family["code"]
            ],
        }
        for family in families
    ]
    yield Draft(
        slug="chi-so",
        template="indicators.html",
        title=Text("Chỉ số", "Indicators"),
        description=Text(
            "Các chỉ số về nhận diện và cảm nhận hình ảnh Việt Nam: định nghĩa, nguồn, giới hạn, số liệu.",
            "Indicators of the recognition and perception of Viet Nam's image: definition, source, limits, figures.",
        ),
        context={"families": [family for family in listed if family["indicators"]]},
    )
    for code, indicator in site.indicators.items():
        yield _page(site, code, indicator, next(f for f in families if f["code"] == indicator["family"]))


def latest_chart(site: Site, code: str, prefix: str) -> Chart | None:
    """Countries side by side at the newest moment that at least half of the best covered one holds.

    Viet Nam is among them. ``None`` where no such moment has three countries.
    """
    values = site.country_values
    values = values[(values["indicator"] == code) & (values["period"] != "ytd")]
    moments = values.assign(edition=values["edition"].fillna(""), month=values["month"].fillna(0))
    groups = [group for _, group in moments.groupby(["year", "month", "edition"])]
    widest = max((len(group) for group in groups), default=0)
    fit = [group for group in groups if HOME in set(group["country_iso3"]) and 2 * len(group) >= widest >= 3]
    if not fit or len(fit[-1]) < 3:
        return None
    newest = values.loc[fit[-1].index]
    indicator = site.indicators[code]
    frame = _named(site, newest)
    rising = indicator["kind"] == "rank" or indicator["direction"] == -1
    frame = frame.sort_values(["value", "name_vi"], ascending=[rising, True])
    labels = _labels(site, code, indicator, str(frame["year"].iloc[0]), _sources(newest))
    chart_id = f"{prefix}-{code.replace('_', '-')}"
    if indicator["kind"] == "rank":
        return rank_dots(chart_id, frame, labels)
    if code in _INTERVALS:
        every = site.country_values
        low, high = (every[every["indicator"] == part] for part in _INTERVALS[code])
        for column, part in (("low", low), ("high", high)):
            same = part[part["year"] == frame["year"].iloc[0]].set_index("country_iso3")["value"]
            frame[column] = frame["country_iso3"].map(same)
        return interval(chart_id, frame, labels)
    return bar(chart_id, frame, labels, decimals=int(indicator["decimals"]))


def _page(site: Site, code: str, indicator: dict[str, Any], family: dict[str, Any]) -> Draft:
    country = indicator["scope"] == "country"
    if family["code"] == MEDIA_FAMILY:
        values = _media_values(site)
    else:
        values = site.country_values if country else site.province_values
    values = values[values["indicator"] == code].sort_values(["year", "month"], ascending=False)
    charts = [] if not country else [_history_chart(site, code, values), latest_chart(site, code, "chi-so")]
    shown = values[values["year"] > values["year"].max() - YEARS_SHOWN] if country else values
    rows = records(_named(site, shown) if country else _located(site, shown))
    for row in rows:
        row["shown"] = figure_text(row["value"], row["field_size"], indicator)
    packages = sorted({row["package"] for row in rows})
    return Draft(
        slug=indicator_slug(code),
        template="indicator.html",
        title=name(indicator),
        description=Text(str(indicator["definition_vi"]), str(indicator["definition_en"])),
        context={
            "indicator": indicator,
            "family": family,
            "rows": rows,
            "country": country,
            "n_values": len(values),
            "values_file": _file(site, code),
            "packages": [
                {"slug": package_slug(package), "title": site.catalogue.packages[package].title} for package in packages
            ],
            "map": None if country else _map(site, code, indicator),
        },
        charts=tuple(chart for chart in charts if chart is not None),
        boost=1.2,
    )


def _media_values(site: Site) -> pd.DataFrame:
    """The yearly indicators of the media of the whole country, as published values are written."""
    values = site.result("media-indicators", "values")
    rows = values[(values["unit_level"] == "nation") & (values["kind"] == "year") & values["value"].notna()]
    source = "reference/media-daily, methodology/media"
    made = {"country_iso3": HOME, "period": "year", "field_size": None, "edition": None, "note": None}
    return rows.assign(**made, status="derived", verified_twice="no", source=source, package="reference/media-daily")


def _history_chart(site: Site, code: str, values: pd.DataFrame) -> Chart | None:
    """Viet Nam and neighbours over the years of the newest edition that has two years of Viet Nam.

    Editions are never drawn together. ``None`` where there is no such edition, or where a country has two
    values in a year.
    """
    yearly = values[values["period"].isin(["year", "month"]) & values["country_iso3"].isin(NEIGHBOURS)]
    for _, one in sorted(yearly.groupby(yearly["edition"].fillna("")), key=lambda item: -int(item[1]["year"].max())):
        home = one[one["country_iso3"] == HOME]
        if home["year"].nunique() > 1 and not one.duplicated(["country_iso3", "year"]).any():
            return _line_chart(site, code, one, home)
    return None


def _line_chart(site: Site, code: str, values: pd.DataFrame, home: pd.DataFrame) -> Chart:
    indicator = site.indicators[code]
    long = values.groupby("country_iso3")["year"].nunique()
    frame = _named(site, values[values["country_iso3"].isin(long[long > 1].index)])
    frame = frame.assign(estimate=frame["status"] != "published").sort_values(["name_vi", "year"])
    edition = "" if pd.isna(home["edition"].iloc[0]) else f" ({home['edition'].iloc[0]})"
    span = f"{int(home['year'].min())}–{int(home['year'].max())}{edition}"
    return line(
        f"chi-so-{code.replace('_', '-')}-theo-nam",
        frame,
        _labels(site, code, indicator, span, _sources(frame)),
        decimals=int(indicator["decimals"]),
        ranks=indicator["kind"] == "rank",
    )


def _labels(site: Site, code: str, indicator: dict[str, Any], when: str, source: Text) -> Labels:
    names = name(indicator)
    return Labels(
        title=Text(f"{names.vi}, {when}", f"{names.en}, {when}"),
        description=Text(
            f"{names.vi} của Việt Nam và các nước so sánh, {when}.",
            f"{names.en} of Viet Nam and its peers, {when}.",
        ),
        unit=_unit(code, indicator),
        source=Text(f"{indicator['publisher_vi']}; {source.vi}", f"{indicator['publisher_en']}; {source.en}"),
        download=_file(site, code),
    )


def _unit(code: str, indicator: dict[str, Any]) -> Text:
    """The unit of a chart, with the caveat where the figures rest on tone."""
    unit = Text(str(indicator["unit_vi"]), str(indicator["unit_en"]))
    if code != TONE_INDICATOR:
        return unit
    return Text(f"{unit.vi}. {CAVEAT.vi}", f"{unit.en}. {CAVEAT.en}")


def _sources(frame: pd.DataFrame) -> Text:
    count = frame["source"].nunique()
    if count == 1:
        return Text("theo một nguồn nêu ở bảng số liệu", "from one source named in the table of values")
    return Text(f"theo {count} nguồn nêu ở bảng số liệu", f"from {count} sources named in the table of values")


def _file(site: Site, code: str) -> str:
    """The CSV file that holds the values of an indicator, from the root of the site."""
    for package in site.catalogue:
        for table in package.tables.values():
            if table.kind in {"country-values", "province-values"} and (table.frame["indicator"] == code).any():
                return f"tai-ve/{package.id}/data/{table.path.name}"
    return ""


def _named(site: Site, values: pd.DataFrame) -> pd.DataFrame:
    countries = [site.countries[iso3] for iso3 in values["country_iso3"]]
    return values.assign(
        name_vi=[country["name_vi"] for country in countries],
        name_en=[country["name_en"] for country in countries],
        current=values["country_iso3"] == HOME,
    )


def _located(site: Site, values: pd.DataFrame) -> pd.DataFrame:
    units = site.data("reference/provincial-units", "units").set_index(["level", "code"])
    keys = list(zip(values["unit_level"], values["unit_code"], strict=True))
    return values.assign(
        name_vi=[units.loc[key, "name_vi"] for key in keys],
        name_en=[units.loc[key, "name_en"] for key in keys],
        current=False,
    )


def _map(site: Site, code: str, indicator: dict[str, Any]) -> TileMap | None:
    """The values of the 34 units on the map: as published, or as merged for the pilot table."""
    merged = site.result("local-index-pilot", "dimensions")
    published = site.province_values
    published = published[(published["indicator"] == code) & (published["unit_level"] == "province34")]
    frame = merged[merged["indicator"] == code]
    if frame.empty:
        frame = published.rename(columns={"unit_code": "code"})
    if frame.empty:
        return None
    values = {row["code"]: row["value"] for row in records(frame)}
    details = {code: figure_text(value, None, indicator) for code, value in values.items()}
    return TileMap(site, name(indicator), values, details, int(indicator["decimals"]))
