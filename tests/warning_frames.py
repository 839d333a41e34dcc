"""Small results of early warning, as the recipes give them: open episodes with their reasons, closed ones, gaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from observatory import results
from observatory.site.site import Site

LAST = dt.date(2026, 9, 30)
MISSING = "2026-09-10"
ALARM = "2026-09-29"
METHOD = "methodology/warning@1.0.0"
NATION = {"place": "VNM", "place_vi": "Cả nước", "place_en": "The whole country"}
DA_NANG = {"place": "48", "place_vi": "Đà Nẵng", "place_en": "Da Nang"}
HUE = {"place": "46", "place_vi": "Huế", "place_en": "Hue"}
ALL = {"topic": "all", "topic_vi": "Mọi chủ đề", "topic_en": "All topics"}
TRADE = {"topic": "trade", "topic_vi": "Thương mại", "topic_en": "Trade"}


def all_days() -> list[str]:
    return [(LAST - dt.timedelta(days=59 - n)).isoformat() for n in range(60)]


def days() -> pd.DataFrame:
    """Sixty days of the country and of two provinces: one day missing, one alarm, the others near what is expected."""
    rows = []
    for place, expected in (("VNM", 100.0), ("48", 10.0), ("46", 8.0)):
        for n, day in enumerate(all_days()):
            alarm = place != "46" and day == ALARM
            observed = None if day == MISSING else expected * (5 if alarm else 1 + (n % 3) / 10)
            rows.append(
                {
                    "place": place,
                    "date": day,
                    "observed_count": observed,
                    "expected_count": None if observed is None else expected,
                    "ratio": None if observed is None else observed / expected,
                    "bound": None if observed is None else expected * 2,
                    "p": None if observed is None else 0.5,
                    "alarm": alarm,
                    "state": "missing" if observed is None else "scored",
                    "alert_level": 2 if alarm else 0,
                }
            )
    return pd.DataFrame(rows)


def episodes() -> pd.DataFrame:
    """Four episodes: one open and large, one open by tone in a province, one closed of late and one long ago."""
    common = {"family": "nation", "status": "closed", "alert_level": 1, "score": 25.5, "peak_day": ALARM}
    common |= {"observed_count": 500.0, "expected_count": 100.0, "bound": 200.0, "ratio": 5.0, "excess": 400.0}
    common |= {"p": 1e-9, "p_calibrated": 0.0027, "tests": 21, "q": 0.05, "test": "nbw", "days_above": 2}
    common |= {"single_source": False, "reopened": False, "needs_person": False, "source_countries": 7, "domains": 12}
    rows = [
        {
            **common,
            **NATION,
            **ALL,
            "episode_id": "a1",
            "kind": "surge",
            "first_day": "2026-09-29",
            "last_day": "2026-09-30",
            "status": "open",
            "alert_level": 2,
            "score": 63.2,
            "needs_person": True,
        },
        {
            **common,
            **DA_NANG,
            **TRADE,
            "episode_id": "b2",
            "kind": "tone",
            "family": "province",
            "first_day": "2026-09-28",
            "last_day": "2026-09-30",
            "status": "open",
            "single_source": True,
            "tone_mean": -4.5,
            "tone_baseline": -1.25,
            "test": "tone",
            "p_calibrated": 1e-9,
        },
        {
            **common,
            **HUE,
            **TRADE,
            "episode_id": "c3",
            "kind": "silence",
            "family": "province",
            "first_day": "2026-08-01",
            "last_day": "2026-08-04",
            "reopened": True,
            "source_countries": None,
            "domains": None,
        },
        {
            **common,
            **NATION,
            **TRADE,
            "episode_id": "d4",
            "kind": "multi_province",
            "family": None,
            "first_day": "2026-03-01",
            "last_day": "2026-03-04",
            "test": None,
            "p_calibrated": None,
            "tests": None,
            "q": None,
        },
    ]
    return pd.DataFrame(rows)


def contributors() -> pd.DataFrame:
    """Two dimensions of the open surge, one with a new source and a negative rest; each sums to 100."""
    rows = [
        ("source_country", 1, "US", "Hoa Kỳ", "United States", 300.0, 60.0, 60.0, False),
        ("source_country", 2, "FR", "Pháp", "France", 180.0, 0.0, 45.0, True),
        ("source_country", 6, "other", "Khác", "Other", 20.0, 40.0, -5.0, False),
        ("domain", 1, "example.org", "example.org", "example.org", 100.0, 0.0, 25.0, True),
        ("domain", 6, "other", "Khác", "Other", 400.0, 100.0, 75.0, False),
    ]
    columns = ("dimension", "position", "code", "name_vi", "name_en", "observed_count", "expected_count")
    return pd.DataFrame(
        [{"episode_id": "a1", **dict(zip((*columns, "share_percent", "is_new"), row, strict=True))} for row in rows]
    )


def series() -> pd.DataFrame:
    common = {"usable_days": 400, "test": "nbw", "state": "scored", "missing_days": 1, "holiday_days": 9}
    short = {"usable_days": 20, "test": "none", "state": "insufficient_history"}
    return pd.DataFrame(
        [
            {**common, **NATION, **ALL, "geo_level": "nation"},
            {**common, **NATION, **TRADE, "geo_level": "nation"},
            {**common, **DA_NANG, **ALL, "geo_level": "province"},
            {**common, **short, **DA_NANG, **TRADE, "geo_level": "province"},
        ]
    )


def with_warning(site: Site, **tables: pd.DataFrame) -> Site:
    """``site`` with an open warning; ``tables`` replace those given here by name."""
    today = {"as_of": LAST.isoformat(), "status": "open", "alert_level": 2, "episodes_open": 2}
    found = {
        "today": pd.DataFrame([{**today, "series_total": 4, "series_tested": 3}]),
        "families": pd.DataFrame([{"family": "nation", "kind": "surge", "tests": 21, "rejected": 1, "q": 0.05}]),
        "series": series(),
        "days": days(),
        "episodes": episodes(),
        "episode_days": pd.DataFrame(columns=["episode_id", "date"]),
        "contributors": contributors(),
        **tables,
    }
    return replace(site, results={**site.results, "warning": results.package("warning", METHOD, {}, found)})


def messages() -> pd.DataFrame:
    """An alert, its update and another alert that was a test."""
    first = {
        "sequence": 1,
        "identifier": "vn-img-a1-r0",
        "sent": "2026-09-29T07:00:00+07:00",
        "msg_type": "Alert",
        "cap_status": "Actual",
        "alert_level": 1,
        "headline_vi": "Cấp 1: cả nước",
        "headline_en": "Level 1: the whole country",
    }
    later = {"sequence": 2, "identifier": "vn-img-a1-r1", "sent": "2026-09-30T07:00:00+07:00", "msg_type": "Update"}
    later |= {"references": first["identifier"], "alert_level": 2}
    test = {"sequence": 3, "identifier": "vn-img-z9-r0", "cap_status": "Test"}
    return pd.DataFrame([first, {**first, **later}, {**first, **test}])


def incidents() -> dict[str, pd.DataFrame]:
    """One incident with its timeline, its lesson and its review, of which one time is not known."""
    key = {"incident_id": "2026-001"}
    said = {"text_vi": "Có phát ngôn.", "text_en": "A statement was made."}
    return {
        "incidents": pd.DataFrame(
            [
                {
                    **key,
                    "title_vi": "Thử quy trình",
                    "title_en": "A trial of the process",
                    "level_peak": 3,
                    "incident_state": "reviewed",
                    "state_vi": "Đã rút kinh nghiệm",
                    "state_en": "Reviewed",
                    "start_date": "2026-08-01",
                    "end_date": "2026-08-09",
                    "observed_count": 500.0,
                    "expected_count": 100.0,
                    "ratio": 5.0,
                    "mentions_by_country": "US:40 CN:12 other:9",
                    "official_statement_url": "https://example.org/statement",
                    "exercise": False,
                }
            ]
        ),
        "timeline": pd.DataFrame([{**key, **said, "position": 1, "local_date": "2026-08-02"}]),
        "lessons": pd.DataFrame([{**key, **said, "position": 1}]),
        "reviews": pd.DataFrame(
            [
                {
                    **key,
                    "public_summary_vi": "Tóm tắt.",
                    "public_summary_en": "A summary.",
                    "time_to_detect_h": 1.5,
                    "time_to_ack_h": 2.0,
                    "time_to_statement_h": None,
                    "time_to_contain_h": 30.0,
                    "sla_met": True,
                    "exercise": False,
                }
            ]
        ),
        "statistics": pd.DataFrame(
            [{"year": 2026, "level_peak": 3, "n_incidents": 1, "n_reviewed": 1, "n_sla_known": 1, "n_sla_met": 1}]
        ),
    }


def with_history(site: Site) -> Site:
    """``site`` with an open warning, published messages and one cleared incident."""
    made = {
        "alert-feed": results.package("alert-feed", METHOD, {}, {"messages": messages()}),
        "incidents": results.package("incidents", "methodology/crisis-process@1.0.0", {}, incidents()),
    }
    found = with_warning(site)
    return replace(found, results={**found.results, **made})


def frame(row: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([row])
