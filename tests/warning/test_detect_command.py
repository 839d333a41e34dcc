"""``observatory detect``: the known answers through the command, and the form of what it writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from observatory import cli, detect
from observatory.messages import catalogue

HEADER = "series,date,count,expected,bound,p,alarm,state"
FORTNIGHT = [2, 2, 3, 5, 2, 5, 6, 4, 3, 1, 2, 1, 40, 2]
SMALL = "series,date,count\n" + "".join(f"x,2026-03-{day + 1:02},{n}\n" for day, n in enumerate(FORTNIGHT))


def status(*arguments: object) -> int:
    """How ``observatory detect`` ends in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["observatory", "detect", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)


def run(folder: Path, text: str, *options: object, method: str = "ears-c1") -> str:
    """What is written for the rows of ``text``."""
    (folder / "counts.csv").write_text(text, encoding="utf-8")
    out = folder / "verdicts.csv"
    assert status(folder / "counts.csv", "--method", method, *options, "--out", out) == 0
    return out.read_text(encoding="utf-8")


def answered(folder: Path, counts: pd.DataFrame, answer: pd.DataFrame, *options: object, method: str) -> pd.DataFrame:
    """The rows that the command gives beside those of ``answer``, by series and step."""
    text = counts.rename(columns={"y": "count"})[["series", "t", "count"]].to_csv(index=False)
    run(folder, text, *options, method=method)
    rows = pd.read_csv(folder / "verdicts.csv")
    assert len(rows) == len(counts)
    assert set(rows["alarm"]) <= {0, 1}
    return answer.merge(rows, on=["series", "t"], suffixes=("_r", ""), validate="one_to_one")


@pytest.mark.shared
@pytest.mark.parametrize("config", ["C1_b28_s05", "C2", "C3_b14_s05"])
def test_ears_as_r_gave_it(tmp_path: Path, shared: Path, config: str) -> None:
    answers = shared / "known-answers" / "warning"
    chosen = json.loads((answers / "manifest.json").read_text())["ears_configs"][config]
    options = ["--baseline", chosen["baseline"], "--alpha", chosen["alpha"], "--min-sigma", chosen["minSigma"]]
    answer = pd.read_csv(answers / "ears.csv").query("config == @config")
    method = f"ears-{chosen['method'].lower()}"
    both = answered(tmp_path, pd.read_csv(answers / "input.csv"), answer, "--freq", 52, *options, method=method)
    assert len(both) == len(answer) > 8000
    np.testing.assert_allclose(both["bound"], both["upperbound"], rtol=1e-9)
    assert ((both["alarm_r"] == 1) == (both["alarm"] == 1)).all()


FARRINGTON: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "improved": ("farrington", ()),
    "orig1996": ("farrington-1996", ()),
    "plain": (
        "farrington",
        (
            *("--no-periods=1", "--past-weeks-not-included=4", "--no-reweight", "--alpha=0.05", "--no-trend"),
            *("--p-threshold-trend=0.05", "--powertrans=none", "--threshold-method=delta", "--limit54=0,4"),
        ),
    ),
}


@pytest.mark.shared
@pytest.mark.parametrize("config", FARRINGTON)
def test_farrington_as_r_gave_it(tmp_path: Path, shared: Path, config: str) -> None:
    answers = shared / "known-answers" / "warning"
    settings = pd.read_csv(answers / "farringtonFlexible_params.csv").query(
        "config == @config and freq == 52 and b == 5"
    )
    answer = pd.read_csv(answers / "farringtonFlexible.csv").query("config == @config")
    answer = answer[answer["series"].isin(settings["series"])].rename(columns={"expected": "expected_r"})
    counts = pd.read_csv(answers / "input.csv")
    counts = counts[counts["series"].isin(settings["series"])]
    method, options = FARRINGTON[config]
    both = answered(tmp_path, counts, answer, "--freq", 52, *options, method=method)
    assert len(both) == len(answer) > 500
    np.testing.assert_allclose(both["bound"], both["upperbound"], rtol=1e-5)
    assert ((both["alarm_r"] == 1) == (both["alarm"] == 1)).all()
    assert np.nanmax((both["p"] - both["pvalue"]).abs()) < 1e-3


def test_one_row_for_each_row(tmp_path: Path) -> None:
    lines = run(tmp_path, SMALL).splitlines()
    assert lines[0] == HEADER
    assert lines[1] == "x,2026-03-01,2,,,,0,insufficient_history"
    assert len(lines) == 1 + len(FORTNIGHT)
    rows = pd.read_csv(tmp_path / "verdicts.csv")
    assert rows.loc[rows["alarm"] == 1, "date"].tolist() == ["2026-03-13"]
    assert rows["bound"].iloc[7] == 8.88121833400128


def test_a_gap_is_no_row_and_a_missing_count_is_one(tmp_path: Path) -> None:
    text = SMALL.replace("x,2026-03-10,1\n", "").replace("x,2026-03-12,1\n", "x,2026-03-12,\n")
    lines = run(tmp_path, text).splitlines()
    assert len(lines) == len(FORTNIGHT)
    assert "x,2026-03-12,,,,,0,missing" in lines
    assert not [line for line in lines if "2026-03-10" in line]


def test_the_order_and_the_marks_of_the_input_change_nothing(tmp_path: Path) -> None:
    two = SMALL + SMALL.partition("\n")[2].replace("x,", '"ở, đây",')
    header, *lines = two.splitlines(keepends=True)
    written = run(tmp_path, two)
    assert '"ở, đây",2026-03-13,40' in written
    assert run(tmp_path, "\ufeff" + header + "".join(reversed(lines))) == written
    assert run(tmp_path, header + "".join(lines + lines[3:6])) == written


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    rows = [line.split(",") for line in SMALL.splitlines()]
    turned = "".join(",".join(reversed(row)) + "\n" for row in rows)
    assert run(tmp_path, turned) == run(tmp_path, SMALL)


@pytest.mark.parametrize("method", detect.TAKES)
@pytest.mark.parametrize(("counts", "state"), [([3, 4, 5], "insufficient_history"), ([0] * 300, "all_zero")])
def test_every_method_says_why_it_is_quiet(tmp_path: Path, method: str, counts: list[int], state: str) -> None:
    text = "series,t,count\n" + "".join(f"x,{t},{n}\n" for t, n in enumerate(counts, 1))
    run(tmp_path, text, "--freq", 365, method=method)
    rows = pd.read_csv(tmp_path / "verdicts.csv")
    assert set(rows["alarm"]) == {0}
    assert set(rows["state"]) <= {state, "insufficient_history"}


@pytest.mark.parametrize("method", detect.TAKES)
def test_options_of_another_method_are_a_mistake(tmp_path: Path, method: str) -> None:
    others = {name for names in detect.TAKES.values() for name in names} - set(detect.TAKES[method])  # type: ignore[index]
    (tmp_path / "counts.csv").write_text(SMALL)
    values = {
        "powertrans": "1/2",
        "threshold_method": "delta",
        "limit54": "5,4",
        "alpha": "0.1",
        "p_threshold_trend": "1",
    }
    for name in sorted(others):
        option = [f"--{name.replace('_', '-')}"] + ([] if name in {"trend", "reweight"} else [values.get(name, "3")])
        arguments = [tmp_path / "counts.csv", "--method", method, *option, "--out", tmp_path / "out.csv"]
        assert status(*arguments) == 2, option
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    "option",
    [
        *("--alpha=0", "--alpha=1", "--alpha=nan", "--baseline=2", "--baseline=7.5", "--min-sigma=-1"),
        *("--min-sigma=inf", "--freq=0", "--freq=1.5", "--freq=200001", "--method=ears-c4"),
    ],
)
def test_values_out_of_range_are_a_mistake(tmp_path: Path, option: str) -> None:
    (tmp_path / "counts.csv").write_text(SMALL)
    assert status(tmp_path / "counts.csv", "--method=ears-c1", option, "--out", tmp_path / "out.csv") == 2


@pytest.mark.parametrize("pair", ["5", "5,0", "5,4,3", "a,b", "-1,4", "5, 4", "5,9999"])
def test_a_pair_that_cannot_be_read_is_a_mistake(tmp_path: Path, pair: str) -> None:
    (tmp_path / "counts.csv").write_text(SMALL)
    assert status(tmp_path / "counts.csv", "--method=farrington", "--limit54", pair, "--out", tmp_path / "out.csv") == 2


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_bad_input_leaves_the_last_result(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    written = run(tmp_path, SMALL)
    (tmp_path / "bad.csv").write_text(SMALL + "x,2026-03-14,3\n")
    capsys.readouterr()
    out = tmp_path / "verdicts.csv"
    assert status(tmp_path / "bad.csv", "--method", "ears-c1", "--out", out, "--lang", lang) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "[series-conflict]" in printed.err
    assert catalogue()["detect-refused"][lang] in printed.err
    assert out.read_text() == written
    assert {path.name for path in tmp_path.iterdir()} == {"counts.csv", "bad.csv", "verdicts.csv"}


def test_weekly_counts_have_no_seven_day_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "counts.csv").write_text("series,t,count\nx,1,1\n")
    arguments = ["--method", "ff7", "--freq", 52, "--out", tmp_path / "out.csv"]
    assert status(tmp_path / "counts.csv", *arguments) == 1
    assert "[series-not-by-day]" in capsys.readouterr().err


def test_ears_says_that_it_does_not_use_the_exposure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SMALL.replace("\n", ",10\n").replace("count,10", "count,exposure")
    assert run(tmp_path, text) == run(tmp_path, SMALL)
    assert "[series-exposure-unused]" in capsys.readouterr().err


def test_half_seen_days_expect_half(tmp_path: Path) -> None:
    days = pd.date_range("2025-01-01", periods=210).strftime("%Y-%m-%d")
    counts, seen = [20] * 209 + [10], [1000] * 209 + [500]
    text = "".join(f"x,{day},{n},{e}\n" for day, n, e in zip(days, counts, seen, strict=True))
    run(tmp_path, "series,date,count,exposure\n" + text, method="nbw")
    last = pd.read_csv(tmp_path / "verdicts.csv").iloc[-1]
    assert last["expected"] == pytest.approx(10)
    assert last["alarm"] == 0


def test_what_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "counts.csv").write_text(SMALL)
    (tmp_path / "file").write_text("")
    assert status(tmp_path / "counts.csv", "--method", "ears-c1", "--out", tmp_path / "file" / "out.csv") == 1
    assert str(tmp_path / "file") in capsys.readouterr().err
    assert status(tmp_path / "counts.csv", "--method", "ears-c1", "--out", tmp_path / "counts.csv") == 1
    assert "[input-is-output]" in capsys.readouterr().err
    assert (tmp_path / "counts.csv").read_text() == SMALL


def test_a_new_folder_is_made_and_the_numbers_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "counts.csv").write_text(SMALL)
    out = tmp_path / "new" / "out.csv"
    assert status(tmp_path / "counts.csv", "--method", "ears-c1", "--out", out, "--lang", "en") == 0
    printed = capsys.readouterr().out
    assert "Rows: 14; alarms: 1" in printed
    assert "insufficient_history 7" in printed
