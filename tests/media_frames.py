"""Small results of the media, as the recipes give them, for pages that have figures: three months with gaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from observatory import results
from observatory.site.site import Site

FIRST = dt.date(2026, 7, 1)
LAST = dt.date(2026, 9, 30)
LACKING = frozenset(FIRST + dt.timedelta(days=n) for n in (10, 11, 12, 60))
MONTHS = ("2026-07", "2026-08", "2026-09")
METHOD = "methodology/media@1.0.0"


def all_days() -> list[dt.date]:
    return [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def days() -> pd.DataFrame:
    """Mentions rise by one a day from 1000; a day that lacks slices has a tenth of them and is not complete."""
    return pd.DataFrame(
        [
            {
                "date": day.isoformat(),
                "mentions": (1000 + n) // 10 if day in LACKING else 1000 + n,
                "unique_stories": 700 + n,
                "unique_domains": 300,
                "tone_mean": -1.5 + n / 100,
                "tone_median": -1.2,
                "share_negative": 0.4,
                "share_of_all_news": 0.00512,
                "coverage": 0.1 if day in LACKING else 1.0,
                "slices_expected": 192,
                "slices_received": 19 if day in LACKING else 192,
                "complete": day not in LACKING,
                "mentions_week": 997.0 + n,
            }
            for n, day in enumerate(all_days())
        ]
    )


def months() -> pd.DataFrame:
    return pd.DataFrame([{"year_month": month, **_period(n), **_days(month)} for n, month in enumerate(MONTHS)])


def breakdown(codes: list[str]) -> dict[str, pd.DataFrame]:
    """Two topics, countries and languages a month, and the units of ``codes``."""

    def table(key: str, named: list[tuple[str, str, str]]) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    "year_month": month,
                    key: code,
                    "name_vi": vi,
                    "name_en": en,
                    "mentions": 9000 - 1000 * n,
                    "share": 0.3 / (n + 1),
                    "tone_mean": -0.5 - n,
                    "share_negative": 0.25,
                }
                for month in MONTHS
                for n, (code, vi, en) in enumerate(named)
            ]
        )

    provinces = pd.DataFrame(
        [
            {
                "year_month": month,
                "province_code": code,
                "name_vi": code,
                "name_en": code,
                "mentions": 100 + 10 * n,
                "mentions_per_day": 3.3 + n,
                "share": 0.01,
                "tone_mean": 0.25,
                "share_negative": 0.2,
                "source_countries": 7,
                "languages": 5,
            }
            for month in MONTHS
            for n, code in enumerate(codes)
        ]
    )
    return {
        "topics": table("topic", [("tourism", "Du lịch", "Tourism"), ("trade", "Thương mại", "Trade")]),
        "countries": table("source_country_iso2", [("US", "Hoa Kỳ", "United States"), ("ZZ", "Không rõ", "Unknown")]),
        "languages": table("lang", [("en", "Tiếng Anh", "English"), ("fr", "Tiếng Pháp", "French")]),
        "provinces": provinces,
    }


def compare() -> dict[str, pd.DataFrame]:
    """The three months and their quarter; the first month of the quarter lacks too many days to be compared."""
    periods = [
        {
            "period_id": month,
            "kind": "month",
            "first_day": f"{month}-01",
            "last_day": f"{month}-30",
            **_period(n),
            **_days(month),
        }
        for n, month in enumerate(MONTHS)
    ]
    periods[0]["days_complete"] = 5
    quarter = {"period_id": "2026-Q3", "kind": "quarter", "first_day": "2026-07-01", "last_day": "2026-09-30"}
    changes = [
        {
            "period_id": "2026-09",
            "against": "2026-08",
            "kind": "previous",
            "measure": measure,
            "before": before,
            "after": after,
            "change_percent": 100 * (after - before) / abs(before),
        }
        for measure, before, after in (("mentions_per_day", 1020.5, 1021.5), ("source_countries", 41, 42))
    ]
    return {
        "periods": pd.DataFrame([*periods, {**quarter, **_period(3), "days": 92, "days_complete": 88}]),
        "changes": pd.DataFrame(changes),
    }


def stories() -> pd.DataFrame:
    """Three stories of the last month: one plain, one whose title holds marks, one whose address is no web address."""
    common = {
        "year_month": MONTHS[-1],
        "domain": "example.org",
        "source_country_iso2": "FR",
        "mentions": 30,
        "domains": 12,
    }
    return pd.DataFrame(
        [
            {
                **common,
                "position": n + 1,
                "story_id": f"s{n}",
                "title": title,
                "url": url,
                "lang": "fr",
                "country_vi": "Pháp",
                "country_en": "France",
                "language_vi": "Tiếng Pháp",
                "language_en": "French",
                "first_seen": "2026-09-12T08:15:00Z",
            }
            for n, (title, url) in enumerate(
                [
                    ("Le Viêt Nam attire", "https://example.org/a?b=1&c=2"),
                    ('<script>alert(1)</script> & "more"', "https://example.org/b"),
                    ("Sans lien", "javascript:alert(1)"),
                ]
            )
        ]
    )


def health(site: Site) -> dict[str, pd.DataFrame]:
    """Both streams of the GKG with their lacking days, the others not collected."""
    rows = [
        {
            "stream": row["code"],
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "status": "not-collected",
            "days": 0,
        }
        for row in site.data("methodology/media", "streams").to_dict("records")
    ]
    for row in rows[:2]:
        row |= {"status": "collected", "first_day": FIRST.isoformat(), "last_day": LAST.isoformat(), "days": 92}
        row |= {"expected": 8832, "received": 8490, "absent": 340, "bad": 2, "coverage": 0.9613}
        row |= {"lines": 1234567, "bad_lines": 11, "kept": 93210}
    each = [
        {
            "stream": row["stream"],
            "date": day.isoformat(),
            "expected": 96,
            "received": 10 if day in LACKING else 96,
            "absent": 86 if day in LACKING else 0,
            "bad": 0,
            "coverage": 10 / 96 if day in LACKING else 1.0,
        }
        for row in rows[:2]
        for day in all_days()
    ]
    reasons = [
        {"stream": "gkg", "reason_code": "not-found", "name_vi": "Không có tệp", "name_en": "Gone", "n_files": 340}
    ]
    names = {"id": "gap_id", "first": "first_day", "last": "last_day"}
    gaps = site.data("methodology/media", "gaps").rename(columns=names)
    return {"streams": pd.DataFrame(rows), "days": pd.DataFrame(each), "reasons": pd.DataFrame(reasons), "gaps": gaps}


def indicators() -> pd.DataFrame:
    """Presence of the nation and of one unit, and growth that has no baseline to grow from."""
    month = {"kind": "month", "period_id": "2026-09", "year": 2026, "month": 9, "status": "observed"}
    nation = {"unit_level": "nation", "unit_code": "VNM"}
    growth = {"kind": "year", "period_id": "2026", "year": 2026, "status": "no-baseline"}
    return pd.DataFrame(
        [
            {"indicator": "media_presence_share", **nation, **month, "value": 0.512},
            {"indicator": "media_presence_growth", **nation, **growth},
            {"indicator": "media_languages", "unit_level": "province34", "unit_code": "48", **month, "value": 5.0},
        ]
    )


def recognition() -> dict[str, pd.DataFrame]:
    common = {"year_month": MONTHS[-1], "views": 12345, "per_day": 411.5}
    article = {"entity": "viet-nam", "name_vi": "Việt Nam", "name_en": "Viet Nam", "unit_level": "nation"}
    language = {"project": "fr.wikipedia", "lang": "fr"}
    named = {"language_vi": "Tiếng Pháp", "language_en": "French"}
    return {
        "months": pd.DataFrame(
            [{**common, **article, **language, **named, "article": "Viêt_Nam", "status": "observed"}]
        ),
        "languages": pd.DataFrame([{**common, **language, "name_vi": "Tiếng Pháp", "name_en": "French", "share": 1.0}]),
    }


def with_media(site: Site, **tables: dict[str, pd.DataFrame]) -> Site:
    """``site`` with figures of the media; ``tables`` (``media_days=...``) replace those given here by package."""
    found = {
        "media_days": {"days": days(), "months": months()},
        "media_breakdown": breakdown(["01", "48", "56"]),
        "media_compare": compare(),
        "media_stories": {"stories": stories()},
        "media_health": health(site),
        "media_indicators": {"values": indicators()},
        "recognition": recognition(),
        **tables,
    }
    made = {
        name: results.package(name, METHOD, {}, frames)
        for name, frames in ((key.replace("_", "-"), frames) for key, frames in found.items())
    }
    return replace(site, results={**site.results, **made})


def _days(month: str) -> dict[str, int]:
    own = [day for day in all_days() if day.isoformat().startswith(month)]
    return {"days": len(own), "days_complete": sum(day not in LACKING for day in own)}


def _period(n: int) -> dict[str, float | int]:
    return {
        "mentions_per_day": 1019.5 + n,
        "unique_stories_per_day": 700.0,
        "tone_mean": -1.234 + n / 100,
        "share_negative": 0.4 - n / 100,
        "share_of_all_news": 0.00512 + n / 10000,
        "source_countries": 40 + n,
        "languages": 25 + n,
    }
