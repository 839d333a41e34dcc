"""The command ``collect gkg`` from a folder and from a server, with everything that can be wrong with a slice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import slice_files
from local_server import Answer, serve
from slice_files import Archives, archive, contents, days, gkg_row, run

from observatory.media.collect import slices, worker
from observatory.media.collect.fetch import Fetcher
from observatory.media.collect.ledger import Ledger, LedgerRow

GOOD, ODD = "20260105000000", "20260105001500"
FILE = f"{ODD}.gkg.csv.zip"
HTML = b"<!DOCTYPE html><html><body>Service unavailable</body></html>"


def rows_of(store: Path) -> dict[str, LedgerRow]:
    """The rows of the ledger of what lists name, by file."""
    return {f"{row.stream}/{row.name}": row for row in Ledger(store, "gkg").rows() if row.reason != "not-listed"}


def records(store: Path) -> list[str]:
    return sorted(row["record_id"] for row in slice_files.rows(store))


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the fetcher would have waited; it waits for nothing."""
    waited: list[float] = []
    monkeypatch.setitem(Fetcher.__init__.__kwdefaults__, "sleep", waited.append)
    monkeypatch.setitem(Fetcher.__init__.__kwdefaults__, "spacing", 0.0)
    return waited


def test_a_folder_of_slices_becomes_mentions_and_a_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = days(tmp_path / "from", [GOOD, ODD])
    made.add(f"{GOOD}.translation.gkg.csv.zip", [gkg_row(f"{GOOD}-T7", adm1="VM50")])
    store = tmp_path / "store"
    assert run("gkg", "--from", made.write(), "--store", store) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out == f"Nhận được 3, vắng 0, hỏng 0. Giữ 5 dòng. Kho: {store}\n"
    assert records(store) == [f"{GOOD}-0", f"{GOOD}-1", f"{GOOD}-T7", f"{ODD}-0", f"{ODD}-1"]
    assert [(key, row.status, row.lines, row.kept) for key, row in rows_of(store).items()] == [
        (f"gkg/{GOOD}", "got", 3, 2),
        (f"gkg/{ODD}", "got", 3, 2),
        (f"gkg-translation/{GOOD}", "got", 1, 1),
    ]
    by_record = {row["record_id"]: row for row in slice_files.rows(store)}
    assert by_record[f"{GOOD}-0"]["province_code_2025"] == ["01"]
    assert by_record[f"{GOOD}-T7"]["province_code_2025"] == ["08"]
    assert by_record[f"{GOOD}-0"]["raw_slice"] == f"{GOOD}.gkg.csv.zip"
    assert all(row["story_id"] for row in by_record.values())
    assert list((store / "incoming").iterdir()) == []
    assert len(list((tmp_path / "from").glob("*.zip"))) == 3


def test_slices_that_were_got_are_not_fetched_again(tmp_path: Path, waits: list[float]) -> None:
    made, store = days(tmp_path / "from", [GOOD, ODD]), tmp_path / "store"
    with serve({path: Answer(body=body) for path, body in made.routes().items()}) as server:
        day = ("--since", "2026-01-05", "--until", "2026-01-05", "--from", server.url, "--store", store)
        assert run("gkg", *day) == 0
        before = contents(store), slice_files.ledgered(Ledger(store, "gkg").rows())
        server.asked.clear()
        assert run("gkg", *day) == 0
        assert not [path for path in server.hits if path.endswith(".zip")]
    assert (contents(store), slice_files.ledgered(Ledger(store, "gkg").rows())) == before
    assert sum(waits) == 0


def test_dates_select_slices_by_their_name_and_not_rows_by_their_date(tmp_path: Path) -> None:
    made = Archives(tmp_path / "from")
    made.add(f"{GOOD}.gkg.csv.zip", [gkg_row("20150218230000-1"), gkg_row(f"{GOOD}-1")])
    made.add("20260106000000.gkg.csv.zip", [gkg_row("20260105010000-9")])
    store = tmp_path / "store"
    chosen = ("--since", "2026-01-05", "--until", "2026-01-05")
    assert run("gkg", *chosen, "--from", made.write(), "--store", store) == 0
    assert records(store) == ["20150218230000-1", f"{GOOD}-1"]
    assert sorted(path.split("/")[-1] for path in contents(store)) == ["20150218-gkg.parquet", "20260105-gkg.parquet"]


def test_quarter_hours_that_no_list_names_are_absent_without_a_finding(tmp_path: Path) -> None:
    made, store = days(tmp_path / "from", [GOOD]), tmp_path / "store"
    chosen = ("--since", "2026-01-05", "--until", "2026-01-06", "--from", made.write(), "--store", store)
    assert run("gkg", *chosen) == 0
    found = Ledger(store, "gkg").rows()
    assert len(found) == 2 * 2 * 96
    assert {(row.status, row.reason) for row in found} == {("got", ""), ("absent", "not-listed")}
    made.add(f"{ODD}.gkg.csv.zip", [gkg_row(f"{ODD}-1")])
    made.write()
    assert run("gkg", *chosen) == 0
    assert rows_of(store)[f"gkg/{ODD}"].status == "got"
    assert {row.attempts for row in Ledger(store, "gkg").rows() if row.reason == "not-listed"} == {1}


def test_what_is_not_over_yet_is_not_absent(tmp_path: Path) -> None:
    made, store = days(tmp_path / "from", [GOOD]), tmp_path / "store"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert run("gkg", "--since", today, "--from", made.write(), "--store", store) == 0
    assert len(Ledger(store, "gkg").rows()) <= 2 * 96
    now = f"{datetime.now(UTC):%Y%m%d%H%M%S}"
    assert all(row.name < now for row in Ledger(store, "gkg").rows())


def empty(made: Archives) -> None:
    made.put(FILE, b"")


def truncated(made: Archives) -> None:
    content = made.add(FILE, [gkg_row(f"{ODD}-0")])
    made.put(FILE, content[: len(content) // 2])


def html(made: Archives) -> None:
    made.put(FILE, HTML)
    made.lists(FILE, HTML)


def wrong_crc(made: Archives) -> None:
    content = bytearray(archive(FILE, [gkg_row(f"{ODD}-0")]))
    for at in (content.find(b"PK\x03\x04") + 14, content.find(b"PK\x01\x02") + 16):
        content[at] ^= 1
    made.put(FILE, bytes(content))
    made.lists(FILE, bytes(content))


def wrong_size(made: Archives) -> None:
    content = made.add(FILE, [gkg_row(f"{ODD}-0")])
    size, rest = made.lines[""].pop().split(" ", 1)
    made.lines[""].append(f"{int(size) + 1} {rest}")
    assert len(content) == int(size)


def wrong_md5(made: Archives) -> None:
    made.add(FILE, [gkg_row(f"{ODD}-0")])
    size, _, url = made.lines[""].pop().split()
    made.lines[""].append(f"{size} {'0' * 32} {url}")


def fields_26(made: Archives) -> None:
    made.add(FILE, [gkg_row(f"{ODD}-0").removesuffix("\t")] * 2)


def fields_28(made: Archives) -> None:
    made.add(FILE, [gkg_row(f"{ODD}-0") + "\t"])


def saved_anew(made: Archives) -> None:
    header = ";".join(["GKGRECORDID", "DATE", *(f"Column{number}" for number in range(25))])
    made.add(FILE, [header, gkg_row(f"{ODD}-0").replace(";", ",").replace("\t", ";")])


def header(made: Archives) -> None:
    made.add(FILE, ["\t".join(["GKGRECORDID", "DATE", *("Column" for _ in range(25))]), gkg_row(f"{ODD}-0")])


def several(made: Archives) -> None:
    import io
    import zipfile

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("a.csv", gkg_row(f"{ODD}-0"))
        file.writestr("b.csv", gkg_row(f"{ODD}-1"))
    made.put(FILE, content.getvalue())
    made.lists(FILE, content.getvalue())


def bomb(made: Archives) -> None:
    made.add(FILE, ["0" * (4 << 20)])


BAD: dict[Callable[[Archives], None], str] = {
    empty: "empty",
    truncated: "truncated",
    html: "html",
    wrong_crc: "bad-crc",
    wrong_size: "size-differs",
    wrong_md5: "md5-differs",
    fields_26: "wrong-fields",
    fields_28: "wrong-fields",
    saved_anew: "wrong-delimiter",
    header: "wrong-delimiter",
    several: "several-members",
    bomb: "too-large",
}
SAID = {
    "empty": ("Tệp rỗng.", "The file is empty."),
    "truncated": ("Tệp zip bị cắt cụt.", "The zip file is cut off."),
    "html": ("Máy chủ trả về một trang HTML", "An HTML page came instead"),
    "bad-crc": ("Mã kiểm CRC", "The CRC checksum"),
    "size-differs": ("Kích thước tệp khác với danh mục.", "The size of the file is not"),
    "md5-differs": ("Mã MD5 của tệp khác", "The MD5 of the file is not"),
    "wrong-fields": ("Không dòng nào có đúng số cột.", "No line has the right number"),
    "wrong-delimiter": ("có dòng tiêu đề", "header row"),
    "several-members": ("chứa nhiều tệp", "holds several files"),
    "too-large": ("bom zip", "a zip bomb"),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("case", BAD, ids=lambda case: case.__name__)
def test_a_bad_slice_is_a_row_and_a_finding_and_the_good_ones_are_kept(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    case: Callable[[Archives], None],
    lang: str,
) -> None:
    monkeypatch.setattr(worker, "MOST_RAW", 1 << 20)
    made, store = days(tmp_path / "from", [GOOD]), tmp_path / "store"
    case(made)
    if case is empty:
        made.lists(FILE, b"something")
    assert run("gkg", "--from", made.write(), "--store", store, "--lang", lang) == 1
    shown = capsys.readouterr()
    assert f"[collect-slice-lost] {FILE}\n  " in shown.err
    assert SAID[BAD[case]][lang == "en"] in shown.err
    row = rows_of(store)[f"gkg/{ODD}"]
    assert (row.status, row.reason, row.kept or 0) == ("bad", BAD[case], 0)
    assert rows_of(store)[f"gkg/{GOOD}"].status == "got"
    assert records(store) == [f"{GOOD}-0", f"{GOOD}-1"]


def test_a_bad_slice_is_taken_when_it_has_become_good(tmp_path: Path) -> None:
    made, store = days(tmp_path / "from", [GOOD, ODD]), tmp_path / "store"
    good = (tmp_path / "from" / FILE).read_bytes()
    made.put(FILE, good[:100])
    assert run("gkg", "--from", made.write(), "--store", store) == 1
    made.put(FILE, good)
    assert run("gkg", "--from", made.folder, "--store", store) == 0
    row = rows_of(store)[f"gkg/{ODD}"]
    assert (row.status, row.reason, row.attempts) == ("got", "", 2)
    assert len(records(store)) == 4


def test_many_slices_are_read_by_other_processes_with_the_same_outcome(tmp_path: Path) -> None:
    names = [f"202601050{hour}{minute}00" for hour in range(4) for minute in ("00", "15", "30", "45")]
    made = days(tmp_path / "from", names, each=3)
    made.put(f"{names[3]}.gkg.csv.zip", HTML)
    many, few = tmp_path / "many", tmp_path / "few"
    assert len(names) > slices.FEW
    assert run("gkg", "--from", made.write(), "--store", many) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "FEW", 100)
        assert run("gkg", "--from", made.folder, "--store", few) == 1
    assert contents(many) == contents(few)
    ledgers = [slice_files.ledgered(Ledger(store, "gkg").rows()) for store in (many, few)]
    assert ledgers[0] == ledgers[1]
    assert len(records(many)) == 15 * 3


def test_a_listed_slice_that_is_not_there_is_absent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, store = days(tmp_path / "from", [GOOD, ODD]), tmp_path / "store"
    (made.folder / FILE).unlink()
    assert run("gkg", "--from", made.write(), "--store", store) == 1
    assert (rows_of(store)[f"gkg/{ODD}"].status, rows_of(store)[f"gkg/{ODD}"].reason) == ("absent", "not-found")
    shown = capsys.readouterr()
    assert "vắng 1" in shown.out
    assert "không có tệp" in shown.err


def test_lines_with_wrong_fields_are_refused_and_the_others_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, store = days(tmp_path / "from", [GOOD]), tmp_path / "store"
    made.add(FILE, [gkg_row(f"{ODD}-0"), gkg_row(f"{ODD}-1") + "\t", gkg_row(f"{ODD}-2")[:-1]])
    assert run("gkg", "--from", made.write(), "--store", store, "--lang", "en") == 1
    row = rows_of(store)[f"gkg/{ODD}"]
    assert (row.status, row.reason, row.lines, row.bad_lines, row.kept) == ("got", "some-lines-bad", 3, 2, 1)
    assert "2 of 3 lines" in capsys.readouterr().err


def test_garbled_names_are_kept_and_counted(tmp_path: Path) -> None:
    made, store = Archives(tmp_path / "from"), tmp_path / "store"
    made.add(FILE, [gkg_row(f"{ODD}-0", place="Ha N?I, Ha Noi, Vietnam"), gkg_row(f"{ODD}-1")])
    assert run("gkg", "--from", made.write(), "--store", store) == 0
    assert rows_of(store)[f"gkg/{ODD}"].damaged_names == 1
    assert "Ha N?I, Ha Noi, Vietnam" in {name for row in slice_files.rows(store) for name in row["place_names"]}


def test_a_slice_listed_twice_and_a_record_in_two_slices_count_once(tmp_path: Path) -> None:
    made, store = Archives(tmp_path / "from"), tmp_path / "store"
    content = made.add(f"{GOOD}.gkg.csv.zip", [gkg_row(f"{GOOD}-0"), gkg_row(f"{GOOD}-0")])
    made.lists(f"{GOOD}.gkg.csv.zip", content)
    made.add(FILE, [gkg_row(f"{GOOD}-0"), gkg_row(f"{ODD}-0")])
    assert run("gkg", "--from", made.write(), "--store", store) == 0
    assert records(store) == [f"{GOOD}-0", f"{ODD}-0"]
    assert [(row.kept, row.duplicates) for row in rows_of(store).values()] == [(1, 1), (1, 1)]


def test_a_file_that_is_as_one_of_two_lines_says_is_taken(tmp_path: Path) -> None:
    made, store = Archives(tmp_path / "from"), tmp_path / "store"
    wrong_size(made)
    made.lists(FILE, (made.folder / FILE).read_bytes())
    assert run("gkg", "--from", made.write(), "--store", store) == 0


def test_without_any_list_nothing_is_collected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "from").mkdir()
    assert run("gkg", "--from", tmp_path / "from", "--store", tmp_path / "store") == 1
    assert "Không có danh mục nào" in capsys.readouterr().err


def test_one_stream_without_a_list_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = days(tmp_path / "from", [GOOD])
    made.write()
    (made.folder / "masterfilelist-translation.txt").unlink()
    assert run("gkg", "--from", made.folder, "--store", tmp_path / "store", "--lang", "en") == 0
    assert "Warning [collect-list-missing] masterfilelist-translation.txt" in capsys.readouterr().err


def served(made: Archives, **changed: Answer | list[Answer]) -> dict[str, Answer | list[Answer]]:
    return {**{path: Answer(body=body) for path, body in made.routes().items()}, f"/{FILE}": changed["odd"]}


REFUSED: dict[str, tuple[Answer | list[Answer], str, str]] = {
    "listed but 404": (Answer(404), "absent", "not-found"),
    "zero bytes": (Answer(), "bad", "empty"),
    "HTML with 200": (Answer(body=HTML, headers={"Content-Type": "text/html"}), "bad", "html"),
    "shorter than it says": (Answer(body=b"PK\x03\x04", declared=500), "bad", "truncated"),
    "429 for ever": (Answer(429), "bad", "throttled"),
    "429 for an hour": (Answer(429, headers={"Retry-After": "3600"}), "bad", "throttled"),
    "500 for ever": (Answer(500), "bad", "server-error"),
    "redirect to a file": (Answer(302, headers={"Location": "file:///etc/passwd"}), "bad", "redirect-refused"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_server_that_does_not_give_a_slice(tmp_path: Path, waits: list[float], case: str) -> None:
    answer, status, reason = REFUSED[case]
    made, store = days(tmp_path / "from", [GOOD, ODD]), tmp_path / "store"
    day = ("--since", "2026-01-05", "--until", "2026-01-05", "--store", store)
    with serve(served(made, odd=answer)) as server:
        assert run("gkg", *day, "--from", server.url) == 1
    row = rows_of(store)[f"gkg/{ODD}"]
    assert (row.status, row.reason) == (status, reason)
    assert records(store) == [f"{GOOD}-0", f"{GOOD}-1"]
    assert list((store / "incoming").iterdir()) == []
    assert max(waits, default=0) <= 120


@pytest.mark.parametrize(("after", "waited"), [({"Retry-After": "7"}, 7.0), ({}, 0.5)])
def test_a_server_that_wants_time_gets_it_and_the_slice_is_taken(
    tmp_path: Path, waits: list[float], after: dict[str, str], waited: float
) -> None:
    made, store = days(tmp_path / "from", [GOOD, ODD]), tmp_path / "store"
    day = ("--since", "2026-01-05", "--until", "2026-01-05", "--store", store)
    good = Answer(body=(made.folder / FILE).read_bytes())
    with serve(served(made, odd=[Answer(429, headers=after), good])) as server:
        assert run("gkg", *day, "--from", server.url) == 0
    row = rows_of(store)[f"gkg/{ODD}"]
    assert (row.status, row.attempts, row.http) == ("got", 2, 200)
    assert any(abs(wait - waited) < 0.2 for wait in waits)


def test_a_redirect_to_this_machine_is_refused_and_never_followed(tmp_path: Path, waits: list[float]) -> None:
    made, store = days(tmp_path / "from", [GOOD, ODD]), tmp_path / "store"
    day = ("--since", "2026-01-05", "--until", "2026-01-05", "--store", store)
    good = Answer(body=(made.folder / FILE).read_bytes())
    with serve({"/canary.zip": good}) as canary:
        answer = Answer(302, headers={"Location": f"{canary.url}/canary.zip"})
        with serve(served(made, odd=answer)) as server:
            assert run("gkg", *day, "--from", server.url) == 1
            same = Answer(302, headers={"Location": f"{server.url}/canary.zip"})
            server.routes[f"/{FILE}"] = same
            assert run("gkg", *day, "--from", server.url) == 1
            assert "/canary.zip" not in server.hits
        assert canary.hits == []
    assert rows_of(store)[f"gkg/{ODD}"].reason == "redirect-refused"
    assert waits == [] or max(waits) < 1


def test_a_host_that_is_given_up_is_not_asked_for_the_rest(
    tmp_path: Path, waits: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"2026010500{minute}00" for minute in ("00", "15", "30", "45")]
    names += [f"2026010501{minute}00" for minute in ("00", "15", "30", "45")]
    made, store = days(tmp_path / "from", names), tmp_path / "store"
    routes: dict[str, Answer] = {path: Answer(body=body) for path, body in made.routes().items()}
    routes |= {f"/{name}.gkg.csv.zip": Answer(429) for name in names}
    day = ("--since", "2026-01-05", "--until", "2026-01-05", "--store", store)
    with serve(routes) as server:
        assert run("gkg", *day, "--from", server.url) == 1
    found = rows_of(store)
    assert {row.reason for row in found.values()} == {"throttled"}
    assert len(found) < len(names)
    assert "[collect-host-left]" in capsys.readouterr().err
    assert waits


def test_the_latest_slices_are_collected_from_a_server_without_dates(tmp_path: Path, waits: list[float]) -> None:
    made, store = days(tmp_path / "from", [GOOD, ODD]), tmp_path / "store"
    routes = {path: Answer(body=body) for path, body in made.routes().items()}
    latest = made.lines[""][-1].encode()
    with serve({**routes, "/lastupdate.txt": Answer(body=latest)}) as server:
        assert run("gkg", "--from", server.url, "--store", store) == 0
        assert server.hits == ["/lastupdate.txt", "/lastupdate-translation.txt", f"/{FILE}"]
    assert sum(waits) == 0


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--since", "2026-01-06", "--until", "2026-01-05"), 2, "--since is after --until"),
        (("--since", "yesterday"), 2, "--since"),
        (("--from", "/no/such/folder"), 1, "/no/such/folder"),
        (("--from", "ftp://example.com/"), 1, "ftp://example.com/"),
        (("--datasets", "/no/such/folder"), 1, "/no/such/folder"),
    ],
)
def test_what_cannot_be_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int, words: str
) -> None:
    assert run("gkg", "--store", tmp_path / "store", *arguments) == status
    assert words in capsys.readouterr().err


def test_two_runs_never_share_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from observatory.media.collect.store import locked

    made, store = days(tmp_path / "from", [GOOD]), tmp_path / "store"
    with locked(store):
        assert run("gkg", "--from", made.write(), "--store", store) == 1
    assert "Một lần thu thập khác" in capsys.readouterr().err
    assert contents(store) == {}


def test_a_damaged_store_stops_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, store = days(tmp_path / "from", [GOOD, ODD]), tmp_path / "store"
    assert run("gkg", "--from", made.write(), "--store", store) == 0
    (path,) = (store / "mentions").rglob("*.parquet")
    path.write_bytes(b"damaged")
    made.add("20260105003000.gkg.csv.zip", [gkg_row("20260105003000-0")])
    assert run("gkg", "--from", made.write(), "--store", store, "--lang", "en") == 1
    assert path.read_bytes() == b"damaged"
    shown = capsys.readouterr().err
    assert "[collect-store-damaged]" in shown
    assert "what the store holds stays as it was" in shown


@pytest.mark.shared
def test_the_real_samples(shared: Path, tmp_path: Path) -> None:
    """100 English rows of which 1 is about Viet Nam, 100 translated of which 19 are."""
    made, store = Archives(tmp_path / "from"), tmp_path / "store"
    for file, name in (("gkg", "gkg"), ("gkgT", "translation.gkg")):
        sample = (shared / "samples" / "media" / f"spark-gdelt_{file}.csv").read_text(encoding="utf-8")
        made.add(f"20200318104500.{name}.csv.zip", sample.splitlines())
    assert run("gkg", "--from", made.write(), "--store", store) == 0
    assert [(row.lines, row.bad_lines, row.kept) for row in rows_of(store).values()] == [(100, 0, 1), (100, 0, 19)]
    assert all(row["adm1_fips"] for row in slice_files.rows(store))


def test_no_text_of_a_document_is_stored(tmp_path: Path) -> None:
    made, store = Archives(tmp_path / "from"), tmp_path / "store"
    cells = gkg_row(f"{GOOD}-0", title="A title").split("\t")
    cells[22], cells[23] = "10|5|said|SECRET QUOTATION", "SECRET NAME,5"
    made.add(f"{GOOD}.gkg.csv.zip", ["\t".join(cells)])
    assert run("gkg", "--from", made.write(), "--store", store) == 0
    (row,) = slice_files.rows(store)
    assert row["title"] == "A title"
    assert "SECRET" not in json.dumps(row, default=str)


def test_a_full_disk_is_told_of_and_the_store_stays_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, store = days(tmp_path / "from", [GOOD]), tmp_path / "store"
    assert run("gkg", "--from", made.write(), "--store", store) == 0
    before = contents(store)
    made.add(FILE, [gkg_row(f"{ODD}-0")])

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    assert run("gkg", "--from", made.write(), "--store", store, "--lang", "en") == 1
    assert "No space left on device" in capsys.readouterr().err
    assert contents(store) == before


def test_the_processes_that_read_import_nothing_heavy() -> None:
    code = "import sys, observatory.media.collect.worker; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"pandas", "pyarrow", "numpy", "narwhals", "duckdb", "httpx2", "click", "rich", "py3langid"}
