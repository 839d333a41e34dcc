"""The command ``collect events``: events of Viet Nam first, then what mentions them."""

from __future__ import annotations

from pathlib import Path

import pytest
import slice_files
from slice_files import Archives, contents, event_mention_row, event_row, run

from observatory.media.collect.ledger import Ledger

NAME, NEXT = "20260105000000", "20260105001500"


def ledgered(store: Path) -> list[tuple[str, str, str, str, int | None]]:
    return [(row.stream, row.name, row.status, row.reason, row.kept) for row in Ledger(store, "events").rows()]


@pytest.fixture
def made(tmp_path: Path) -> Archives:
    archives = Archives(tmp_path / "from")
    archives.add(f"{NEXT}.export.CSV.zip", [event_row(3, NEXT)])
    archives.add(f"{NAME}.export.CSV.zip", [event_row(1, NAME), event_row(2, NAME, adm1="CH22")])
    archives.add(
        f"{NAME}.mentions.CSV.zip",
        [event_mention_row(number, NAME, sentence) for number in (1, 2, 3) for sentence in (1, 2)],
    )
    archives.add(f"{NAME}.translation.export.CSV.zip", [event_row(4, NAME)])
    archives.add(f"{NAME}.translation.mentions.CSV.zip", [event_mention_row(4, NAME)])
    return archives


def test_events_come_first_and_then_what_mentions_any_of_them(
    made: Archives, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    assert run("events", "--from", made.write(), "--store", store, "--lang", "en") == 0
    assert capsys.readouterr().out == f"Got: 5; absent: 0; bad: 0. Rows kept: 8. The store: {store}\n"
    assert [row["event_id"] for row in slice_files.rows(store, "events")] == [1, 3, 4]
    told = slice_files.rows(store, "event-mentions")
    assert [row["event_id"] for row in told] == [1, 1, 3, 3, 4]
    assert {row["doc_tone"] for row in told} == {-1.25}
    assert sorted(contents(store)) == [
        "event-mentions/year=2026/month=01/20260105-event-mentions.parquet",
        "events/year=2026/month=01/20260105-events.parquet",
    ]
    assert ledgered(store) == [
        ("event-mentions", NAME, "got", "", 4),
        ("event-mentions-translation", NAME, "got", "", 1),
        ("events", NAME, "got", "", 1),
        ("events", NEXT, "got", "", 1),
        ("events-translation", NAME, "got", "", 1),
    ]


def test_mentions_of_events_that_came_on_another_day_are_kept_too(made: Archives, tmp_path: Path) -> None:
    store = tmp_path / "store"
    made.add("20260107000000.mentions.CSV.zip", [event_mention_row(1, "20260107000000")])
    made.write()
    assert run("events", "--from", made.folder, "--store", store, "--until", "2026-01-05") == 0
    assert len(slice_files.rows(store, "event-mentions")) == 5
    assert run("events", "--from", made.folder, "--store", store) == 0
    assert len(slice_files.rows(store, "event-mentions")) == 6
    before = contents(store)
    assert run("events", "--from", made.folder, "--store", store) == 0
    assert contents(store) == before


def test_the_quarter_hours_of_four_streams_are_expected(made: Archives, tmp_path: Path) -> None:
    store = tmp_path / "store"
    day = ("--since", "2026-01-05", "--until", "2026-01-05")
    assert run("events", *day, "--from", made.write(), "--store", store) == 0
    found = Ledger(store, "events").rows()
    assert len(found) == 4 * 96
    assert sum(row.reason == "not-listed" for row in found) == 4 * 96 - 5


def test_bad_slices_are_findings_and_the_good_ones_are_kept(
    made: Archives, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    made.add("20260105003000.export.CSV.zip", [event_row(5, NAME) + "\t"])
    made.add("20260105004500.export.CSV.zip", [event_row(6, NAME), event_row(7, NAME)[:-30]])
    made.add("20260105010000.mentions.CSV.zip", [event_mention_row(1, NAME).replace("\t", ";")])
    made.put(f"{NAME}.mentions.CSV.zip", b"<html>")
    assert run("events", "--from", made.write(), "--store", store) == 1
    said = capsys.readouterr().err
    assert said.count("[collect-slice-lost]") == 3
    assert said.count("[collect-slice-lines]") == 1
    reasons = {(stream, name): reason for stream, name, _, reason, _ in ledgered(store) if reason}
    assert reasons == {
        ("events", "20260105003000"): "wrong-fields",
        ("events", "20260105004500"): "some-lines-bad",
        ("event-mentions", "20260105010000"): "wrong-delimiter",
        ("event-mentions", NAME): "html",
    }
    assert 6 in {row["event_id"] for row in slice_files.rows(store, "events")}


@pytest.mark.shared
def test_the_real_samples_and_a_slice_that_was_saved_anew(shared: Path, tmp_path: Path) -> None:
    made, store = Archives(tmp_path / "from"), tmp_path / "store"
    samples = shared / "samples" / "media"
    for file, name in (
        ("spark-gdelt_events.csv", "20200318104500.export.CSV.zip"),
        ("spark-gdelt_eventsT.csv", "20200318104500.translation.export.CSV.zip"),
        ("spark-gdelt_mentions.csv", "20200318104500.mentions.CSV.zip"),
        ("insight_20190121220000.export2.CSV", "20190121220000.export.CSV.zip"),
    ):
        made.add(name, (samples / file).read_text(encoding="utf-8").splitlines())
    assert run("events", "--from", made.write(), "--store", store) == 1
    assert len(slice_files.rows(store, "events")) == 3
    assert ("events", "20190121220000", "bad", "wrong-delimiter", 0) in ledgered(store)
