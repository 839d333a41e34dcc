from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slice_files import ledgered

from observatory.errors import FindingsError
from observatory.media.collect import ledger as module
from observatory.media.collect.ledger import COLUMNS, Ledger, LedgerRow

ROW = LedgerRow(date(2020, 3, 18), "gkg", "20200318104500", "http://x.example/a", 7, "ab", "got", lines=3, kept=1)


def test_what_is_recorded_is_there_in_one_file_a_month(tmp_path: Path) -> None:
    other = LedgerRow(date(2020, 4, 1), "gkg", "20200401000000", status="absent", reason="not-found", http=404)
    Ledger(tmp_path, "gkg").record([other, ROW])
    assert [path.name for path in sorted((tmp_path / "ledger").iterdir())] == ["gkg-2020-03.csv", "gkg-2020-04.csv"]
    found = Ledger(tmp_path, "gkg")
    assert ledgered(found.rows()) == ledgered([ROW, other])
    assert found.got("gkg") == {ROW.name}
    assert found.got("gkg-translation") == set()
    assert Ledger(tmp_path, "events").rows() == []


def test_the_columns_are_those_that_were_agreed(tmp_path: Path) -> None:
    Ledger(tmp_path, "gkg").record([ROW])
    header, line = (tmp_path / "ledger" / "gkg-2020-03.csv").read_text().splitlines()
    assert header == (
        "date,stream,name,url,size,md5,status,reason,http,lines,bad_lines,kept,damaged_names,duplicates,attempts,"
        "recorded_at"
    )
    assert line.startswith("2020-03-18,gkg,20200318104500,http://x.example/a,7,ab,got,,,3,,1,,,1,20")
    assert line.endswith("Z")


def test_a_later_row_takes_the_place_of_the_one_before_and_counts_on(tmp_path: Path) -> None:
    lost = LedgerRow(ROW.date, ROW.stream, ROW.name, status="absent", reason="not-found", attempts=5)
    Ledger(tmp_path, "gkg").record([lost])
    ledger = Ledger(tmp_path, "gkg")
    ledger.record([ROW])
    (row,) = ledger.rows()
    assert (row.status, row.reason, row.attempts) == ("got", "", 6)


def test_rows_are_sorted_by_date_stream_and_name(tmp_path: Path) -> None:
    rows = [LedgerRow(date(2020, 3, day), stream, name) for day in (2, 1) for stream in "ba" for name in "yx"]
    ledger = Ledger(tmp_path, "feeds")
    ledger.record(rows)
    assert [row.key for row in ledger.rows()] == sorted(row.key for row in rows)
    with (tmp_path / "ledger" / "feeds-2020-03.csv").open(newline="") as file:
        assert [tuple(line[:3]) for line in csv.reader(file)][1:] == [(f"{d}", s, n) for d, s, n in sorted(
            row.key for row in rows)]  # fmt: skip


_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.tuples(st.dates(date(2015, 1, 1), date(2016, 1, 1)), _texts, _texts, _texts), max_size=8))
@settings(max_examples=30)
def test_whatever_texts_come_back_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[date, str, str, str]]
) -> None:
    store = tmp_path_factory.mktemp("store")
    made = {row.key: row for row in (LedgerRow(day, stream, name, url) for day, stream, name, url in rows)}
    Ledger(store, "gkg").record(made.values())
    assert ledgered(Ledger(store, "gkg").rows()) == ledgered([made[key] for key in sorted(made)])


@pytest.mark.parametrize(
    ("damage", "row"),
    [
        (lambda text: text[:-30], 2),
        (lambda text: text.replace("date,", "day,"), 1),
        (lambda text: text.replace(",got,", ",fine,"), 2),
        (lambda text: text.replace("2020-03-18,", "2020-03-38,"), 2),
        (lambda text: text.replace("2020-03-18,", "2020-05-18,"), 2),
        (lambda text: text + text.splitlines()[1] + "\n", 3),
        (lambda text: text.replace(",7,", ",seven,"), 2),
        (lambda _text: "", 1),
        (lambda text: text.replace("x.example", "x\udcff"), 1),
    ],
)
def test_a_damaged_ledger_is_told_of_and_never_written_over(tmp_path: Path, damage: object, row: int) -> None:
    Ledger(tmp_path, "gkg").record([ROW])
    path = tmp_path / "ledger" / "gkg-2020-03.csv"
    path.write_bytes(damage(path.read_text()).encode("utf-8", "surrogateescape"))  # type: ignore[operator]
    before = path.read_bytes()
    with pytest.raises(FindingsError) as raised:
        Ledger(tmp_path, "gkg").record([ROW])
    (finding,) = raised.value.findings
    assert (finding.code, finding.file, finding.row) == ("collect-ledger-damaged", str(path), row)
    assert path.read_bytes() == before


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Ledger(tmp_path, "gkg").record([ROW])
    path = tmp_path / "ledger" / "gkg-2020-03.csv"
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        Ledger(tmp_path, "gkg").record([ROW])
    assert path.read_bytes() == before
    assert COLUMNS[0] == "date"
