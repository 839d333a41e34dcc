"""``observatory judge``: what it writes and says, what it refuses, and who may read the severity of judges."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from observatory import cli
from observatory.awards import scores
from observatory.awards.panel import METHODS
from observatory.messages import catalogue

HEADER = "entry,judge,score\n"
SMALL = HEADER + "b,U,7.5\nb,V,8\nb,W,6\na,U,9\na,V,8.5\na,W,9\nc,U,5\nc,V,\nc,W,4.25\n"
# A majority puts a before b; b has the higher mean.
PARADOX = HEADER + "".join(f"a,{judge},9\nb,{judge},8\n" for judge in "PQR") + "a,S,2\nb,S,9\na,T,2\nb,T,9\n"


def status(*arguments: object) -> int:
    """How ``observatory judge`` ends in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["observatory", "judge", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)


def run(folder: Path, text: str, *options: object, method: str = "trimmed") -> list[str]:
    """The lines that are written for the rows of ``text``."""
    (folder / "scores.csv").write_text(text, encoding="utf-8")
    out = folder / "out.csv"
    assert status(folder / "scores.csv", "--method", method, *options, "--out", out) == 0
    return out.read_text(encoding="utf-8").splitlines()


def refused(folder: Path, content: str | bytes, capsys: pytest.CaptureFixture[str], *options: object) -> str:
    """What is said of a file that is refused; the result of before stands and nothing else is left."""
    file, out = folder / "scores.csv", folder / "out.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    out.write_text("the last result")
    assert status(file, "--method", "additive", *options, "--out", out) == 1
    assert out.read_text() == "the last result"
    assert {path.name for path in folder.iterdir()} == {"scores.csv", "out.csv"}
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_a_row_for_each_entry_in_the_order_of_the_file(tmp_path: Path) -> None:
    assert run(tmp_path, SMALL) == [
        "entry,score,n,status",
        "b,7.17,3,ok",
        "a,8.83,3,ok",
        "c,4.63,2,too_few_scores",
    ]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_fills_every_entry(tmp_path: Path, method: str) -> None:
    run(tmp_path, SMALL, method=method)
    rows = pd.read_csv(tmp_path / "out.csv")
    assert rows["entry"].tolist() == ["b", "a", "c"]
    assert rows["score"].notna().all()
    assert rows["n"].tolist() == [3, 3, 2]
    assert rows["status"].tolist() == ["ok", "ok", "too_few_scores"]
    assert rows["score"][1] > rows["score"][0]


@pytest.mark.parametrize("method", METHODS)
def test_the_bytes_of_a_second_run_are_the_same(tmp_path: Path, method: str) -> None:
    assert run(tmp_path, SMALL, method=method) == run(tmp_path, "\ufeff" + SMALL.replace("\n", "\r\n"), method=method)


def test_bad_scores_are_outcomes_and_no_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "entry,judge,score,conflict\n" + "".join(f"{e},{j},7,\n" for e in "abcd" for j in "UVW")
    text = text.replace("a,U,7,", "a,U,7,TRUE").replace("b,V,7,", "b,V,11,false") + "c,X,9,false\n"
    lines = run(tmp_path, text + "e,U,8,true\nf,U,,\n", "--scale", "0:10", "--lang", "en", "--cut", "1")
    assert lines[1:] == [
        "a,7.00,2,score_in_conflict",
        "b,7.00,2,score_out_of_scale",
        "c,7.50,4,ok",
        "d,7.00,3,ok",
        "e,,0,score_in_conflict",
        "f,,0,too_few_scores",
    ]
    said = capsys.readouterr().out
    assert "score_in_conflict 2, score_out_of_scale 1, too_few_scores 1" in said


def test_a_tie_at_the_cut_is_an_outcome(tmp_path: Path) -> None:
    text = HEADER + "".join(f"{e},{j},7\n" for e in "abc" for j in "UVW")
    assert {line.split(",")[3] for line in run(tmp_path, text, "--cut", 2)[1:]} == {"tie_at_cut"}
    assert {line.split(",")[3] for line in run(tmp_path, text, "--cut", 3)[1:]} == {"ok"}


def test_where_a_majority_prefers_another_the_panel_writes_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, PARADOX, "--lang", "en")
    said = capsys.readouterr().out
    assert "Entries: 2; judges: 5; cells with a valid score: 10/10." in said
    assert "First: b; by Copeland's count of pairs: a. The panel must write its reason." in said
    run(tmp_path, SMALL)
    said = capsys.readouterr().out
    assert "Đứng đầu: a; so từng cặp theo Copeland cũng vậy." in said
    assert "8/9 ô có điểm hợp lệ" in said
    run(tmp_path, HEADER + "a,U,1\n")
    assert "Không có hồ sơ nào đủ điều kiện" in capsys.readouterr().out


def test_advice_on_the_method(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    full = HEADER + "".join(f"e{i},{j},{(i * k) % 7}\n" for i in range(8) for k, j in enumerate("UVW", 3))
    for text, method, code in (
        (SMALL, "trimmed", "judging-panel-incomplete"),
        (SMALL, "additive", "judging-few-per-judge"),
        (HEADER + "a,U,7\na,V,8\na,W,6\nb,U,8\nb,V,6\nb,W,7\n", "mixed", "judging-no-difference"),
        (SMALL, "mixed", ""),
        (full, "trimmed", ""),
        (full, "additive", ""),
    ):
        run(tmp_path, text, method=method)
        said = capsys.readouterr().err
        assert f"[{code}]" in said if code else said == ""
        assert "Lỗi" not in said
    run(tmp_path, SMALL, "--lang", "en", method="trimmed")
    assert "Only 88.9% of the cells" in capsys.readouterr().err


def test_columns_that_are_not_used_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "entry,judge,score,note\na,U,7,good\na,V,8,\na,W,9,\n"
    assert run(tmp_path, text)[1:] == ["a,8.00,3,ok"]
    assert "[judging-columns-ignored]" in capsys.readouterr().err


def test_what_a_panel_publishes_names_no_judge(tmp_path: Path) -> None:
    text = "entry,judge,score,conflict\n" + PARADOX.partition("\n")[2].replace("\n", ",\n") + "c,U,,true\nc,V,11,\n"
    folder = tmp_path / "judging"
    lines = run(tmp_path, text, "--publish", folder, "--scale", "0:10", method="trimmed")
    assert lines[1:] == ["a,6.67,5,ok", "b,8.33,5,ok", "c,,0,score_out_of_scale"]
    assert (folder / "judged.csv").read_text().splitlines() == [
        "entry,score,n,status,place,borda_place,copeland_place,n_conflicts",
        "a,6.67,5,ok,2,1,1,0",
        "b,8.33,5,ok,1,2,2,0",
        "c,,0,score_out_of_scale,,,,1",
    ]
    assert (folder / "scores.csv").read_text().splitlines() == [
        "entry,criterion,position,score",
        *(f"a,,{place},{score}" for place, score in enumerate([9, 9, 9, 2, 2], 1)),
        *(f"b,,{place},{score}" for place, score in enumerate([9, 9, 8, 8, 8], 1)),
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["judged.csv", "scores.csv"]


@pytest.mark.parametrize("method", ["additive", "mixed"])
def test_severity_is_for_the_panel_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], method: str) -> None:
    file = tmp_path / "private" / "severity.csv"
    file.parent.mkdir()
    file.write_text("open to all")
    file.chmod(0o644)
    run(tmp_path, SMALL, "--severity", file, method=method)
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["judge"] for row in rows] == ["U", "V", "W"]
    assert [row["n"] for row in rows] == ["3", "2", "3"]
    assert sum(float(row["severity"]) for row in rows) == pytest.approx(0, abs=1e-9)
    said = capsys.readouterr()
    for row in rows:
        assert f" {row['judge']}" not in said.out
        assert row["severity"] not in said.out + said.err
    assert [path.name for path in file.parent.iterdir()] == ["severity.csv"]


@pytest.mark.parametrize(
    "options",
    [
        *(("--method=trimmed", "--severity=s.csv"), ("--method=borda", "--severity=s.csv"), ("--method=median",)),
        *(("--method=copeland", "--severity=s.csv"), ("--method=additive", "--cut=0"), ()),
        *(
            (("--method=additive", f"--scale={text}"))
            for text in ("10", "10:0", "5:5", "a:b", "0:inf", "0:1e3", "0:10:")
        ),
    ],
)
def test_options_that_cannot_be_used_are_a_mistake(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "scores.csv").write_text(SMALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert status("scores.csv", *options, "--out", "out.csv") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]


BAD = {
    "judging-column-missing": "entry,score\na,7\n",
    "judging-no-rows": HEADER,
    "judging-repeated": SMALL + "a,U,9\n",
    "wrong-delimiter": SMALL.replace(",", ";"),
    "missing-cell": SMALL + "a,X\n",
    "extra-cell": SMALL + "a,X,7,8\n",
    "blank-row": HEADER + "a,U,7\n\na,V,8\n",
    "empty-table": "",
    "duplicate-label": "entry,judge,score,score\na,U,7,7\n",
    "hidden-character": SMALL + "a\u200b,X,7\n",
    "judging-bad-weight": "entry,judge,score,criterion,weight\na,U,7,form,1\na,V,7,form,\n",
    "judging-weight-disagrees": "entry,judge,score,criterion,weight\na,U,7,form,1\na,V,7,form,2\n",
}


@pytest.mark.parametrize("code", BAD)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_bad_files_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, lang: str) -> None:
    said = refused(tmp_path, BAD[code], capsys, "--lang", lang)
    assert f"[{code}]" in said
    assert catalogue()["judging-refused"][lang] in said


CELLS = [
    *(("score", text, "judging-not-a-number") for text in ("seven", "7,5", "=1+1", "nan", "inf", "0x10", "７", "7 5")),
    *(("score", text, "judging-not-a-number") for text in ("1e999", "1_0", "--7", ".", "7" * 41, "NULL", "1e", "７.5")),
    *(("score", text, "judging-too-large") for text in ("1e10", "-1000000001", "9" * 40)),
    *((column, text, "judging-without-name") for column in ("entry", "judge", "criterion") for text in ("", " ")),
    *((column, " x", "edge-space") for column in ("entry", "judge", "criterion")),
    *((column, "=HYPERLINK(1)", "formula-prefix") for column in ("entry", "judge", "criterion")),
    *(("entry", text, "formula-prefix") for text in ("@x", "+x", "-x", "＝x")),
    *(("conflict", text, "judging-bad-conflict") for text in ("yes", "1", "có", "true ")),
    *(("weight", text, "judging-bad-weight") for text in ("0", "-1")),
    *(("weight", text, "judging-not-a-number") for text in ("heavy", "50%")),
]


@pytest.mark.parametrize(("column", "text", "code"), CELLS, ids=[f"{cell[0]}={cell[1]!r}" for cell in CELLS])
def test_a_bad_cell_is_named_with_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str, text: str, code: str
) -> None:
    header = ["entry", "judge", "score", "criterion", "weight", "conflict"]
    rows = [["a", "U", "7", "form", "2", "false"], ["a", "V", "8", "form", "2", ""], ["b", "U", "6", "form", "2", ""]]
    rows[1][header.index(column)] = text
    content = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in [header, *rows])
    said = refused(tmp_path, content, capsys, "--lang", "en")
    assert f"[{code}]" in said
    assert f"row 3, column “{column}”" in said


def test_bytes_that_are_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for content in (SMALL.encode("utf-16"), "entry,judge,score\nhồ sơ,U,7\n".encode("cp1258", "replace"), b"\x00" * 99):
        assert "[encoding-error]" in refused(tmp_path, content, capsys)
    assert "[csv-error]" in refused(tmp_path, 'entry,judge,score\n"a,U,7\n', capsys)


def test_a_sheet_that_is_too_large_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "MAX_CELLS", 8)
    assert "[judging-too-many]" in refused(tmp_path, SMALL, capsys)


def test_names_that_only_look_like_numbers_are_names(tmp_path: Path) -> None:
    assert run(tmp_path, HEADER + "-1,001,7\n-1,1,8\n-1,01,9\n")[1:] == ["-1,8.00,3,ok"]


def test_what_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "scores.csv"
    file.write_text(SMALL)
    assert status(file, "--method=mixed", "--out", file / "out.csv") == 1
    assert str(file / "out.csv") in capsys.readouterr().err
    for outputs in (["--out", file], ["--out", tmp_path / "o", "--severity", tmp_path / "o"]):
        assert status(file, "--method=mixed", *outputs) == 1
        assert "[input-is-output]" in capsys.readouterr().err
    assert status(tmp_path / "none.csv", "--method=mixed", "--out", tmp_path / "o") == 1
    assert "[input-unreadable]" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]
    assert file.read_text() == SMALL


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text(SMALL)
    assert status(tmp_path / "scores.csv", "--method=borda", "--out", tmp_path / "new" / "out.csv") == 0
    assert (tmp_path / "new" / "out.csv").stat().st_mode & 0o600 == 0o600
