"""``observatory progress``: the known answers through the command, the form of what it writes, and what it refuses."""

from pathlib import Path

import pandas as pd
import pytest

from observatory import cli, progress_file
from observatory.messages import catalogue
from observatory.review.series import ADDED, COLUMNS

HEADER = ",".join(COLUMNS)
ROW = "a,a / x,50.0,2015.0,60,2020,100,2030.0,1,,"
SMALL = f"{HEADER}\n{ROW}\n"


def status(*arguments: object) -> int:
    """How ``observatory progress`` ends in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["observatory", "progress", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)


def run(folder: Path, text: str | bytes) -> int:
    """How the command ends on ``text``, with its result in ``out.csv``."""
    content = text if isinstance(text, bytes) else text.encode("utf-8")
    (folder / "series.csv").write_bytes(content)
    return status(folder / "series.csv", "--out", folder / "out.csv", "--lang", "en")


@pytest.mark.shared
def test_what_statistics_canada_published(tmp_path: Path, shared: Path) -> None:
    published = pd.read_csv(
        shared / "known-answers" / "index" / "progress" / "progress_series_cif.csv", dtype=str, keep_default_na=False
    )
    inputs = published.drop(columns=["progress_value", "status", "score"])
    inputs.to_csv(tmp_path / "in.csv", index=False)
    assert status(tmp_path / "in.csv", "--out", tmp_path / "out.csv") == 0
    rows = pd.read_csv(tmp_path / "out.csv", dtype=str, keep_default_na=False)
    assert list(rows.columns) == [*inputs.columns, *ADDED]
    assert rows[list(inputs.columns)].equals(inputs)
    assert rows["status"].tolist() == published["status"].tolist()
    for column in ("progress_value", "score"):
        ours, theirs = (pd.to_numeric(frame[column]) for frame in (rows, published))
        assert ours.isna().equals(theirs.isna())
        assert (ours - theirs).abs().max() <= 1e-9
    assert set(rows.loc[rows["status"] == "not_available", "reason"]) == {"under_two_years", "no_value"}


def test_rows_stay_as_they_are_and_other_columns_with_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"note,{HEADER}\n" + '"tạm, tính",a,"x ""y""",0,2015,10.50,2020,,,-1,1,100\n' + f",{ROW}\n"
    assert run(tmp_path, text) == 0
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == f"note,{HEADER},progress_value,status,score,reason"
    assert lines[1] == '"tạm, tính",a,"x ""y""",0,2015,10.50,2020,,,-1,1,100,,not_available,,zero_base'
    assert lines[2].startswith(f",{ROW},0.7")
    assert lines[2].endswith(",moderate_progress,1.323198699925797,")
    said = capsys.readouterr().out
    assert "Series judged: 2" in said
    assert "moderate_progress 1, not_available 1" in said
    assert "zero_base 1" in said


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    assert run(tmp_path, SMALL) == 0
    first = (tmp_path / "out.csv").read_bytes()
    assert run(tmp_path, SMALL) == 0
    assert (tmp_path / "out.csv").read_bytes() == first
    assert {path.name for path in tmp_path.iterdir()} == {"series.csv", "out.csv"}


REFUSED = {
    "a column is missing": (SMALL.replace("direction,", "", 1).replace(",1,,\n", ",,\n"), "series-column-missing"),
    "a column of the result": (f"{HEADER},score\n{ROW},1\n", "progress-column-taken"),
    "no rows": (f"{HEADER}\n", "progress-no-rows"),
    "an empty file": ("", "empty-table"),
    "text for a number": (SMALL.replace("60", "sáu mươi"), "value-not-a-number"),
    "a comma for decimals": (SMALL.replace("60", '"6,5"'), "value-not-a-number"),
    "no number": (SMALL.replace("60", "nan"), "value-not-a-number"),
    "an endless number": (SMALL.replace("60", "1e999"), "value-not-a-number"),
    "half a year": (SMALL.replace("2020", "2020.5"), "progress-bad-year"),
    "no year": (SMALL.replace("2020", "0"), "progress-bad-year"),
    "no direction": (SMALL.replace("2030.0,1", "2030.0,"), "progress-bad-direction"),
    "a direction of two": (SMALL.replace("2030.0,1", "2030.0,2"), "progress-bad-direction"),
    "a sign against the base": (SMALL.replace("2030.0,1,", "2030.0,1,-1"), "progress-bad-sign"),
    "a sign of zero": (SMALL.replace("2030.0,1,", "2030.0,1,0"), "progress-bad-sign"),
    "a row cut short": (SMALL.replace(",1,,\n", ",1\n"), "missing-cell"),
    "not UTF-8": (SMALL.replace("a / x", "Huế").encode("utf-16"), "encoding-error"),
    "semicolons": (SMALL.replace(",", ";"), "wrong-delimiter"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_named_and_the_last_result_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    text, code = REFUSED[case]
    (tmp_path / "out.csv").write_text("the last result", encoding="utf-8")
    assert run(tmp_path, text) == 1
    said = capsys.readouterr().err
    assert f"[{code}]" in said
    assert catalogue()["progress-refused"]["en"] in said
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "the last result"


def test_every_bad_cell_is_listed_with_its_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = ROW.replace("60", "x").replace("100", "y")
    assert run(tmp_path, f"{HEADER}\n{ROW}\n{bad}\n{bad}\n") == 1
    said = capsys.readouterr().err
    assert said.count("[value-not-a-number]") == 4
    assert "row 3" in said
    assert "row 4" in said
    assert "row 2" not in said


def test_the_result_does_not_go_over_the_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "series.csv"
    path.write_text(SMALL, encoding="utf-8")
    assert status(path, "--out", tmp_path / "sub" / ".." / "series.csv") == 1
    assert "[input-is-output]" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == SMALL


def test_what_cannot_be_read_or_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(tmp_path / "none.csv", "--out", tmp_path / "out.csv") == 1
    assert "[input-unreadable]" in capsys.readouterr().err
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "series.csv").write_text(SMALL, encoding="utf-8")
    assert status(tmp_path / "series.csv", "--out", tmp_path / "file" / "out.csv", "--lang", "en") == 1
    assert "could not be written" in capsys.readouterr().err


def test_what_was_judged_is_counted(tmp_path: Path) -> None:
    (tmp_path / "series.csv").write_text(SMALL + ROW.replace("2020", "2015") + "\n", encoding="utf-8")
    found = progress_file.judge(tmp_path / "series.csv", tmp_path / "deep" / "out.csv")
    assert (found.rows, dict(found.statuses)) == (2, {"moderate_progress": 1, "not_available": 1})
    assert dict(found.reasons) == {"under_two_years": 1}
