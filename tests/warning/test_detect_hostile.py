"""Wrong, odd or spiteful input through ``observatory detect``: a named finding or an honest state, never a crash."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

from observatory import cli
from observatory.detect import TAKES

NORMAL = "series,date,count\n" + "".join(f"a,2026-01-{day:02d},{day % 5}\n" for day in range(1, 32))
STEPS = "series,t,count\n" + "".join(f"a,{t},{t % 7}\n" for t in range(1, 61))


def run(
    folder: Path, content: bytes | str, *options: str, capsys: pytest.CaptureFixture[str] | None = None
) -> tuple[int, list[dict[str, str]] | None, str]:
    """Exit status, rows written (``None`` for no file) and what was said on stderr."""
    source, out = folder / "series.csv", folder / "out.csv"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    out.unlink(missing_ok=True)
    if "--method" not in options:
        options = ("--method", "ears-c1", *options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["observatory", "detect", str(source), *options, "--out", str(out)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    said = capsys.readouterr().err if capsys else ""
    left = [path.name for path in folder.iterdir() if path not in (source, out)]
    assert left == [], "something was left beside the output"
    rows = None
    if out.exists():
        with out.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    return int(ended.value.code or 0), rows, said


def codes(said: str) -> set[str]:
    """The codes of findings in brackets, as the console shows them."""
    return {part.split("]")[0] for part in said.split("[")[1:]}


def with_cell(column: str, text: str, base: str = NORMAL) -> str:
    """The table with ``text`` in the third row of ``column``."""
    lines = [line.split(",") for line in base.splitlines()]
    lines[3][lines[0].index(column)] = text
    return "\n".join(",".join(line) for line in lines) + "\n"


REFUSED_CELLS = [
    *(("count", text) for text in ("-1", "-0.5", "-1e308", "-5e-324")),
    *(("count", text) for text in ("nan", "NaN", "inf", "-inf", "Infinity", "1e309", "9" * 400)),
    *(("count", text) for text in ("0x10", "0b1", "0o7", "1_000", "1 000", "1e", "e5", ".", "+", "--1", "1,5")),
    *(("count", text) for text in ("１２", "٣", "५", "²", "½", "Ⅷ", "1\u00a0000", "−1", "1\u2009", "৪")),
    *(("count", text) for text in ("NULL", "None", "NA", "true", "=1+1", "@x", "#N/A", "2.5", "1e308", "1e17")),
    *(("date", text) for text in ("2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "10000-01-01")),
    *(
        ("date", text)
        for text in ("03/01/2026", "2026-1-3", "20260103", "2026-W01-1", "2026-01-03T00:00:00", "2026-01")
    ),
    *(
        ("date", text)
        for text in ("٢٠٢٦-٠١-٠٣", "２０２６-０１-０３", "", "today", "-2026-01-03", "2026-01-03 ", " 2026-01-03")
    ),
    ("series", ""),
    ("series", "   "),
]


@pytest.mark.parametrize(("column", "text"), REFUSED_CELLS, ids=[repr(cell) for cell in REFUSED_CELLS])
def test_a_cell_that_cannot_be_read_is_named_with_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str, text: str
) -> None:
    status, rows, said = run(tmp_path, with_cell(column, text), capsys=capsys)
    assert (status, rows) == (1, None)
    assert codes(said) and "4" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "1e2", "", "٣", "0x1", "9" * 30, "nan", " 3"])
def test_a_step_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    status, rows, said = run(tmp_path, with_cell("t", text, STEPS), "--freq", "52", capsys=capsys)
    assert (status, rows) == (1, None)
    assert codes(said)


@pytest.mark.parametrize("text", ["-1", "nan", "inf", "1e400", "x", "٣"])
def test_an_exposure_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    lines = NORMAL.replace("\n", ",10\n").replace("count,10", "count,exposure")
    status, rows, said = run(tmp_path, with_cell("exposure", text, lines), "--method", "nbw", capsys=capsys)
    assert (status, rows) == (1, None)
    assert codes(said)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty-table"),
        ("\n\n", "empty-table"),
        ("series,date,count\n", "series-no-rows"),
        ("date,count\n2026-01-01,3\n", "series-column-missing"),
        ("series,date,Count\na,2026-01-01,3\n", "series-column-missing"),
        ("series,date,count,count\na,2026-01-01,3,4\n", "duplicate-label"),
        ("series,date,t,count\na,2026-01-01,1,3\n", "series-two-clocks"),
        ("series;date;count\na;2026-01-01;3\n", "wrong-delimiter"),
        ("series\tdate\tcount\na\t2026-01-01\t3\n", "wrong-delimiter"),
        ("series,date,count\na,2026-01-01\n", "missing-cell"),
        ("series,date,count\na,2026-01-01,3,9\n", "extra-cell"),
        ("series,date,count\na,2026-01-01,3\n\na,2026-01-02,3\n", "blank-row"),
        ('series,date,count\n"a,2026-01-01,3\n', "csv-error"),
        ("series,date,count\na,2026-01-01,3\na,2026-01-01,4\n", "series-conflict"),
        ("series,date,count\na,2026-01-01,3\na,2026-01-01,\n", "series-conflict"),
        ("series,t,count\na,1,3\n", "series-freq-missing"),
        (NORMAL.encode("utf-16"), "encoding-error"),
        ("series,date,count\nHué,2026-01-01,3\n".encode("latin-1"), "encoding-error"),
        (b"series,date,count\na\x00b,2026-01-01,3\n", ""),
        ("series,date,count\na\u202eb,2026-01-01,3\n", ""),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ""),
        (b"PK\x03\x04" + b"\x00" * 50, ""),
        (b"\xff" * 100, ""),
    ],
)
def test_a_file_of_another_form_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | str, code: str
) -> None:
    status, rows, said = run(tmp_path, content, capsys=capsys)
    assert (status, rows) == (1, None)
    assert code in codes(said) if code else codes(said)
    assert "Traceback" not in said


def test_no_file_a_folder_and_the_same_file_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "series.csv"
    source.write_text(NORMAL, encoding="utf-8")
    for given, out in ((tmp_path / "none.csv", "out.csv"), (tmp_path, "out.csv"), (source, "series.csv")):
        with pytest.MonkeyPatch.context() as patch:
            words = ["detect", str(given), "--method", "ears-c1", "--out", str(tmp_path / out)]
            patch.setattr("sys.argv", ["observatory", *words])
            with pytest.raises(SystemExit) as ended:
                cli.main()
        assert ended.value.code in (1, 2)
        assert "Traceback" not in capsys.readouterr().err
    assert source.read_text(encoding="utf-8") == NORMAL


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + NORMAL,
        NORMAL.replace("\n", "\r\n"),
        NORMAL.rstrip("\n"),
        NORMAL.replace("a,", '"a",'),
        NORMAL + "\r\n\r\n",
        with_cell("count", "+3").replace("+3", "3e0"),
        with_cell("count", "0003"),
    ],
)
def test_harmless_forms_give_the_same_rows(tmp_path: Path, content: str) -> None:
    status, rows, _ = run(tmp_path, content)
    assert status == 0
    assert rows is not None and len(rows) == 31
    assert [row["date"] for row in rows] == [f"2026-01-{day:02d}" for day in range(1, 32)]


def test_unsorted_rows_and_exact_duplicates_are_taken_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, straight, _ = run(tmp_path, NORMAL)
    head, *lines = NORMAL.splitlines()
    content = "\n".join([head, *reversed(lines), lines[5], lines[9]]) + "\n"
    status, rows, said = run(tmp_path, content, capsys=capsys)
    assert status == 0
    assert rows == straight
    assert {"series-sorted", "series-duplicates-dropped"} <= codes(said)


NAMES = [
    "Huế",
    "=1+1",
    "a b",
    "x" * 500,
    "日本",
    "-",
    "'; DROP TABLE",
    "<script>",
    "%s{0}",
    "../../etc",
    'quo"te',
    "NA",
]


def test_names_are_text_and_come_out_as_they_went_in(tmp_path: Path) -> None:
    cells = ['"' + name.replace('"', '""') + '"' for name in NAMES]
    content = "series,date,count\n" + "".join(f"{cell},2026-01-01,3\n" for cell in cells)
    status, rows, _ = run(tmp_path, content)
    assert status == 0
    assert rows is not None and sorted(row["series"] for row in rows) == sorted(NAMES)


@pytest.mark.parametrize("method", sorted(TAKES))
@pytest.mark.parametrize(
    ("content", "freq"),
    [
        ("series,t,count\na,1,5\n", "52"),
        ("series,t,count\na,1,\n", "365"),
        ("series,t,count\n" + "".join(f"a,{t},0\n" for t in range(1, 400)), "365"),
        ("series,t,count\n" + "".join(f"a,{t},7\n" for t in range(1, 400)), "365"),
        ("series,t,count\n" + "".join(f"a,{t},\n" for t in range(1, 400)), "365"),
        ("series,t,count\n" + "".join(f"a,{t},{t % 3}\n" for t in range(1, 400, 20)), "365"),
        ("series,t,count\n" + "".join(f"a,{t},9007199254740992\n" for t in range(1, 400)), "365"),
        ("series,t,count\n" + "".join(f"a,{t},{t % 3}\n" for t in range(1, 30)), "1"),
        ("series,t,count\n" + "".join(f"a,{t},{t % 3}\n" for t in range(1, 30)), "105120"),
        ("series,t,count\na,999999999,5\na,1000000000,6\n", "12"),
    ],
    ids=["one row", "one missing", "zeros", "constant", "all missing", "gaps", "huge", "yearly", "minutes", "late t"],
)
def test_a_series_that_says_little_ends_well_with_a_state(tmp_path: Path, method: str, content: str, freq: str) -> None:
    status, rows, _ = run(tmp_path, content, "--method", method, "--freq", freq)
    if method == "ff7" and freq != "365":
        assert (status, rows) == (1, None)
        return
    assert status == 0
    assert rows is not None and len(rows) == content.count("\n") - 1
    for row in rows:
        assert row["state"] and row["alarm"] in ("0", "1")
        for column in ("expected", "bound", "p"):
            assert row[column] == "" or math.isfinite(float(row[column]))
        assert row["p"] == "" or 0 <= float(row["p"]) <= 1
    assert not any(row["alarm"] == "1" for row in rows)
    if method != "auto" or freq == "365":
        assert rows[0]["state"] in ("insufficient_history", "missing")


def test_a_count_out_of_nothing_never_alarms_in_silence(tmp_path: Path) -> None:
    """A history of zeros: whatever the verdict, the state says what the past was."""
    content = "series,t,count\n" + "".join(f"a,{t},{50 if t == 390 else 0}\n" for t in range(1, 400))
    for method in sorted(set(TAKES) - {"ff7"}):
        status, rows, _ = run(tmp_path, content, "--method", method, "--freq", "365")
        assert status == 0 and rows is not None
        quiet = [row["state"] for row in rows[40:389]]
        assert set(quiet) <= {"all_zero", "insufficient_history", "below_minimum", "gap"}, (method, set(quiet))


def test_a_span_beyond_reason_is_refused_and_not_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = "series,t,count\na,1,3\na,999999999999,4\n"
    status, rows, said = run(tmp_path, content, "--freq", "365", capsys=capsys)
    assert (status, rows) == (1, None)
    assert "series-too-long" in codes(said)
    content = "series,date,count\na,0001-01-01,3\na,9999-12-31,4\n"
    status, rows, said = run(tmp_path, content, capsys=capsys)
    assert (status, rows) == (1, None)


@pytest.mark.parametrize(
    "options",
    [
        *(("--freq", value) for value in ("0", "-1", "1.5", "x", "nan")),
        *(("--alpha", value) for value in ("0", "1", "-0.1", "nan", "inf", "x")),
        *(("--baseline", value) for value in ("0", "1", "-3", "2.5")),
        ("--min-sigma", "-1"),
        ("--min-sigma", "nan"),
        ("--method", "arima"),
        ("--method", "farrington", "--limit54", "5"),
        ("--method", "farrington", "--limit54", "a,b"),
        ("--method", "farrington", "--b", "0"),
        ("--method", "farrington", "--w", "-1"),
        ("--method", "farrington", "--no-periods", "0"),
        ("--method", "farrington", "--powertrans", "3/4"),
        ("--method", "farrington", "--threshold-method", "magic"),
        ("--method", "farrington", "--weights-threshold", "nan"),
        ("--method", "farrington", "--past-weeks-not-included", "-1"),
        ("--method", "ears-c1", "--b", "5"),
        ("--method", "auto", "--alpha", "0.01"),
    ],
    ids=" ".join,
)
def test_an_option_out_of_range_or_of_another_method_is_a_mistake_of_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    status, rows, said = run(
        tmp_path, STEPS, *(() if "--freq" in options else ("--freq", "52")), *options, capsys=capsys
    )
    assert status in (1, 2)
    assert rows is None
    assert "Traceback" not in said


def test_numbers_come_out_as_the_shortest_that_read_back(tmp_path: Path) -> None:
    _, rows, _ = run(tmp_path, STEPS, "--freq", "365")
    assert rows is not None
    for row in rows:
        for column in ("expected", "bound", "p"):
            text = row[column]
            assert text == "" or repr(float(text)) in (text, text + ".0") or json.loads(text) == float(text)
            assert len(text) <= 24
