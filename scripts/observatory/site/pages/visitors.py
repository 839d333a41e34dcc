"""The page of international visitors: by year, by month, over twelve months and by market."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from observatory.site.chart_rows import bar
from observatory.site.chart_years import line, months
from observatory.site.charts import Chart, Labels
from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

MONTHLY_FILE = "tai-ve/results/visitor-summary/data/monthly.csv"
_FOLDER = "tai-ve/results/visitor-summary/data"
_VNAT = Text("Cục Du lịch Quốc gia Việt Nam", "Viet Nam National Authority of Tourism")
_UNIT = Text("lượt khách", "visitors")
_REGIONS = {
    "Asia": "Châu Á",
    "Europe": "Châu Âu",
    "America": "Châu Mỹ",
    "Oceania": "Châu Đại Dương",
    "Africa": "Châu Phi",
}


def monthly_chart(chart_id: str, monthly: pd.DataFrame) -> Chart:
    """The months of the two years side by side."""
    return months(
        chart_id,
        monthly.rename(columns={"arrivals": "value"}).assign(estimate=monthly["status"] == "estimate"),
        Labels(
            title=Text("Khách quốc tế đến Việt Nam theo tháng", "International visitors to Viet Nam by month"),
            description=Text(
                "Số lượt khách quốc tế mỗi tháng của năm 2025 và sáu tháng đầu năm 2026.",
                "International visitors in each month of 2025 and of the first half of 2026.",
            ),
            unit=_UNIT,
            source=_VNAT,
            download=MONTHLY_FILE,
        ),
    )


def drafts(site: Site) -> Iterator[Draft]:
    """The page of visitors."""
    yearly = site.result("visitor-summary", "yearly")
    viet_nam = yearly[yearly["country_iso3"] == "VNM"].sort_values("year", ascending=False)
    markets = site.result("visitor-summary", "markets")
    named = markets[markets["kind"] == "market"].sort_values("rank")
    market_rows = [
        {**row, **_partner(site, row["partner_iso3"], row["partner"]), "region_vi": _REGIONS[row["region"]]}
        for row in records(named)
    ]
    regions = [
        {**row, "name_vi": _REGIONS[row["region"]], "name_en": row["region"]}
        for row in records(site.result("visitor-summary", "regions").sort_values("rank"))
    ]
    yield Draft(
        slug="khach-quoc-te",
        template="visitors.html",
        title=Text("Khách quốc tế đến Việt Nam", "International visitors to Viet Nam"),
        description=Text(
            "Lượt khách quốc tế theo năm, theo tháng, mười hai tháng liền và theo thị trường nguồn.",
            "International visitors by year, by month, over twelve months and by source market.",
        ),
        context={
            "yearly": records(viet_nam),
            "monthly": records(site.result("visitor-summary", "monthly")),
            "rolling": records(site.result("visitor-summary", "rolling12")),
            "ytd": records(site.result("visitor-summary", "ytd")),
            "markets": market_rows,
            "regions": regions,
        },
        charts=(
            monthly_chart("khach-quoc-te-theo-thang", site.result("visitor-summary", "monthly")),
            _yearly_chart(viet_nam),
            _market_chart(market_rows[:15]),
        ),
    )


def _partner(site: Site, iso3: str | None, partner: str) -> dict[str, str]:
    country = site.countries.get(str(iso3))
    if country is None:
        return {"name_vi": partner, "name_en": partner}
    return {"name_vi": str(country["name_vi"]), "name_en": str(country["name_en"])}


def _yearly_chart(viet_nam: pd.DataFrame) -> Chart:
    return line(
        "khach-quoc-te-theo-nam",
        viet_nam.assign(name_vi="Việt Nam", name_en="Viet Nam", current=True).rename(columns={"arrivals": "value"}),
        Labels(
            title=Text("Khách quốc tế đến Việt Nam theo năm", "International visitors to Viet Nam by year"),
            description=Text(
                "Số lượt khách quốc tế mỗi năm; năm chưa tìm được số liệu để trống.",
                "International visitors each year; years for which no figure was found are left open.",
            ),
            unit=_UNIT,
            source=Text("Nguồn của từng năm ở bảng bên dưới", "The source of each year is in the table below"),
            download=f"{_FOLDER}/yearly.csv",
        ),
        decimals=0,
    )


def _market_chart(rows: list[dict[str, object]]) -> Chart:
    return bar(
        "khach-quoc-te-theo-thi-truong",
        pd.DataFrame(rows).rename(columns={"arrivals": "value"})[["name_vi", "name_en", "value"]],
        Labels(
            title=Text("Mười lăm thị trường nguồn lớn nhất, năm 2025", "The fifteen largest source markets, 2025"),
            description=Text(
                "Số lượt khách đến Việt Nam năm 2025 của mười lăm thị trường lớn nhất.",
                "Visitors to Viet Nam in 2025 from the fifteen largest markets.",
            ),
            unit=_UNIT,
            source=_VNAT,
            download=f"{_FOLDER}/markets.csv",
        ),
        decimals=0,
    )
