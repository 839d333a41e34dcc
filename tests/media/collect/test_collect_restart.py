"""A run that is cut off anywhere and begun again leaves what a run that was not cut off leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import slice_files
from local_server import Answer, serve
from slice_files import METHODOLOGY, Archives, contents, days, event_mention_row, event_row, gkg_row

from observatory.media.collect import slices
from observatory.media.collect.ledger import Ledger
from observatory.media.collect.outcome import Request
from observatory.media.collect.store import locked
from packages import ROOT

NAMES = [f"2026010{day}00{minute}00" for day in (5, 6) for minute in ("00", "15", "30", "45")]


class Cut(BaseException):
    """The power went."""


def cut_at(monkeypatch: pytest.MonkeyPatch, name: str, number: int, *, after: bool) -> list[int]:
    """Have the call ``number`` of ``os.<name>`` be the last thing that happens; counts the calls."""
    real, calls = getattr(os, name), [0]

    def instead(*arguments: Any, **more: Any) -> Any:
        calls[0] += 1
        if calls[0] == number and not after:
            raise Cut
        outcome = real(*arguments, **more)
        if calls[0] == number:
            raise Cut
        return outcome

    monkeypatch.setattr(os, name, instead)
    return calls


def collect(collector: Callable[..., Any], where: str, store: Path) -> None:
    with locked(store):
        collector(Request(where, store, None, None, METHODOLOGY, lambda _step: None))


def state(store: Path, source: str) -> tuple[dict[str, bytes], list[tuple[Any, ...]]]:
    return contents(store), slice_files.ledgered(Ledger(store, source).rows())


def gkg_folder(folder: Path) -> Path:
    """Eight slices of two days, two of them bad, some rows of other days, some that tell the same."""
    made = days(folder, NAMES, each=1)
    made.put(f"{NAMES[2]}.gkg.csv.zip", b"")
    made.add(f"{NAMES[3]}.translation.gkg.csv.zip", [gkg_row("20150218230000-1", title="One story told twice again")])
    made.add(
        f"{NAMES[5]}.translation.gkg.csv.zip",
        [gkg_row(f"{NAMES[5]}-T{number}", title="One story told twice again") for number in (1, 2)],
    )
    return made.write()


def events_folder(folder: Path) -> Path:
    made = Archives(folder)
    for number, name in enumerate(NAMES):
        made.add(f"{name}.export.CSV.zip", [event_row(number, name)])
        made.add(f"{name}.mentions.CSV.zip", [event_mention_row(other, name) for other in range(number + 1)])
    return made.write()


CASES = {"gkg": (slices.collect_gkg, gkg_folder), "events": (slices.collect_events, events_folder)}


@pytest.mark.parametrize("source", CASES)
def test_cut_off_before_or_after_any_rename_or_before_any_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    collector, make = CASES[source]
    where = str(make(tmp_path / "from"))
    monkeypatch.setattr(slices, "FEW", 100)
    monkeypatch.setattr(slices, "GROUP", 3)
    whole = tmp_path / "whole"
    collect(collector, where, whole)
    expected = state(whole, source)
    assert len(expected[0]) >= 2
    cuts = 0
    for name, after in (("replace", False), ("replace", True), ("fsync", False)):
        for number in range(1, 200, 2 if name == "replace" else 9):
            store = tmp_path / f"{name}-{after}-{number}"
            with monkeypatch.context() as patch:
                calls = cut_at(patch, name, number, after=after)
                try:
                    collect(collector, where, store)
                except Cut:
                    cuts += 1
                if calls[0] < number:
                    break
            collect(collector, where, store)
            assert state(store, source) == expected, store.name
            assert list((store / "incoming").iterdir()) == []
    assert cuts > 12


def test_cut_off_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = str(gkg_folder(tmp_path / "from"))
    monkeypatch.setattr(slices, "FEW", 100)
    monkeypatch.setattr(slices, "GROUP", 2)
    whole, store = tmp_path / "whole", tmp_path / "store"
    collect(slices.collect_gkg, where, whole)
    for _ in range(100):
        with monkeypatch.context() as patch:
            cut_at(patch, "replace", 2, after=True)
            try:
                collect(slices.collect_gkg, where, store)
                break
            except Cut:
                continue
    assert state(store, "gkg") == state(whole, "gkg")


def test_rows_of_a_slice_that_changed_before_the_ledger_knew_of_it_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, store = days(tmp_path / "from", NAMES[:1]), tmp_path / "store"
    with monkeypatch.context() as patch, pytest.raises(Cut):
        cut_at(patch, "replace", 1, after=True)
        collect(slices.collect_gkg, str(made.write()), store)
    assert len(slice_files.rows(store)) == 2
    made.lines[""].clear()
    made.add(f"{NAMES[0]}.gkg.csv.zip", [gkg_row(f"{NAMES[0]}-9")])
    collect(slices.collect_gkg, str(made.write()), store)
    assert [row["record_id"] for row in slice_files.rows(store)] == [f"{NAMES[0]}-9"]


_KILL = """
import os, signal, sys
seen, real = 0, os.replace
def replace(*arguments):
    global seen
    seen += 1
    real(*arguments)
    if seen == at:
        os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    os.replace = replace
    at = int(sys.argv.pop(1))
    from observatory import cli
    cli.main()
"""


def program(script: Path, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(script), *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        start_new_session=True,
    )


def ends(group: int) -> bool:
    """Whether all processes of a group are gone within ten seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_killed_with_its_processes_reading(tmp_path: Path) -> None:
    where = gkg_folder(tmp_path / "from")
    (tmp_path / "kill.py").write_text(_KILL)
    store, whole = tmp_path / "store", tmp_path / "whole"
    killed = program(tmp_path / "kill.py", 4, "collect", "gkg", "--from", where, "--store", store)
    assert killed.wait(60) == -signal.SIGKILL
    assert ends(killed.pid)
    assert slice_files.run("gkg", "--from", where, "--store", store) == 1
    assert slice_files.run("gkg", "--from", where, "--store", whole) == 1
    assert state(store, "gkg") == state(whole, "gkg")


def test_killed_in_the_middle_of_a_download(tmp_path: Path) -> None:
    made = days(tmp_path / "from", NAMES[:3], each=3)
    routes: dict[str, Any] = {path: Answer(body=body) for path, body in made.routes().items()}
    slow = f"/{NAMES[1]}.gkg.csv.zip"
    routes[slow] = [Answer(body=routes[slow].body, drip=0.02), routes[slow]]
    (tmp_path / "kill.py").write_text(_KILL)
    store, whole = tmp_path / "store", tmp_path / "whole"
    with serve(routes) as server:
        where = ("--from", server.url, "--since", "2026-01-05", "--until", "2026-01-05")
        running = program(tmp_path / "kill.py", 0, "collect", "gkg", *where, "--store", store)
        part = store / "incoming" / f"{slow[1:]}.part"
        for _ in range(600):
            if part.exists() or running.poll() is not None:
                break
            time.sleep(0.05)
        assert part.exists()
        running.kill()
        running.wait(10)
        assert ends(running.pid)
        assert slice_files.run("gkg", *where, "--store", store) == 0
        assert slice_files.run("gkg", *where, "--store", whole) == 0
    assert contents(store) == contents(whole)
    assert len(slice_files.rows(store)) == 9
    assert list((store / "incoming").iterdir()) == []
