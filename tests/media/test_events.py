"""Events of Viet Nam and where they were written of."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from gkg_rows import event_line, event_mention_line
from hypothesis import given
from hypothesis import strategies as st

from observatory.media.events import (
    Event,
    EventMention,
    read_event_mentions,
    read_events,
    to_event_mentions,
    to_events,
)
from observatory.media.places import Crosswalk

PLACES = Crosswalk({"VM44": "01"})
NAME = "20200318104500.export.CSV.zip"


def events(content: bytes) -> list[Event]:
    return to_events(read_events([content]).rows, NAME, PLACES)


def event(**fields: str) -> Event:
    (one,) = events(event_line(**fields))
    return one


def event_mention(**fields: str) -> EventMention:
    rows = read_event_mentions([event_mention_line(**fields)], {913097124}).rows
    (one,) = to_event_mentions(rows, NAME, {"vie": "vi"})
    return one


# --- real rows ------------------------------------------------------------------------------------


@pytest.mark.shared
def test_two_english_sample_events_are_of_viet_nam(shared: Path) -> None:
    content = (shared / "samples/media/spark-gdelt_events.csv").read_bytes()
    found = read_events([content])
    assert (found.lines, found.bad_lines, found.kept, found.duplicate_ids) == (100, 0, 2, 0)
    assert events(content) == [
        Event(
            event_id=913097124,
            day=date(2020, 3, 18),
            added_at_utc=datetime(2020, 3, 18, 10, 45),
            actor1_country="VNM",
            actor2_country=None,
            root_code="02",
            event_code="020",
            quad_class=1,
            goldstein=3.0,
            mentions=2,
            sources=1,
            articles=2,
            tone=-4.54042081949059,
            action_adm1="VM44",
            province_code_2025="01",
            url=(
                "https://www.theguardian.com/environment/2020/mar/18/"
                "billion-dollar-wildlife-industry-in-vietnam-under-assault-as-law-drafted-to-halt-trading"
            ),
            raw_slice=NAME,
        ),
        Event(
            event_id=913097125,
            day=date(2020, 3, 18),
            added_at_utc=datetime(2020, 3, 18, 10, 45),
            actor1_country="VNM",
            actor2_country="SEN",
            root_code="03",
            event_code="030",
            quad_class=1,
            goldstein=4.0,
            mentions=1,
            sources=1,
            articles=1,
            tone=5.37974683544304,
            action_adm1="VM",
            province_code_2025=None,
            url=(
                "http://en.dangcongsan.vn/world-events-and-comments/news/"
                "vietnam-senegal-look-to-sign-extra-deals-to-boost-trade-investment-548865.html"
            ),
            raw_slice=NAME,
        ),
    ]


@pytest.mark.shared
def test_one_translated_sample_event_is_of_viet_nam_by_its_actor_alone(shared: Path) -> None:
    (one,) = events((shared / "samples/media/spark-gdelt_eventsT.csv").read_bytes())
    assert (one.event_id, one.actor1_country, one.action_adm1) == (913095758, "VNM", "TU")
    assert (one.quad_class, one.goldstein, one.province_code_2025) == (4, -4.0, None)


@pytest.mark.shared
def test_the_slice_that_was_saved_anew_gives_no_rows(shared: Path) -> None:
    content = (shared / "samples/media/insight_20190121220000.export2.CSV").read_bytes()
    found = read_events([content])
    assert found.delimiter_problem
    assert (found.lines, found.bad_lines, found.rows, found.kept) == (1630, 1630, [], 0)


@pytest.mark.shared
def test_sample_mentions_of_chosen_events(shared: Path) -> None:
    content = (shared / "samples/media/spark-gdelt_mentions.csv").read_bytes()
    found = read_event_mentions([content], {410412347, 410412349})
    assert (found.lines, found.bad_lines, found.kept) == (100, 0, 2)
    assert to_event_mentions(found.rows, "20150218230000.mentions.CSV.zip", {}) == [
        EventMention(
            event_id=410412347,
            event_time=datetime(2015, 2, 18, 23),
            mention_time=datetime(2015, 2, 18, 23),
            mention_type=1,
            source_name="dailymaverick.co.za",
            url=(
                "http://www.dailymaverick.co.za/article/2015-02-19-sona2015-jamming-"
                "state-security-agency-steps-forward-blames-low-ranking-operator/"
            ),
            confidence=50,
            doc_tone=-4.4776119402985,
            lang="en",
            raw_slice="20150218230000.mentions.CSV.zip",
        ),
        EventMention(
            event_id=410412349,
            event_time=datetime(2015, 2, 18, 23),
            mention_time=datetime(2015, 2, 18, 23),
            mention_type=1,
            source_name="voxy.co.nz",
            url="http://www.voxy.co.nz/entertainment/coast-new-zealand-production-tv-one/5/214255",
            confidence=10,
            doc_tone=7.51708428246014,
            lang="en",
            raw_slice="20150218230000.mentions.CSV.zip",
        ),
    ]
    assert read_event_mentions([content], set()).rows == []


# --- events ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"f54": "VM"}, True),
        ({"f54": "", "f38": "VM44"}, True),
        ({"f54": "", "f46": "VM66"}, True),
        ({"f54": "", "f7": "VNM"}, True),
        ({"f54": "", "f17": "VNM"}, True),
        ({"f54": "USTX", "f53": "VM", "f7": "USA"}, False),
        ({"f54": "TXVM", "f7": "VNMX", "f5": "VNMGOV"}, False),
        ({"f54": ""}, False),
    ],
)
def test_an_actor_or_a_place_makes_it_an_event_of_viet_nam(fields: dict[str, str], kept: bool) -> None:
    found = read_events([event_line(**fields)])
    assert (found.lines, found.bad_lines, found.kept) == (1, 0, kept)


@pytest.mark.parametrize("number", ["", "x1", "-1", "1.5", "1" * 19, "٣"])
def test_an_event_without_a_number_is_bad(number: str) -> None:
    found = read_events([event_line(number), event_line("1")])
    assert (found.lines, found.bad_lines, found.kept) == (2, 1, 1)


@pytest.mark.parametrize("fields", [60, 62])
def test_an_event_has_61_fields(fields: int) -> None:
    found = read_events([b"\t".join([b"1"] * fields) + b"\n", event_line("1")])
    assert (found.lines, found.bad_lines, found.kept) == (2, 1, 1)


def test_of_two_rows_of_an_event_the_first_is_kept() -> None:
    found = read_events([event_line("1", f31="5"), event_line("1", f31="6"), event_line("2")])
    assert [(row[0], row[31]) for row in found.rows] == [("1", "5"), ("2", "")]
    assert found.duplicate_ids == 1


@pytest.mark.parametrize(
    ("day", "added", "expected"),
    [
        ("20190318", "20200318104500", (date(2019, 3, 18), datetime(2020, 3, 18, 10, 45))),
        ("2.02E+07", "20200317230000", (date(2020, 3, 17), datetime(2020, 3, 17, 23))),
        ("20190318", "2.02E+13", (date(2019, 3, 18), datetime(2020, 3, 18, 10, 45))),
        ("20190231", "", (date(2020, 3, 18), datetime(2020, 3, 18, 10, 45))),
    ],
)
def test_a_damaged_time_is_taken_from_the_next_best(day: str, added: str, expected: tuple[date, datetime]) -> None:
    one = event(f1=day, f59=added)
    assert (one.day, one.added_at_utc) == expected


def test_damaged_numbers_and_addresses_are_missing() -> None:
    one = event(f29="x", f30="nan", f31="2.5", f32="", f33="1e3", f34="inf", f60="javascript:alert(1)")
    assert (one.quad_class, one.goldstein, one.mentions, one.sources, one.articles, one.tone) == (None,) * 6
    assert one.url == ""


# --- mentions of events ---------------------------------------------------------------------------


def test_the_same_sentence_counts_once_and_another_sentence_again() -> None:
    lines = [event_mention_line(f6="1"), event_mention_line(f6="1"), event_mention_line(f6="2")]
    found = read_event_mentions(lines, {913097124})
    assert (found.lines, found.kept, found.duplicate_ids) == (3, 2, 1)


@pytest.mark.parametrize(
    ("info", "lang"), [("", "en"), ("srclc:vie;eng:GT-VIE 1.0", "vi"), ("srclc:deu;eng:x", "deu"), ("eng:x", None)]
)
def test_the_language_is_that_of_the_document(info: str, lang: str | None) -> None:
    assert event_mention(f14=info).lang == lang


def test_a_mention_without_an_address_or_a_time_is_kept() -> None:
    one = event_mention(f1="", f2="", f3="2", f5="BBC Monitoring 1", f11="x", f13="x")
    assert (one.event_time, one.mention_time, one.mention_type) == (None, datetime(2020, 3, 18, 10, 45), 2)
    assert (one.url, one.confidence, one.doc_tone) == ("", None, None)


@pytest.mark.parametrize("fields", [15, 17, 61])
def test_a_mention_has_16_fields(fields: int) -> None:
    found = read_event_mentions([b"\t".join([b"1"] * fields) + b"\n", event_mention_line("1")], {1})
    assert (found.lines, found.bad_lines, found.kept) == (2, 1, 1)


def test_without_any_time_there_is_no_event_and_no_mention() -> None:
    with pytest.raises(ValueError, match="latest"):
        to_events(read_events([event_line(f59="")]).rows, "latest.zip", PLACES)
    with pytest.raises(ValueError, match="latest"):
        to_event_mentions(read_event_mentions([event_mention_line(f2="")], {913097124}).rows, "latest.zip", {})


# --- anything at all ------------------------------------------------------------------------------

PIECES = [b"\t", b"\n", b";", b"VM44", b"VNM", b"7", b"\xff", b"\x00"]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)), max_size=80).map(b"".join))
def test_no_bytes_make_it_raise(content: bytes) -> None:
    for found in (read_events([content]), read_event_mentions([content], range(10**6))):
        assert found.kept == len(found.rows) <= found.lines
    to_event_mentions(found.rows, NAME, {})


FIELD = st.text(st.characters(exclude_characters="\t\n", exclude_categories=["Cs"]), max_size=20)


@given(st.dictionaries(st.integers(1, 60), FIELD))
def test_any_fields_make_an_event(fields: dict[int, str]) -> None:
    one = event(**{f"f{number}": text for number, text in fields.items()} | {"f7": "VNM"})
    assert one.event_id == 913097124
    assert one.url == "" or one.url.lower().startswith(("http://", "https://"))
