"""The health of the collection: a stream that was never collected is not a quiet one."""

from __future__ import annotations

import pandas as pd
import pytest

from daily_frames import day, tables, typed
from observatory.media import health

STREAMS = pd.DataFrame(
    {"code": ["gkg", "gkg-translation", "feeds"], "name_vi": ["a", "b", "c"], "name_en": ["a", "b", "c"]}
)
NAMES = pd.DataFrame({"code": ["not-found", "bad-crc"], "name_vi": ["Không có", "Sai CRC"], "name_en": ["Gone", "CRC"]})


def rows(*lines: tuple[str, str, int, int, str]) -> pd.DataFrame:
    """Coverage rows of day, stream, expected, received and reasons."""
    return typed(
        "coverage",
        [
            {"date": date, "stream": stream, "expected": want, "received": got, "absent": want - got, "bad": 0}
            | {"reasons": why}
            for date, stream, want, got, why in lines
        ],
    )


def test_streams_add_up_what_should_have_come_and_what_came() -> None:
    found = health.streams(tables(day("2026-03-01", 5), day("2026-03-02", 5, coverage=0.5))["coverage"], STREAMS, 7)
    gkg = found.set_index("stream").loc["gkg"]
    assert (gkg["expected"], gkg["received"], gkg["absent"], gkg["days"]) == (192, 144, 48, 2)
    assert gkg["coverage"] == 0.75 and gkg["status"] == "collected"
    assert (gkg["first_day"], gkg["last_day"]) == ("2026-03-01", "2026-03-02")


def test_a_stream_without_a_day_is_not_collected_and_has_no_figure() -> None:
    feeds = health.streams(tables(day("2026-03-01", 5))["coverage"], STREAMS, 7).set_index("stream").loc["feeds"]
    assert feeds["status"] == "not-collected" and feeds["days"] == 0
    assert pd.isna(feeds["expected"]) and pd.isna(feeds["coverage"])


@pytest.mark.parametrize(("last", "status"), [("2026-03-03", "collected"), ("2026-03-02", "stale")])
def test_a_stream_that_stopped_while_others_went_on_is_stale(last: str, status: str) -> None:
    coverage = rows(("2026-03-10", "gkg", 96, 96, ""), (last, "feeds", 5, 5, ""), ("2026-03-10", "feeds", 5, 0, ""))
    assert health.streams(coverage, STREAMS, 7).set_index("stream").loc["feeds", "status"] == status


def test_days_on_which_nothing_was_to_come_have_no_coverage() -> None:
    found = health.days(rows(("2026-03-01", "gkg", 96, 24, ""), ("2026-03-01", "feeds", 0, 0, "")))
    assert found["coverage"].tolist()[0] == 0.25 and pd.isna(found["coverage"].tolist()[1])


def test_reasons_are_counted_over_all_days() -> None:
    coverage = rows(
        ("2026-03-01", "gkg", 96, 93, "not-found:2; bad-crc:1"),
        ("2026-03-02", "gkg", 96, 95, "not-found:1"),
        ("2026-03-02", "feeds", 5, 4, "made-up:1"),
    )
    found = health.reasons(coverage, NAMES).set_index(["stream", "reason_code"])
    assert found["n_files"].to_dict() == {("feeds", "made-up"): 1, ("gkg", "bad-crc"): 1, ("gkg", "not-found"): 3}
    assert found.loc[("gkg", "not-found"), "name_en"] == "Gone" and pd.isna(found.loc[("feeds", "made-up"), "name_en"])


def test_nothing_collected_leaves_every_stream_uncollected() -> None:
    coverage = tables()["coverage"]
    assert set(health.streams(coverage, STREAMS, 7)["status"]) == {"not-collected"}
    assert health.reasons(coverage, NAMES).empty and health.days(coverage).empty
