"""A single CSV file of an analyst: read whole as text, or refused with the place of what is wrong."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatory.tables import flat


def written(folder: Path, content: bytes) -> Path:
    path = folder / "values.csv"
    path.write_bytes(content)
    return path


def test_every_cell_is_text_and_the_digest_is_of_the_bytes(tmp_path: Path) -> None:
    content = "unit,period,value\nHuế,2024,007\nLào Cai,,1e3\n".encode()
    found, findings = flat.read(written(tmp_path, content))
    assert findings == []
    assert found is not None
    assert found.frame.to_dict("list") == {"unit": ["Huế", "Lào Cai"], "period": ["2024", ""], "value": ["007", "1e3"]}
    assert found.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfa,b\n1,NA\n",
        b"a,b\r\n1,NA\r\n",
        b'"a","b"\n"1","NA"\n\n\n',
        b"a,b\n1,NA",
        b',a,b\n"row 1",1,NA\n',
    ],
)
def test_what_other_programs_write_is_read(tmp_path: Path, content: bytes) -> None:
    """A byte order mark, Windows line ends, quotes, no line end, blank lines at the end, names of rows."""
    found, findings = flat.read(written(tmp_path, content))
    assert findings == []
    assert found is not None
    assert found.frame.to_dict("list") == {"a": ["1"], "b": ["NA"]}


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    found, _ = flat.read(written(tmp_path, b"a,b\n"))
    assert found is not None
    assert (list(found.frame.columns), len(found.frame)) == (["a", "b"], 0)


@pytest.mark.parametrize(
    ("content", "code", "row", "value"),
    [
        (b"", "empty-table", None, ""),
        (b"\n\n", "empty-table", None, ""),
        (b",,\n1,2,3\n", "empty-table", None, ""),
        (b"a;b\n1;2\n", "wrong-delimiter", 1, ";"),
        (b"a,b,a\n1,2,3\n", "duplicate-label", 1, "a"),
        (b"a,b\n1,2\n3\n", "missing-cell", 3, ""),
        (b"a,b\n1,2,3\n", "extra-cell", 2, "3"),
        (b"a,b\n\n1,2\n", "blank-row", 2, ""),
        (b"a,b\r\n1,2\r\n\r\n3,4\r\n", "blank-row", 3, ""),
        (b"a,b\n1,\xff\n", "encoding-error", 2, "FF"),
        (b"a,b\n1,2\n1," + b"2" * 70_000, "line-too-long", 3, ""),
        (b"a,b\n" + b"1,2\n" * 40_000 + b"1," + b"2" * 70_000, "line-too-long", 40_002, ""),
        ("a,b\n1,2\u200b\n".encode(), "hidden-character", 2, "U+200B"),
        ("a,b\n1,2\nHue\u0302\u0301,2\n".encode(), "not-composed", 3, "Hue\u0302\u0301"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: bytes, code: str, row: int | None, value: str) -> None:
    path = written(tmp_path, content)
    found, (finding,) = flat.read(path)
    assert found is None
    assert (finding.code, finding.row, finding.value) == (code, row, value)
    assert finding.file == str(path)


@pytest.mark.parametrize("content", [b'a,b\n"1,2\n3,4\n', b'a,b\n1,"2"x\n', b'"a,b\n1,2\n'])
def test_quotes_that_do_not_close_are_refused(tmp_path: Path, content: bytes) -> None:
    found, (finding,) = flat.read(written(tmp_path, content))
    assert (found, finding.code) == (None, "csv-error")


def test_a_line_is_counted_on_from_block_to_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flat, "_BLOCK", 10)
    content = "a,b\n" + "1,2\n" * 50 + "1,\u200b\n"
    _, (finding,) = flat.read(written(tmp_path, content.encode()))
    assert finding.row == 52


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    _, (finding,) = flat.read(tmp_path / "none.csv")
    assert finding.code == "input-unreadable"
    _, (finding,) = flat.read(tmp_path)
    assert finding.code == "input-unreadable"


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flat, "MAX_BYTES", 5)
    _, (finding,) = flat.read(written(tmp_path, b"a,b\n1,2\n"))
    assert (finding.code, finding.value, finding.expected) == ("file-too-large", "8", "5")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text("ab1 ,\"\n\r'éđ", max_size=4), min_size=2, max_size=2), min_size=1, max_size=5))
def test_what_a_writer_writes_is_read_back(tmp_path: Path, rows: list[list[str]]) -> None:
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["unit", "value"], *rows])
    found, findings = flat.read(written(tmp_path, content.getvalue().encode()))
    assert findings == []
    assert found is not None
    assert found.frame.to_numpy().tolist() == rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text('ab,"\n\r;', max_size=30))
def test_any_text_is_read_as_the_csv_module_reads_it_or_refused(tmp_path: Path, text: str) -> None:
    found, findings = flat.read(written(tmp_path, text.encode()))
    assert (found is None) == bool(findings)
    if found is not None:
        header, *rows = csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), strict=True)
        named = [index for index, name in enumerate(header) if name.strip()]
        assert found.frame.to_numpy().tolist() == [[row[index] for index in named] for row in rows]
