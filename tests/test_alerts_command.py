"""The command ``observatory alerts``: the policy on small tables, its log from day to day, and what it refuses."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from daily_frames import day
from observatory import compute
from observatory.alerts import RESULT, alerts, cut
from observatory.cli import main
from observatory.errors import FindingsError, ObservatoryError
from observatory.recipes.alerts import LOG, PROCESS, terms
from observatory.recipes.warning import RENAMED, names, policy_rules
from observatory.tables.load import load
from observatory.tables.model import Catalogue
from observatory.warning import log
from observatory.warning.history import history
from packages import ROOT

NEEDED = (
    *(PROCESS, "methodology/media", "methodology/warning", "methodology/recognition"),
    *("reference/provincial-units", LOG),
)
MEDIA = "reference/media-daily"
DAYS = [date.date().isoformat() for date in pd.date_range("2026-09-01", "2026-10-20")]
SURGE = range(40, 43)


def write_tables(folder: Path, days: list[str]) -> None:
    """The daily tables of a quiet month and a half in which three days have five times as many mentions."""
    rows: dict[str, list[dict[str, object]]] = {"daily": [], "positive": [], "coverage": [], "domains": []}
    for number, date in enumerate(days):
        mentions = (100 if DAYS.index(date) in SURGE else 20) + 3 * (number % 3)
        parts = {"source_country_iso2": {"US": mentions // 2, "FR": mentions - mentions // 2}}
        for table, found in day(date, mentions, parts=parts, provinces={"01": 5}).items():
            rows[table] += found
        domain = {"date": date, "geo_level": "nation", "topic": "all", "domain": "a.example", "mentions": 9}
        rows["domains"].append(domain)
    for table, found in rows.items():
        path = folder / MEDIA / "data" / f"{table}.csv"
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)


def copied(folder: Path, days: list[str]) -> Path:
    for package in (*NEEDED, MEDIA):
        shutil.copytree(ROOT / "datasets" / package, folder / package)
    write_tables(folder, days)
    return folder


@pytest.fixture(scope="module")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("alerts") / "datasets", DAYS)


@pytest.fixture(scope="module")
def catalogue(datasets: Path) -> Catalogue:
    loaded = load([datasets])
    assert [finding for finding in loaded.findings if finding.level == "error"] == []
    return loaded.catalogue


def status(*arguments: object) -> int:
    """The exit status of the command with these arguments."""
    before, sys.argv = sys.argv, ["observatory", "alerts", *map(str, arguments)]
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before
    raise AssertionError("the program did not end")


def messages(out: Path) -> pd.DataFrame:
    return pd.read_csv(out / "alert-log/data/messages.csv", dtype="str", keep_default_na=False)


def quiet(_step: str) -> None: ...


@pytest.fixture(scope="module")
def surged(datasets: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command writes on the second day of the surge."""
    out = tmp_path_factory.mktemp("surged") / "out"
    found = alerts(datasets, out, quiet, DAYS[SURGE[1]])
    assert (found.status, found.as_of, found.added) == ("open", DAYS[SURGE[1]], found.messages)
    return out


def test_a_surge_is_said_and_said_once(
    datasets: Path, surged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = shutil.copytree(surged, tmp_path / "out")
    first = messages(out)
    assert set(first["msg_type"]) == {"Alert"} and set(first["cap_status"]) == {"Actual"}
    assert {"VNM"} <= set(first["place"]) and set(first["sent"]) == {log.moment(DAYS[SURGE[1]])}
    document = json.loads((out / "canh-bao/canh-bao.json").read_text(encoding="utf-8"))
    assert [message["digest"] for message in document["messages"]] == first["digest"].to_list()
    assert {path.stem for path in (out / "canh-bao/cap").iterdir()} == set(first["identifier"])
    episodes = pd.read_csv(out / RESULT / "data/episodes.csv")
    assert set(first["episode_id"]) <= set(episodes["episode_id"])
    # Going on from that log: the same day adds nothing, the end of the tables closes what was open.
    book = tmp_path / "alert-log"
    shutil.copytree(out / "alert-log", book)
    asked = ("--as-of", DAYS[SURGE[1]], "--log", book, "--lang", "en")
    assert status("--datasets", datasets, "--out", out, *asked) == 0
    assert f"As of {DAYS[SURGE[1]]}: level" in (said := capsys.readouterr().out)
    assert f"new messages: 0 of {len(first)}" in said and messages(out).equals(first)
    last = alerts(datasets, out, quiet, published=book)
    grown = messages(out)
    assert last.added == len(grown) - len(first) > 0
    assert grown.head(len(first)).equals(first)
    assert set(grown["status"].tail(last.added)) == {"closed"}
    assert load([out / "alert-log"]).findings == ()


def test_the_days_one_by_one_give_the_log_of_one_replay(catalogue: Catalogue) -> None:
    said = log.empty()
    for date in DAYS[SURGE[0] - 1 :]:
        found = compute.result(cut(catalogue, date), RESULT).tables["episodes"].frame
        said = log.append(said, found, log.moment(date), terms(catalogue, simulated=False))
    assert {"Alert", "Update"} == set(said["msg_type"])
    tables = (catalogue.frame(MEDIA, table) for table in ("daily", "coverage", "domains"))
    known = history(*tables, policy_rules(catalogue), names(catalogue), DAYS[SURGE[0] - 1])
    days = [
        (date, [{RENAMED.get(key, key): cell for key, cell in row.items()} for row in rows]) for date, rows in known
    ]
    pd.testing.assert_frame_equal(log.replay(days, terms(catalogue, simulated=False)), said)
    assert log.check(said) == []


def test_with_nothing_collected_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert status("--datasets", copied(tmp_path / "datasets", []), "--out", out) == 0
    assert "Chưa thu thập ngày nào" in capsys.readouterr().out
    assert messages(out).empty
    assert (out / "canh-bao/canh-bao.atom").is_file() and not (out / "canh-bao/cap").exists()
    today = pd.read_csv(out / RESULT / "data/today.csv")
    assert today["status"].to_list() == ["no-data"]


def test_too_little_history_is_no_silence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied(tmp_path / "datasets", DAYS[:10])
    assert status("--datasets", folder, "--out", tmp_path / "out") == 0
    assert "im lặng ở đây không có nghĩa là bình thường" in capsys.readouterr().out


def test_an_altered_message_stops_the_command_and_the_build(
    datasets: Path, surged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, book = shutil.copytree(surged, tmp_path / "out"), tmp_path / "datasets" / LOG
    shutil.copytree(out / "alert-log", book)
    table = book / "data/messages.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",VNM,", ",01,", 1), encoding="utf-8")
    before = messages(out)
    assert status("--datasets", datasets, "--out", out, "--log", book) == 1
    assert "[alert-log-rewritten]" in capsys.readouterr().err
    assert messages(out).equals(before)
    shutil.copytree(datasets / "methodology/warning", tmp_path / "datasets/methodology/warning")
    with pytest.raises(FindingsError) as raised:
        compute.compute(load([tmp_path / "datasets"]).catalogue)
    assert {finding.code for finding in raised.value.findings} == {"alert-log-rewritten"}


def test_a_log_that_is_ahead_of_the_tables_is_refused(surged: Path, tmp_path: Path) -> None:
    shorter = copied(tmp_path / "datasets", DAYS[: SURGE[0]])
    with pytest.raises(ObservatoryError, match="alert-log-ahead"):
        alerts(shorter, tmp_path / "new", quiet, published=surged / "alert-log")
    assert not (tmp_path / "new").exists()


def test_what_is_no_log_is_refused(datasets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("--datasets", datasets, "--out", tmp_path / "out", "--log", datasets / "methodology/media") == 1
    assert "[alert-log-rewritten]" in capsys.readouterr().err
    assert status("--datasets", datasets, "--as-of", "2026-13-01") == 2
    assert not (tmp_path / "out").exists()
