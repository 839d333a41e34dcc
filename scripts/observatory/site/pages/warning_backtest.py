"""The backtest: how the detectors did on series whose events are known, what they missed, and one real series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from observatory.findings import LANGS, Lang
from observatory.site import backtest_figures as bench
from observatory.site import numbers
from observatory.site import warning_charts as draw
from observatory.site import warning_figures as warning
from observatory.site.pages.media_method import both
from observatory.site.site import Site, by, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

MARKED = "2014-05"
"""The month of the real series that was to be found, as was said before anything was tried."""

_DRAWN = "material_conflict"
_CHARTED = ("f1", "false_alarm_days")
# The detectors that the policy itself runs: their missed events are listed one by one.
_LISTED = ("nbw", "ff7", "ff7+nbw")


def drafts(site: Site) -> Iterator[Draft]:
    """The page; what is simulated says so beside every table and on every chart."""
    results = records(site.result(warning.BACKTEST, "results"))
    main = {str(row["detector"]): row for row in results if row["bench"] == bench.MAIN_BENCH}
    monthly = site.result(warning.BACKTEST, "monthly")
    shown = monthly[monthly["series"] == _DRAWN]
    yield Draft(
        slug=warning.BACKTEST_SLUG,
        template="warning_backtest.html",
        title=Text("Cảnh báo: thử nghiệm", "Warnings: backtest"),
        description=Text(
            "Phép báo động làm được đến đâu trên chuỗi có sự kiện biết trước, bỏ sót gì; một chuỗi thật theo tháng.",
            "How the detectors did on series with known events, what they missed; one real monthly series.",
        ),
        context={
            **warning.context(site, warning.BACKTEST_SLUG),
            "measures": bench.MEASURES,
            "interval": _interval,
            "main_bench": bench.MAIN_BENCH,
            "grid": int(warning.settings(site)["budget_grid"]["value"]),
            "benches": _benches(results),
            "null": list(_null(site)),
            "goals": list(_goals(site)),
            "missed": list(_missed(site, main)),
            "subdaily": records(site.result(warning.BACKTEST, "subdaily")),
            "monthly": _alarms(site),
            "marked": MARKED,
            "settings": [
                {**row, "unit": both(str(row["unit"] or ""))}
                for row in records(site.result(warning.BACKTEST, "settings"))
            ],
            "detectors": list(by(site.data(bench.METHOD, "detectors"), "code").values()),
            "backtest_version": site.results[warning.BACKTEST].method,
        },
        charts=(
            *(draw.measured(list(main.values()), measure) for measure in bench.MEASURES if measure.column in _CHARTED),
            *((draw.month_by_month(shown, MARKED),) if len(shown) else ()),
        ),
    )


def _interval(row: Mapping[str, Any], measure: bench.Measure, lang: Lang) -> str:
    """The bounds of a measure, as ``0.270 – 0.336``; empty where they are not known."""
    return _ends(row, measure.column, measure, lang)


def _ends(row: Mapping[str, Any], column: str, measure: bench.Measure, lang: Lang) -> str:
    ends = [row[f"{column}_{end}"] for end in ("low", "high")]
    if any(numbers.is_missing(end) for end in ends):
        return ""
    return " – ".join(numbers.number(end, lang, measure.decimals) for end in ends)


def _benches(results: list[dict[str, Any]]) -> list[tuple[Text, list[dict[str, Any]]]]:
    """The results by the size of the simulated events: the main one, then the others from the smallest."""
    sizes = sorted({int(row["bench"].removeprefix("daily-")) for row in results if row["bench"].startswith("daily-")})
    sizes.sort(key=lambda size: f"daily-{size}" != bench.MAIN_BENCH)
    return [
        (
            Text(f"Sự kiện cỡ {size} độ lệch chuẩn", f"Events of {size} standard deviations"),
            [row for row in results if row["bench"] == f"daily-{size}"],
        )
        for size in sizes
    ]


def _goals(site: Site) -> Iterator[dict[str, Any]]:
    """What was asked for beside what was measured, with the words of each measure."""
    measures = {measure.column: measure for measure in bench.MEASURES}
    for row in records(site.result(warning.BACKTEST, "goals")):
        measure = measures[row["measure"]]
        yield {**row, "measure": measure, "interval": {lang: _ends(row, "value", measure, lang) for lang in LANGS}}


def _null(site: Site) -> Iterator[dict[str, Any]]:
    """False episodes where nothing happened, with the words of the bench."""
    for row in records(site.result(warning.BACKTEST, "budget")):
        yield {**row, "history": bench.NULL_BENCHES[row["bench"]]}


def _missed(
    site: Site, main: Mapping[str, dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]], int]]:
    """The events of the main bench that a detector of the policy did not find, and how many there were."""
    events = site.result(warning.BACKTEST, "misses")
    for detector in _LISTED:
        own = events[(events["bench"] == bench.MAIN_BENCH) & (events["detector"] == detector)]
        yield main[detector], records(own[~own["found"]].sort_values("series_number")), len(own)


def _alarms(site: Site) -> list[tuple[Text, list[dict[str, Any]], bool]]:
    """The months of alarm of each real series, and whether the month that was to be found is one of them."""
    found = []
    for _, own in site.result(warning.BACKTEST, "monthly").groupby("series", sort=False):
        rows = records(own[own["alarm"]].sort_values("year_month"))
        names = Text(str(own["series_vi"].iloc[0]), str(own["series_en"].iloc[0]))
        found.append((names, rows, any(row["year_month"] == MARKED for row in rows)))
    return found
