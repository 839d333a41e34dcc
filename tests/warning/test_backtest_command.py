"""The command ``backtest``: its tables, the same rows for the same seed, and the goals on a part of the series."""

from __future__ import annotations

import csv
import math
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from observatory import backtest, cli
from observatory.warning import bootstrap, ff7, metrics, nbw, null_grid, rules, scan, simulation
from observatory.warning.metrics import MEASURES
from packages import ROOT

SMALL = 2
FIRST = simulation.STEPS - simulation.TESTED


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def status(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["observatory", "backtest", *arguments, "--lang", "en"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def policy_budget(key: str) -> float:
    (value,) = (row["value"] for row in rows(ROOT / "datasets" / backtest.METHOD) if row["key"] == key)
    return float(value)


@pytest.fixture
def policy() -> rules.Rules:
    settings = rows(ROOT / "datasets" / backtest.METHOD)
    return rules.rules({row["key"]: row["value"] for row in settings})


def test_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    # One outbreak size, and one small grid: what a test has time for.
    monkeypatch.setattr(backtest, "SIZES", (backtest.MAIN_SIZE,))
    monkeypatch.setattr(backtest, "NULLS", (backtest.Null("null", 1, 60, 20),))
    out = tmp_path / "new" / "tables"
    assert status(monkeypatch, "--out", str(out), "--series", str(SMALL)) == 0
    printed = capsys.readouterr().out
    assert printed == f"Done. Detectors: 8; simulated series: {SMALL}. The results are in {out}\n"
    assert sorted(path.name for path in out.iterdir()) == ["misses.csv", "results.csv", "settings.csv"]
    results, misses = rows(out / "results.csv"), rows(out / "misses.csv")
    assert [row["detector"] for row in results] == [*backtest.DETECTORS, "policy-level-1", "policy-level-2"]
    assert {(row["basis"], row["bench"], row["series_total"]) for row in results} == {
        ("simulated", "daily-5", str(SMALL)),
        ("simulated", "null", str(null_grid.TOPICS)),
    }
    for row in results[: len(backtest.DETECTORS)]:
        own = [miss for miss in misses if miss["detector"] == row["detector"]]
        found = [miss for miss in own if miss["found"] == "true"]
        assert float(row["pod"]) == pytest.approx(len(found) / len(own), abs=1e-6)
        assert all((miss["delay_days"] == "") == (miss["found"] == "false") for miss in own)
        for name in MEASURES:
            if row[name]:
                assert float(row[f"{name}_low"]) <= float(row[name]) <= float(row[f"{name}_high"]), (row, name)
        for miss in own:
            assert FIRST < int(miss["first_step"]) <= simulation.STEPS
            assert int(miss["cases"]) > 0 and int(miss["outbreak_days"]) > 0
    values = {row["key"]: row["value"] for row in rows(out / "settings.csv")}
    assert (values["seed"], values["series_main"]) == (str(backtest.SEED), str(SMALL))
    for path in out.iterdir():
        assert not re.search(r"\b(nan|inf|None|True|False)\b|\r", path.read_text(encoding="utf-8"))


def test_the_goals_are_met_on_some_of_the_series() -> None:
    """The whole takes minutes; here 16 series, a seed that was not looked at, and room for chance."""
    simulated = simulation.simulate(16, backtest.MAIN_SIZE, backtest.SEED + 1)
    outbreak = simulated.outbreak[:, FIRST:] > 0
    weekday = np.arange(simulation.STEPS) % 7
    for scores, goals in (
        (nbw.detect(simulated.counts, weekday, first=FIRST), {"f1": 0.27, "specificity": 0.985, "pod": 0.75}),
        (ff7.detect(simulated.counts, simulation.YEAR, first=FIRST), {"f1": 0.50, "specificity": 0.98, "pod": 0.93}),
    ):
        counted = metrics.tally(scores.alarm[:, FIRST:], outbreak)
        _, high = bootstrap.interval(counted, backtest.SEED)
        for name, goal in goals.items():
            assert high[MEASURES.index(name)] >= goal, name
            assert metrics.measures(counted)[MEASURES.index(name)] >= goal - 0.1, name


def test_nothing_happens_and_little_is_said(policy: rules.Rules) -> None:
    """False episodes of level 2 within the budget: 2 a series and year, and 12 a month for 680 series."""
    days, history, provinces = metrics.DAYS_A_YEAR, 200, 9
    grid = null_grid.grid(provinces, history + days, backtest.SEED, policy)
    scanned, series = scan.scan(grid, policy), provinces * null_grid.TOPICS
    found = null_grid.false_episodes(scanned, 2, history, series)
    assert found.mean() <= policy_budget("budget_series_year")
    assert found.mean() * 680 / 12 <= policy_budget("budget_month")
    # Something was tested.
    assert null_grid.false_episodes(scanned, 0, 0, series).sum() > 0


def test_equal_arguments_give_equal_rows(policy: rules.Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "TESTED", 40)

    def tables() -> str:
        found = list(backtest.nothing_happens(backtest.Null("null", 1, 60, 30), 3, policy))
        return repr((backtest.measured(simulation.simulate(1, 10, 3), "daily-10", 3, str), found))

    assert tables() == tables()


def test_rows_of_a_grid_have_the_episodes_alone(policy: rules.Rules) -> None:
    first, second = backtest.nothing_happens(backtest.Null("null", 1, 60, 40), 3, policy)
    assert first["false_episodes"] >= second["false_episodes"] >= 0  # type: ignore[operator]
    assert all(math.isnan(first[name]) for name in MEASURES if name != "false_episodes")  # type: ignore[arg-type]


def test_a_place_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "file"
    place.write_text("mine", encoding="utf-8")
    monkeypatch.setattr(backtest, "run", lambda *_arguments: backtest.Tables([], [], []))
    assert status(monkeypatch, "--out", str(place / "tables")) == 1
    assert f"could not be written to “{place / 'tables'}”" in capsys.readouterr().err
    assert place.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("text", [None, "key,value\n", "no,columns\n1,2\n", "key,value\nhistory_least,many\n"])
def test_settings_that_cannot_be_read(
    text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        path = tmp_path / "datasets" / backtest.METHOD
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert status(monkeypatch, "--out", str(out), "--datasets", str(tmp_path / "datasets")) == 1
    assert "The settings of the warnings cannot be read" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("options", [["--series", "0"], ["--seed", "-1"], ["--series", "many"]])
def test_usage(options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert status(monkeypatch, "--out", str(tmp_path), *options) == 2
