"""From the rows of a table to series on a full grid, and what is said of rows that cannot be taken."""

from __future__ import annotations

import io
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.findings import Finding
from observatory.warning import cells
from observatory.warning.panel import MAX_CELLS, MAX_STEPS, Panel, read

DAYS = """series,date,count,exposure
b,2026-03-01,4,10
b,2026-03-03,,0
a,2026-02-28,1,8
a,2026-03-01,0,9.5
a,2026-03-02,2,8
"""


def sheet(text: str, freq: int | None = None) -> tuple[tuple[Panel, ...], list[Finding]]:
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    made, findings = read(frame, "counts.csv", freq)
    return (made.panels if made else ()), findings


def codes(text: str, freq: int | None = None) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.row) for finding in sheet(text, freq)[1]]


def test_days_fill_a_grid() -> None:
    panels, findings = sheet(DAYS)
    assert findings == []
    one, other = panels
    assert (one.series, one.time) == (("a",), ("2026-02-28", "2026-03-01", "2026-03-02"))
    assert (other.series, other.time) == (("b",), ("2026-03-01", "2026-03-02", "2026-03-03"))
    np.testing.assert_array_equal(one.counts, [[1, 0, 2]])
    np.testing.assert_array_equal(other.counts, [[4, np.nan, np.nan]])
    np.testing.assert_array_equal(other.given, [[True, False, True]])
    assert one.exposure is not None
    np.testing.assert_array_equal(one.exposure, [[8, 9.5, 8]])
    assert one.weekday is not None
    assert one.weekday.tolist() == [5, 6, 0]
    assert one.freq == 365


def test_series_of_the_same_days_are_one_panel() -> None:
    (panel,), _ = sheet("series,t,count\ny,5,1\nx,5,2\ny,6,3\nx,6,4\n", 52)
    assert panel.series == ("x", "y")
    assert panel.time == ("5", "6")
    assert panel.counts.tolist() == [[2, 4], [1, 3]]
    assert (panel.weekday, panel.exposure, panel.freq) == (None, None, 52)


@pytest.mark.parametrize(("freq", "daily"), [(12, False), (364, True), (365, True), (8760, False)])
def test_numbered_days_have_a_week(freq: int, daily: bool) -> None:
    (panel,), _ = sheet("series,t,count\nx,1,1\nx,9,1\n", freq)
    assert (panel.weekday is not None) == daily
    if panel.weekday is not None:
        assert panel.weekday.tolist() == [0, 1, 2, 3, 4, 5, 6, 0, 1]


def test_rows_are_sorted_and_repeated_ones_dropped_and_it_is_said() -> None:
    shuffled = "series,date,count\nx,2026-01-03,3\nx,2026-01-01,1\ny,2026-01-01,5\nx,2026-01-02,2\nx,2026-01-01,1\n"
    (_, one), findings = sheet(shuffled)
    assert one.counts.tolist() == [[1, 2, 3]]
    assert [(finding.code, finding.level, finding.value) for finding in findings] == [
        ("series-duplicates-dropped", "warning", "1"),
        ("series-sorted", "warning", "3"),
    ]


def test_series_side_by_side_are_not_out_of_order() -> None:
    assert sheet("series,t,count\nb,1,1\na,1,1\nb,2,1\na,2,1\n", 52)[1] == []


@pytest.mark.parametrize(
    ("lines", "code", "rows"),
    [
        ("series,count|x,1", "series-column-missing", [1]),
        ("date,count|2026-01-01,1", "series-column-missing", [1]),
        ("series,date,t,count|x,2026-01-01,1,1", "series-two-clocks", [1]),
        ("series,t,count|x,1,1", "series-freq-missing", [1]),
        ("series,date,count", "series-no-rows", [None]),
        ("series,date,count|x,2026-01-01,5|x,2026-01-01,6", "series-conflict", [3]),
        ("series,date,count|x,2026-01-01,5|x,2026-01-01,", "series-conflict", [3]),
        ("series,date,count,exposure|x,2026-01-01,5,1|x,2026-01-01,5,2", "series-conflict", [3]),
        ("series,date,count|x,2026-01-01,-1|x,2026-01-02,1|x,2026-01-03,-2e3", "series-negative", [2, 4]),
        ("series,date,count|x,2026-01-01,inf|x,2026-01-02,NaN|x,2026-01-03,1e999", "series-not-finite", [2, 3, 4]),
        ("series,date,count|x,2026-01-01,-Infinity", "series-not-finite", [2]),
        ("series,date,count|x,2026-01-01,many|x,2026-01-02,0x10|x,2026-01-03, 5", "series-not-a-number", [2, 3, 4]),
        ("series,date,count|x,2026-01-01,1_000|x,2026-01-02,٣", "series-not-a-number", [2, 3]),
        ("series,date,count|x,2026-01-01,1.5", "series-fractional-count", [2]),
        ("series,date,count|x,2026-01-01,1e300", "series-count-too-large", [2]),
        ("series,date,count|x,2026-02-30,1|x,,1|x,20260101,1", "series-bad-date", [2, 3, 4]),
        ("series,date,count|x,2026-1-1,1|x,2026-01-01T00:00,1|x,0000-01-01,1", "series-bad-date", [2, 3, 4]),
        ("series,date,count|,2026-01-01,1|  ,2026-01-02,1", "series-without-name", [2, 3]),
        ("series,date,count,exposure|x,2026-01-01,1,0|x,2026-01-02,1,|x,2026-01-03,,0", "series-no-exposure", [2, 3]),
        ("series,date,count,exposure|x,2026-01-01,1,-2", "series-negative", [2]),
    ],
)
def test_what_cannot_be_taken(lines: str, code: str, rows: list[int | None]) -> None:
    panels, findings = sheet(lines.replace("|", "\n") + "\n")
    assert [(finding.code, finding.row) for finding in findings] == [(code, row) for row in rows]
    assert {finding.level for finding in findings} == {"error"}
    assert panels == ()


@pytest.mark.parametrize("step", ["0", "-1", "1.5", "", "one", "1e3", "9" * 30])
def test_steps_that_cannot_be_read(step: str) -> None:
    assert codes(f"series,t,count\nx,{step},1\n", 52) == [("series-bad-step", 2)]


def test_every_wrong_cell_is_named_by_row_and_no_more_than_can_be_read() -> None:
    wrong = "series,date,count\n" + "x,never,-1\n" * 3 + "y,never,-1\n" * cells.MAX_LISTED
    found = codes(wrong)
    assert found[:6] == [(code, row) for row in (2, 3, 4) for code in ("series-bad-date", "series-negative")]
    assert len(found) == 2 * cells.MAX_LISTED


def test_a_mistyped_step_does_not_fill_the_memory() -> None:
    panels, findings = sheet(f"series,t,count\nx,1,1\nx,{10**12},1\n", 52)
    assert panels == ()
    assert [(finding.code, finding.expected) for finding in findings] == [("series-too-long", str(MAX_STEPS))]
    many = "".join(f"s{number},1,1\ns{number},{MAX_STEPS},1\n" for number in range(MAX_CELLS // MAX_STEPS + 1))
    assert codes("series,t,count\n" + many, 52) == [("series-too-many", None)]


def test_counts_in_other_spellings_of_whole_numbers() -> None:
    (panel,), findings = sheet("series,t,count\nx,1,5.0\nx,2,1e3\nx,3,+7\nx,4,-0\nx,5,007\n", 52)
    assert findings == []
    assert panel.counts.tolist() == [[5, 1000, 7, 0, 7]]
    assert not np.signbit(panel.counts).any()


def test_what_looks_mistaken_is_said() -> None:
    assert codes("series,date,count\nx,2026-01-01,1\nx,2026-01-08,1\n") == [("series-not-daily", None)]
    assert codes("series,date,count,Exposure\nx,2026-01-01,1,2\n") == [("series-columns-ignored", 1)]


ROWS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.integers(0, 30)), st.one_of(st.none(), st.integers(0, 10**6)), min_size=1
)


@settings(max_examples=40)
@given(ROWS, st.randoms())
def test_no_row_is_lost_and_none_is_made(rows: dict[tuple[str, int], int | None], random: st.random.Random) -> None:  # type: ignore[name-defined]
    day = date(2026, 2, 20)
    lines = [f"{name},{day + timedelta(step)},{'' if n is None else n}\n" for (name, step), n in rows.items()]
    shuffled = random.sample(lines, len(lines))
    panels, findings = sheet("series,date,count\n" + "".join(shuffled + shuffled[:1]))
    assert {finding.level for finding in findings} == {"warning"}
    back = {
        (name, (date.fromisoformat(panel.time[step]) - day).days): panel.counts[row, step]
        for panel in panels
        for row, name in enumerate(panel.series)
        for step in np.flatnonzero(panel.given[row])
    }
    assert back.keys() == rows.keys()
    for key, count in rows.items():
        assert np.isnan(back[key]) if count is None else back[key] == count
    assert all(np.isnan(panel.counts[~panel.given]).all() for panel in panels)
