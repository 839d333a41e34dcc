"""The command ``observatory media aggregate``: from a store to CSV files."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_stores import METHODOLOGY, fill, later, mention, slice_row
from observatory.cli import main
from observatory.daily import write
from observatory.daily.run import TABLES, aggregate
from observatory.media.collect.ledger import Ledger, LedgerRow
from observatory.messages import catalogue
from packages import ROOT

DAY = "2026-11-02"


def status(*arguments: object) -> int:
    """The exit status of the command with these arguments."""
    before, sys.argv = sys.argv, ["observatory", "media", "aggregate", *map(str, arguments)]
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before
    raise AssertionError("the program did not end")


def run(store: Path, out: Path, *, merged: bool = False) -> dict[str, pd.DataFrame]:
    aggregate(store, out, "duckdb", METHODOLOGY, lambda _step: None, merged=merged)
    return {name: pd.read_csv(out / f"{name}.csv", dtype="str", keep_default_na=False) for name in TABLES}


def content(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def test_a_store_becomes_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = fill(tmp_path / "store", [mention(1, tone=-2.5), mention(2, tone=1.0)], [slice_row("20261102120000")])
    out = tmp_path / "out"
    assert status("--store", store, "--out", out, "--datasets", ROOT / "datasets", "--lang", "en") == 0
    assert sorted(content(out)) == sorted(f"{name}.csv" for name in TABLES)
    printed = capsys.readouterr()
    assert str(out) in printed.out
    assert printed.err == ""
    lines = (out / "daily.csv").read_text().splitlines()
    version = METHODOLOGY.version
    assert lines[1] == (
        f"{DAY},nation,,US,all,all,2,2,1,-0.750000,-0.750000,0.500000,0.020000,192,1,0.005208,{version}"
    )


def test_the_same_store_gives_the_same_bytes(tmp_path: Path) -> None:
    store = fill(tmp_path / "store", [mention(n, tone=n / 7, seen_at_utc=later(n)) for n in range(40)])
    run(store, tmp_path / "out")
    first = content(tmp_path / "out")
    run(store, tmp_path / "out")
    assert content(tmp_path / "out") == first


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_empty_store_gives_headers_and_says_so(
    tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "store").mkdir()
    out = tmp_path / "out"
    assert status("--store", tmp_path / "store", "--out", out, "--lang", lang) == 0
    assert all(text.count(b"\n") == 1 for text in content(out).values())
    assert {"vi": "chưa có gì", "en": "nothing in the store"}[lang] in capsys.readouterr().out


def test_the_headers_are_those_of_the_published_package(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    run(tmp_path / "store", tmp_path / "out")
    published = ROOT / "datasets/reference/media-daily/data"
    for name in TABLES:
        with (published / f"{name}.csv").open() as file:
            assert (tmp_path / f"out/{name}.csv").read_text().splitlines()[0] == file.readline().rstrip("\n"), name


def test_a_store_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("--store", tmp_path / "none", "--out", tmp_path / "out") == 1
    assert str(tmp_path / "none") in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_damaged_file_is_named_and_the_earlier_tables_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, out = fill(tmp_path / "store", [mention(1)]), tmp_path / "out"
    run(store, out)
    before = content(out)
    (damaged,) = store.glob("mentions/*/*/*.parquet")
    damaged.write_bytes(damaged.read_bytes()[:-100])
    assert status("--store", store, "--out", out) == 1
    printed = capsys.readouterr().err
    assert "[collect-store-damaged]" in printed and str(damaged) in printed
    assert catalogue()["media-refused"]["vi"] in printed
    assert content(out) == before


def test_a_failure_before_the_end_leaves_the_earlier_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, out = fill(tmp_path / "store", [mention(1)]), tmp_path / "out"
    run(store, out)
    before = content(out)
    fill(store, [mention(2)])

    def full(path: Path, _table: pd.DataFrame) -> None:
        if path.name == "events.csv":
            raise OSError(28, "No space left on device")
        path.write_text("half")

    monkeypatch.setattr(write, "_write", full)
    assert status("--store", store, "--out", out) == 1
    assert content(out) == before


def test_what_a_killed_run_left_behind_goes(tmp_path: Path) -> None:
    store, out = fill(tmp_path / "store", [mention(1)]), tmp_path / "out"
    (out / ".media-dead").mkdir(parents=True)
    run(store, out)
    assert not (out / ".media-dead").exists()


def test_a_quiet_day_is_not_a_dead_one(tmp_path: Path) -> None:
    """Slices came on the third and none told of Viet Nam; on the fourth none came."""
    rows = [
        slice_row("20261102120000"),
        slice_row("20261103120000", kept=0),
        slice_row("20261104120000", status="absent", reason="not-found", lines=None, kept=None),
        slice_row("20261104121500", status="bad", reason="bad-crc", lines=None, kept=None),
    ]
    tables = run(fill(tmp_path / "store", [mention(1)], rows), tmp_path / "out")
    whole = tables["daily"].query("geo_level == 'nation' and topic == 'all' and lang == 'all'")
    whole = whole[whole["source_country_iso2"] == "all"].set_index("date")
    assert whole["mentions"].to_dict() == {"2026-11-02": "1", "2026-11-03": "0", "2026-11-04": "0"}
    assert whole["coverage"].to_list() == ["0.005208", "0.005208", "0.000000"]
    assert whole["share_of_all_news"].to_list() == ["0.010000", "0.000000", ""]
    assert whole["tone_mean"].to_list() == ["", "", ""]
    covered = tables["coverage"].set_index(["date", "stream"])
    counts = covered.loc[("2026-11-04", "gkg"), ["expected", "received", "absent", "bad"]]
    assert counts.to_list() == ["96", "0", "1", "1"]
    assert covered.loc[("2026-11-04", "gkg"), "reasons"] == "bad-crc:1; not-found:1"
    assert covered.loc[("2026-11-02", "gkg-translation"), "received"] == "0"


def test_merged_tables_keep_what_the_store_does_not_have(tmp_path: Path) -> None:
    old = fill(
        tmp_path / "old",
        [mention(1, title="Old"), mention(2, seen_at_utc=later(24))],
        [slice_row("20261102120000"), slice_row("20261102121500"), slice_row("20261103120000")],
    )
    new = fill(
        tmp_path / "new",
        [mention(3), mention(4, seen_at_utc=later(24)), mention(5, seen_at_utc=later(24))],
        [slice_row("20261102120000"), slice_row("20261103120000"), slice_row("20261103121500")],
    )
    out = tmp_path / "out"
    run(old, out)
    tables = run(new, out, merged=True)
    whole = tables["daily"][(tables["daily"][["topic", "lang", "source_country_iso2"]] == "all").all(axis=1)]
    assert dict(zip(whole["date"], whole["mentions"], strict=True)) == {"2026-11-02": "1", "2026-11-03": "2"}
    assert dict(zip(whole["date"], whole["slices_received"], strict=True)) == {"2026-11-02": "2", "2026-11-03": "2"}
    assert tables["stories"]["position"].to_list() == list("12345")
    assert "Old" in tables["stories"]["title"].to_list()
    again = content(out)
    assert run(new, out, merged=True) and content(out) == again
    assert run(tmp_path / "old", out, merged=True) and content(out) == again


def test_merging_with_a_file_that_is_no_such_table_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, out = fill(tmp_path / "store", [mention(1)]), tmp_path / "out"
    out.mkdir()
    (out / "daily.csv").write_text("a,b\n1,2\n")
    assert status("--store", store, "--out", out, "--merge") == 1
    assert str(out / "daily.csv") in capsys.readouterr().err
    assert sorted(content(out)) == ["daily.csv"]


def test_other_sources_are_covered_by_what_was_asked_for(tmp_path: Path) -> None:
    store = fill(tmp_path / "store", [])
    day = slice_row("20261102120000").date
    Ledger(store, "feeds").record([LedgerRow(day, "feeds", "a"), LedgerRow(day, "feeds", "b", status="bad")])
    Ledger(store, "events").record([LedgerRow(day, "events", "20261102000000")])
    covered = run(store, tmp_path / "out")["coverage"].set_index("stream")
    assert covered.loc["feeds", ["expected", "received", "bad"]].to_list() == ["2", "1", "1"]
    assert covered["expected"].drop("feeds").to_list() == ["96"] * 4
    assert covered.loc["event-mentions", "received"] == "0"


def test_domains_of_days_that_stay_stay_in_their_order(tmp_path: Path) -> None:
    many = [mention(n, domain="zebra.example") for n in range(6)] + [
        mention(10 + n, domain="ant.example") for n in range(5)
    ]
    old = fill(tmp_path / "old", many, [slice_row("20261102120000"), slice_row("20261102121500")])
    new = fill(tmp_path / "new", [mention(1, seen_at_utc=later(24))], [slice_row("20261103120000")])
    out = tmp_path / "out"
    before = run(old, out)["domains"]
    assert before["domain"].to_list() == ["zebra.example", "ant.example"]
    assert run(new, out, merged=True)["domains"].equals(before)


def test_titles_and_links_pass_the_gate(tmp_path: Path) -> None:
    bad = mention(1, title="=HYPERLINK(\u200b1)", url="https://example.com/a b\u200b", tone=-0.0000001)
    tables = run(fill(tmp_path / "store", [bad]), tmp_path / "out")
    assert tables["stories"]["title"].to_list() == ["HYPERLINK(1)"]
    assert tables["stories"]["url"].to_list() == ["https://example.com/a%20b%E2%80%8B"]
    assert set(tables["daily"]["tone_mean"]) == {"0.000000"}


@given(st.floats(-1e6, 1e6))
def test_reals_have_six_decimals_and_no_minus_before_nothing(value: float) -> None:
    (cell,) = write.cells(pd.Series([value]))
    assert abs(float(cell) - value) <= 0.5000001e-6
    assert cell.partition(".")[2].isdigit() and len(cell.partition(".")[2]) == 6
    assert cell != "-0.000000"
