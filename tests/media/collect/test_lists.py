from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from local_server import Answer, Asked, serve

from observatory.errors import FindingsError, ObservatoryError
from observatory.media.collect import discover
from observatory.media.collect.discover import Discovered
from observatory.media.collect.lists import begins_before, expected, file_of, join, read_list
from observatory.media.collect.origin import Origin

GKG = ("gkg", "gkg-translation")
MD5 = "ab" * 16


def listed(name: str, size: int = 5, md5: str = MD5) -> bytes:
    return f"{size} {md5} http://data.gdeltproject.org/gdeltv2/{name}\n".encode()


def test_a_line_names_a_slice_its_size_its_md5_and_its_stream() -> None:
    listing = read_list([listed("20200318104500.translation.gkg.csv.zip", 7, MD5.upper())], GKG, None, None)
    (one,) = listing.slices.values()
    assert (one.stream, one.name, one.facts) == ("gkg-translation", "20200318104500", ((7, MD5),))
    assert one.time == datetime(2020, 3, 18, 10, 45)
    assert one.file == file_of("gkg-translation", "20200318104500") == "20200318104500.translation.gkg.csv.zip"


@pytest.mark.parametrize(
    ("rest", "stream"),
    [
        ("export.CSV.zip", "events"),
        ("mentions.CSV.zip", "event-mentions"),
        ("translation.export.CSV.zip", "events-translation"),
        ("translation.mentions.CSV.zip", "event-mentions-translation"),
    ],
)
def test_the_rest_of_the_name_tells_the_stream(rest: str, stream: str) -> None:
    line = [listed(f"20200318104500.{rest}")]
    assert list(read_list(line, [stream], None, None).slices) == [(stream, "20200318104500")]
    assert not read_list(line, GKG, None, None).slices
    assert not read_list(line, GKG, None, None).bad_lines


@pytest.mark.parametrize(
    "line",
    [
        b"<html>",
        b"5 abc http://x.example/20200318104500.gkg.csv.zip",
        b"-5 " + MD5.encode() + b" http://x.example/20200318104500.gkg.csv.zip",
        b"5 " + MD5.encode() + b" ftp://x.example/20200318104500.gkg.csv.zip",
        b"5 " + MD5.encode() + b" http://x.example/20200230104500.gkg.csv.zip",
        b"5 " + MD5.encode() + b" http://x.example/20200318996000.gkg.csv.zip",
        b"5 " + MD5.encode() + b" http://x.example/../etc/passwd",
        b"5 " + MD5.encode(),
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_line_of_a_list_is_counted_and_passed_over(line: bytes) -> None:
    listing = read_list([line, b"\n", listed("20200318104500.gkg.csv.zip")], GKG, None, None)
    assert (len(listing.slices), listing.lines, listing.bad_lines) == (1, 2, 1)


@given(st.lists(st.binary(max_size=80)))
def test_no_bytes_make_it_fall(lines: list[bytes]) -> None:
    listing = read_list(lines, GKG, date(2020, 1, 1), None)
    assert listing.bad_lines <= listing.lines <= len(lines)


def test_the_dates_select_by_name_and_include_both_ends() -> None:
    names = ["20200317234500", "20200318000000", "20200318234500", "20200319000000"]
    lines = [listed(f"{name}.gkg.csv.zip") for name in names]
    chosen = read_list(lines, GKG, date(2020, 3, 18), date(2020, 3, 18))
    assert [name for _, name in chosen.slices] == names[1:3]
    assert len(read_list(lines, GKG, None, date(2020, 3, 18)).slices) == 3
    assert len(read_list(lines, GKG, date(2020, 3, 18), None).slices) == 3


def test_a_slice_listed_twice_is_one_and_any_of_its_facts_will_do() -> None:
    same = listed("20200318104500.gkg.csv.zip")
    other = listed("20200318104500.gkg.csv.zip", 9)
    (one,) = read_list([same, same], GKG, None, None).slices.values()
    assert one.facts == ((5, MD5),)
    both = [read_list([same], GKG, None, None), read_list([other], GKG, None, None)]
    (one,) = join(both).slices.values()
    assert one.facts == ((5, MD5), (9, MD5))


def test_the_quarter_hours_of_a_range_end_with_the_present() -> None:
    day = date(2020, 3, 18)
    assert len(list(expected(day, day, datetime(2021, 1, 1)))) == 96
    assert list(expected(day, day + timedelta(days=3), datetime(2020, 3, 18, 0, 16))) == [
        "20200318000000",
        "20200318001500",
    ]
    assert list(expected(day, day - timedelta(days=1), datetime(2021, 1, 1))) == []


def test_a_line_tells_whether_a_list_goes_back_far_enough() -> None:
    line = listed("20200317234500.export.CSV.zip")
    assert begins_before(line, date(2020, 3, 18))
    assert not begins_before(line, date(2020, 3, 17))
    assert not begins_before(b"cut off", date(2030, 1, 1))


def look(where: str, tmp_path: Path, since: date | None = None, until: date | None = None) -> Discovered:
    incoming = tmp_path / "incoming"
    incoming.mkdir(exist_ok=True)
    with Origin.of(where) as origin:
        found = discover.discover(origin, GKG, since, until, incoming)
    assert list(incoming.iterdir()) == []
    return found


def folder(tmp_path: Path, files: Mapping[str, bytes]) -> str:
    place = tmp_path / "from"
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)
    return str(place)


def test_a_folder_gives_all_that_its_lists_name(tmp_path: Path) -> None:
    files = {
        "masterfilelist.txt": listed("20200318104500.gkg.csv.zip"),
        "masterfilelist-translation.txt": listed("20200318104500.translation.gkg.csv.zip"),
        "lastupdate.txt": listed("20200318110000.gkg.csv.zip"),
    }
    found = look(folder(tmp_path, files), tmp_path)
    assert (len(found.listing.slices), found.findings) == (3, ())


def test_one_stream_without_a_list_is_a_warning_and_both_are_an_error(tmp_path: Path) -> None:
    where = folder(tmp_path, {"lastupdate.txt": listed("20200318110000.gkg.csv.zip")})
    (finding,) = look(where, tmp_path).findings
    assert (finding.code, finding.level, finding.file) == (
        "collect-list-missing",
        "warning",
        "masterfilelist-translation.txt",
    )
    (Path(where) / "lastupdate.txt").unlink()
    with pytest.raises(ObservatoryError, match="collect-no-list"):
        look(where, tmp_path)


def test_a_page_in_place_of_a_list_is_an_error(tmp_path: Path) -> None:
    files = {"masterfilelist.txt": b"<html>\nsorry\n</html>\n", "masterfilelist-translation.txt": b""}
    (finding,) = look(folder(tmp_path, files), tmp_path).findings
    assert (finding.code, finding.level, finding.value, finding.expected) == ("collect-list-lines", "error", "3", "3")


def test_a_server_is_asked_for_its_latest_slices_only(tmp_path: Path) -> None:
    routes = {
        "/lastupdate.txt": Answer(body=listed("20200318110000.gkg.csv.zip")),
        "/lastupdate-translation.txt": Answer(body=listed("20200318110000.translation.gkg.csv.zip")),
    }
    with serve(routes) as server:
        assert len(look(server.url, tmp_path).listing.slices) == 2
        assert server.hits == ["/lastupdate.txt", "/lastupdate-translation.txt"]


MASTER = b"".join(
    listed(f"{datetime(2020, 1, 1) + timedelta(minutes=15 * number):%Y%m%d%H%M%S}.gkg.csv.zip")
    for number in range(96 * 90)
)


def ranged(asked: Asked) -> Answer:
    size = int(asked.headers["range"].removeprefix("bytes=-"))
    first = max(0, len(MASTER) - size)
    about = {"Content-Range": f"bytes {first}-{len(MASTER) - 1}/{len(MASTER)}"}
    return Answer(206, MASTER[first:], about)


@pytest.mark.parametrize("since", [date(2020, 3, 29), date(2020, 3, 1), date(2019, 1, 1)])
def test_with_dates_the_end_of_the_list_is_read_as_far_back_as_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, since: date
) -> None:
    monkeypatch.setattr(discover, "FIRST_TAIL", 20_000)
    with serve({"/masterfilelist.txt": ranged}) as server:
        found = look(server.url, tmp_path, since)
        tails = [asked.headers["range"] for asked in server.asked if asked.path == "/masterfilelist.txt"]
    assert found.listing.slices == read_list(MASTER.splitlines(), GKG, since, None).slices
    assert tails == [f"bytes=-{20_000 * 2**number}" for number in range(len(tails))]
    assert (len(tails) == 1) == (since == date(2020, 3, 29))


def test_a_server_that_knows_no_ranges_sends_the_whole_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "FIRST_TAIL", 20_000)
    with serve({"/masterfilelist.txt": Answer(body=MASTER)}) as server:
        assert len(look(server.url, tmp_path, date(2020, 3, 1)).listing.slices) == 96 * 30
        assert server.hits.count("/masterfilelist.txt") == 1


def test_a_list_that_cannot_be_had_stops_the_run_where_there_is_no_other(tmp_path: Path) -> None:
    routes = {"/lastupdate.txt": Answer(403), "/lastupdate-translation.txt": Answer(403)}
    with serve(routes) as server, pytest.raises(FindingsError) as raised:
        look(server.url, tmp_path)
    assert {finding.code for finding in raised.value.findings} == {"collect-list-lost"}
