from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import hypothesis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slice_files import contents, rows

from observatory.errors import FindingsError, ObservatoryError
from observatory.media.collect.store import EVENT_MENTIONS, EVENTS, MENTIONS, Store, locked
from observatory.media.events import Event, EventMention
from observatory.media.mention import COLUMNS, GKG, RSS, Mention, mention_id

SETTINGS = {"story_window_hours": 72.0, "story_similarity": 0.6}
SLICE = "20200318104500.gkg.csv.zip"


def mention(record: str, seen: datetime = datetime(2020, 3, 18, 10, 45), **values: object) -> Mention:
    usual = Mention(
        mention_id=mention_id(GKG, record),
        source_system=GKG,
        record_id=record,
        seen_at_utc=seen,
        published_at_utc=None,
        date_quality="seen_only",
        url=f"https://example.com/{record}",
        canonical_url=f"https://example.com/{record}",
        domain="example.com",
        source_country_iso2=None,
        source_country_method="unknown",
        lang="en",
        translated=False,
        title=f"Title of {record}",
        tone=-1.5,
        tone_pos=1.0,
        tone_neg=2.5,
        word_count=100,
        themes=("TAX_X", "TOURISM"),
        adm1_fips=("VM44",),
        province_code_2025=("01",),
        place_names=("Hà Nội",),
        story_id=None,
        dup_of=None,
        raw_slice=SLICE,
        collector_version="0",
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def test_the_schema_is_that_of_a_mention_with_utc_times_without_zone() -> None:
    schema = MENTIONS.schema
    assert tuple(schema.names) == COLUMNS
    assert schema.field("seen_at_utc").type == pa.timestamp("us")
    assert schema.field("themes").type == pa.list_(pa.string())
    assert schema.field("word_count").type == pa.int64()
    assert schema.field("translated").type == pa.bool_()


def test_mentions_lie_by_year_month_day_and_system_and_come_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    other_day = mention("b", datetime(2020, 4, 1, 0, 0))
    written = store.write([mention("a"), other_day], "gkg", {SLICE})
    assert written.kept == {SLICE: 2}
    assert sorted(contents(tmp_path)) == [
        "mentions/year=2020/month=03/20200318-gkg.parquet",
        "mentions/year=2020/month=04/20200401-gkg.parquet",
    ]
    assert store.months() == [(2020, 3), (2020, 4)]
    (row,) = store.read_month(2020, 3).to_pylist()
    assert row == {**{name: getattr(mention("a"), name) for name in COLUMNS}, **{
        name: list(getattr(mention("a"), name))
        for name in ("themes", "adm1_fips", "province_code_2025", "place_names")
    }}  # fmt: skip
    assert store.read_month(2021, 1).num_rows == 0
    assert store.known("gkg") == {mention("a").mention_id, other_day.mention_id}
    assert store.known("rss") == set()


def test_nothing_but_parquet_lies_below_mentions_and_nothing_is_left_beside(tmp_path: Path) -> None:
    Store(tmp_path).write([mention("a")], "gkg", {SLICE})
    below = [path for path in (tmp_path / "mentions").rglob("*") if path.is_file()]
    assert [path.suffix for path in below] == [".parquet"]
    assert list((tmp_path / "incoming").iterdir()) == []


def test_files_are_compressed_with_zstd(tmp_path: Path) -> None:
    Store(tmp_path).write([mention("a")], "gkg", {SLICE})
    (path,) = (tmp_path / "mentions").rglob("*.parquet")
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"


def test_writing_a_slice_again_changes_no_byte(tmp_path: Path) -> None:
    store = Store(tmp_path)
    these = [mention("a"), mention("b"), mention("c", raw_slice="20200318110000.gkg.csv.zip")]
    store.write(these, "gkg", {SLICE, "20200318110000.gkg.csv.zip"})
    before = contents(tmp_path)
    store.write(these[:2], "gkg", {SLICE})
    assert contents(tmp_path) == before


def test_a_slice_that_changed_leaves_nothing_of_what_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write([mention("a"), mention("b")], "gkg", {SLICE})
    store.write([mention("b"), mention("c")], "gkg", {SLICE})
    assert {row["record_id"] for row in rows(tmp_path)} == {"b", "c"}
    store.write([], "gkg", {SLICE})
    assert contents(tmp_path) == {}


def test_a_record_that_is_there_is_not_put_in_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write([mention("a")], "gkg", {SLICE})
    again = mention("a", raw_slice="20200318110000.gkg.csv.zip")
    written = store.write([again, again, mention("b", raw_slice=again.raw_slice)], "gkg", {again.raw_slice})
    assert (written.kept[again.raw_slice], written.duplicates[again.raw_slice]) == (1, 2)
    assert sorted((row["record_id"], row["raw_slice"]) for row in rows(tmp_path)) == [
        ("a", SLICE),
        ("b", again.raw_slice),
    ]


@given(st.permutations(range(6)), st.integers(1, 3))
@hypothesis.settings(max_examples=15)
def test_the_order_of_slices_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], size: int
) -> None:
    made = [mention(f"r{number}", datetime(2020, 3, 18 + number % 2), raw_slice=f"{number}.zip") for number in range(6)]
    one, other = (tmp_path_factory.mktemp("store") for _ in range(2))
    Store(one).write(made, "gkg", ())
    for at in range(0, 6, size):
        chosen = [made[number] for number in order[at : at + size]]
        Store(other).write(chosen, "gkg", {mention.raw_slice for mention in chosen})
    assert contents(one) == contents(other)


def test_systems_do_not_disturb_each_other(tmp_path: Path) -> None:
    store = Store(tmp_path)
    feed = mention("f", source_system=RSS, published_at_utc=datetime(2020, 3, 17, 23, 0), raw_slice="vnexpress")
    store.write([feed], "rss", ())
    store.write([mention("a")], "gkg", {SLICE})
    assert sorted(contents(tmp_path)) == [
        "mentions/year=2020/month=03/20200317-rss.parquet",
        "mentions/year=2020/month=03/20200318-gkg.parquet",
    ]
    assert store.known("rss") == {feed.mention_id}


def test_the_stories_of_a_month_are_found_over_all_its_files(tmp_path: Path) -> None:
    store = Store(tmp_path)
    same = "https://example.com/one-story"
    first = mention("a", canonical_url=same)
    second = mention("b", datetime(2020, 3, 19), canonical_url=same, title=None)
    alone = mention("c", datetime(2020, 3, 19))
    next_month = mention("d", datetime(2020, 4, 1), canonical_url=same)
    store.write([first, second, alone, next_month], "gkg", ())
    store.assign_stories(SETTINGS)
    found = {row["record_id"]: (row["story_id"], row["dup_of"]) for row in rows(tmp_path)}
    assert found == {
        "a": (first.mention_id, None),
        "b": (first.mention_id, first.mention_id),
        "c": (alone.mention_id, None),
        "d": (next_month.mention_id, None),
    }
    before = contents(tmp_path)
    store.assign_stories(SETTINGS)
    assert contents(tmp_path) == before


def test_a_story_that_is_found_to_be_older_is_told_anew_in_the_files_that_have_it(tmp_path: Path) -> None:
    store, same = Store(tmp_path), "https://example.com/one-story"
    later, earlier = mention("b", datetime(2020, 3, 19), canonical_url=same), mention("a", canonical_url=same)
    store.write([later], "gkg", ())
    store.assign_stories(SETTINGS)
    store.write([earlier], "gkg", ())
    store.assign_stories(SETTINGS)
    assert {row["story_id"] for row in rows(tmp_path)} == {earlier.mention_id}


def test_events_and_what_mentions_them_lie_in_folders_of_their_own(tmp_path: Path) -> None:
    store, added = Store(tmp_path), datetime(2020, 3, 18, 10, 45)
    event = Event(7, date(2019, 3, 1), added, "VNM", None, "04", "040", 1, 1.0, 1, 1, 1, 0.5, "VM44", "01", "", "s")
    told = EventMention(7, None, added, 1, "example.com", "", 60, -1.0, "en", "m")
    store.put(EVENTS, [event, event], "events", {"s"})
    written = store.put(EVENT_MENTIONS, [told, told], "event-mentions", {"m"})
    assert sorted(contents(tmp_path)) == [
        "event-mentions/year=2020/month=03/20200318-event-mentions.parquet",
        "events/year=2020/month=03/20200318-events.parquet",
    ]
    assert store.values(EVENTS, "event_id") == {7}
    assert len(rows(tmp_path, "events")) == 1
    assert written.kept == {"m": 2}


@pytest.mark.parametrize("content", [b"", b"PAR1 and no more", b"PAR1" * 100])
def test_a_damaged_file_is_told_of_and_never_written_over(tmp_path: Path, content: bytes) -> None:
    store = Store(tmp_path)
    store.write([mention("a")], "gkg", {SLICE})
    (path,) = (tmp_path / "mentions").rglob("*.parquet")
    path.write_bytes(content)
    for act in (
        lambda: store.write([mention("b")], "gkg", {SLICE}),
        lambda: store.assign_stories(SETTINGS),
        lambda: store.known("gkg"),
    ):
        with pytest.raises(FindingsError) as raised:
            act()
        (finding,) = raised.value.findings
        assert (finding.code, finding.file) == ("collect-store-damaged", str(path))
    assert path.read_bytes() == content


def test_a_file_with_other_columns_is_told_of(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write([mention("a")], "gkg", {SLICE})
    (path,) = (tmp_path / "mentions").rglob("*.parquet")
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["lang"]), path)
    with pytest.raises(FindingsError, match="collect-refused"):
        store.write([mention("b")], "gkg", {SLICE})
    with pytest.raises(FindingsError, match="collect-refused"):
        store.assign_stories(SETTINGS)


def test_only_one_run_holds_the_store_and_it_begins_with_nothing_half_fetched(tmp_path: Path) -> None:
    (tmp_path / "store" / "incoming").mkdir(parents=True)
    (tmp_path / "store" / "incoming" / "x.zip.part").write_bytes(b"half")
    with locked(tmp_path / "store"):
        assert list((tmp_path / "store" / "incoming").iterdir()) == []
        with pytest.raises(ObservatoryError, match="collect-running"), locked(tmp_path / "store"):
            pass
    with locked(tmp_path / "store"):
        pass


def test_a_store_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ObservatoryError, match="collect-no-store"), locked(tmp_path / "file" / "store"):
        pass
