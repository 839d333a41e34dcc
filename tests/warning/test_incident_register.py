"""The register on the disk: private, outside the project, append-only, and whole whatever happens."""

from __future__ import annotations

import json
import os
import signal
import stat
import threading
from pathlib import Path

import pytest

from incident_records import SETS, at_state, moved, opened, process, signed
from observatory.errors import FindingsError, ObservatoryError
from observatory.warning.incident import commands
from observatory.warning.incident.register import LEDGER, Register
from observatory.warning.record import Record
from packages import ROOT

FIELDS = {"level": "2", "title_vi": "Tin đồn", "title_en": "A rumour"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "so-su-co"


def new(folder: Path, follows: str = "") -> Record:
    return commands.new(folder, "machine", signed(), FIELDS, process(), follows, exercise=False)


def codes(folder: Path, name: str = "") -> list[str]:
    if name:
        with pytest.raises(FindingsError) as found:
            commands.read(folder, name)
        return [finding.code for finding in found.value.findings]
    return [finding.code for finding in commands.read(folder, "")[1]]


def test_what_is_written_is_read_again_whole(folder: Path) -> None:
    new(folder)
    commands.move(folder, "2026-001", "triage", signed(1), {}, process())
    commands.move(folder, "2026-001", "", signed(2, "scribe"), {"title_en": "Một “dòng”\nhai"}, process())
    ((record,), found) = commands.read(folder, "2026-001")
    assert found == []
    assert [(entry.kind, entry.state) for entry in record.entries] == [
        *(("open", "detected"), ("move", "triage"), ("set", "triage"))
    ]
    with Register.opened(folder) as register:
        register.write(record)
    assert commands.read(folder, "2026-001")[0] == [record]
    assert record.fields["title_en"] == "Một “dòng”\nhai"


def test_a_whole_incident_survives_the_disk(folder: Path) -> None:
    record = at_state("reviewed", opened(exercise=True))
    with Register.opened(folder, create=True) as register:
        register.write(record)
        assert register.read("2026-001") == record


def test_only_the_owner_can_read_it(folder: Path) -> None:
    before = os.umask(0)
    try:
        new(folder)
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_ids_are_numbered_by_year_and_none_is_used_again(folder: Path) -> None:
    assert [new(folder).id for _ in range(3)] == ["2026-001", "2026-002", "2026-003"]
    (folder / "2026-003.json").unlink()
    assert new(folder).id == "2026-004"
    assert codes(folder) == ["incident-record-damaged"]


def test_an_incident_follows_one_that_is_there(folder: Path) -> None:
    new(folder)
    assert new(folder, "2026-001").follows == "2026-001"
    with pytest.raises(FindingsError) as refused:
        new(folder, "2025-009")
    assert [(finding.code, finding.value) for finding in refused.value.findings] == [("incident-unknown", "2025-009")]
    assert codes(folder, "../2026-001") == ["incident-unknown"]


# In the open


@pytest.mark.parametrize("place", ["", "build/so", "datasets", "datasets/reference/incidents", "datasets/moi/so"])
def test_a_register_inside_the_project_is_refused(place: str) -> None:
    folder = ROOT / place
    before = sorted(folder.glob("*")) if folder.is_dir() else None
    with pytest.raises(ObservatoryError, match="incident-register-public"):
        new(folder)
    assert (sorted(folder.glob("*")) if folder.is_dir() else None) == before


def test_a_register_inside_another_checkout_or_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clone" / "datasets").mkdir(parents=True)
    (tmp_path / "clone" / "mkdocs.yml").touch()
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "datapackage.json").touch()
    (tmp_path / "data" / "methodology" / "crisis-process").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "clone")
    for place in ("clone/x/y", "package/x", "data/x", "data/hue/x", "link/x"):
        with pytest.raises(ObservatoryError, match="incident-register-public"):
            new(tmp_path / place)
        assert not (tmp_path / place).exists()


def test_a_folder_without_a_register_is_said(folder: Path, tmp_path: Path) -> None:
    for place in (folder, tmp_path):
        with pytest.raises(ObservatoryError, match="incident-no-register"):
            commands.read(place, "")
    (tmp_path / "file").touch()
    with pytest.raises(ObservatoryError, match="incident-no-register"):
        new(tmp_path / "file")


# Damage


def spoil(folder: Path, change: object, name: str = "2026-001") -> None:
    document = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    change(document)  # type: ignore[operator]
    (folder / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["entries"].pop(),
        lambda document: document["entries"].pop(0),
        lambda document: document["entries"].clear(),
        lambda document: document["entries"].insert(0, document["entries"].pop()),
        lambda document: document["entries"][0]["fields"].update(level="1"),
        lambda document: document["entries"][1].update(actor="Người khác"),
        lambda document: document["entries"][1].update(time="2026-11-02T08:30:00+07:00"),
        lambda document: document["entries"][0].update(digest="0" * 64),
        lambda document: document.update(exercise=True),
        lambda document: document.update(opened_by="person"),
        lambda document: document.update(id="2026-002"),
        lambda document: document.update(format=2),
        lambda document: document.update(entries={}),
        lambda document: document.pop("follows"),
    ],
)
def test_whatever_is_altered_by_hand_is_noticed(folder: Path, change: object) -> None:
    new(folder)
    commands.move(folder, "2026-001", "triage", signed(1), {}, process())
    new(folder)
    spoil(folder, change)
    assert codes(folder, "2026-001") == ["incident-record-damaged"]
    records, found = commands.read(folder, "")
    assert [record.id for record in records] == ["2026-002"]
    assert [(finding.code, finding.value) for finding in found] == [("incident-record-damaged", "2026-001")]
    with pytest.raises(FindingsError):
        commands.move(folder, "2026-001", "triage", signed(2), {}, process())


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"format": 1}'])
def test_a_file_that_is_none_of_ours_is_named_and_kept(folder: Path, content: bytes) -> None:
    new(folder)
    new(folder)
    (folder / "2026-001.json").write_bytes(content)
    assert codes(folder) == ["incident-record-damaged"]
    commands.move(folder, "2026-002", "triage", signed(1), {}, process())
    assert (folder / "2026-001.json").read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"[]", b'{"x": 1}', b'{"2026-001": 1}', None])
def test_a_damaged_ledger_is_named_and_nothing_is_written(folder: Path, content: bytes | None) -> None:
    new(folder)
    if content is None:
        (folder / LEDGER).unlink()
    else:
        (folder / LEDGER).write_bytes(content)
    assert codes(folder) == codes(folder, "2026-001") == ["incident-ledger-damaged"]
    before = (folder / "2026-001.json").read_bytes()
    for run in (
        lambda: commands.move(folder, "2026-001", "triage", signed(1), {}, process()),
        lambda: new(folder),
    ):
        with pytest.raises(FindingsError):
            run()
    assert (folder / "2026-001.json").read_bytes() == before
    assert not (folder / "2026-002.json").exists()


# Cut off, and at the same time


def test_a_cut_between_the_record_and_the_ledger_loses_nothing(folder: Path) -> None:
    new(folder)
    before = (folder / LEDGER).read_bytes()
    commands.move(folder, "2026-001", "triage", signed(1), {}, process())
    (folder / LEDGER).write_bytes(before)
    (folder / ".aside-ledger.json").write_text("{", encoding="utf-8")
    ((record,), found) = commands.read(folder, "")
    assert (record.state, found) == ("triage", [])
    assert not (folder / ".aside-ledger.json").exists()
    commands.move(folder, "2026-001", "monitoring", signed(2), {}, process())
    assert json.loads((folder / LEDGER).read_bytes())["2026-001"]["entries"] == 3


def test_a_disk_that_cannot_be_written_leaves_the_register_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ObservatoryError, match="incident-disk"):
        commands.move(folder, "2026-001", "triage", signed(1), {}, process())
    monkeypatch.undo()
    assert commands.read(folder, "2026-001")[0][0].state == "detected"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_run_that_is_killed_leaves_a_register_that_can_be_read(
    folder: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    new(folder)
    left = count

    def fsync(_: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(os, "fsync", fsync)
    if not (child := os.fork()):
        commands.move(folder, "2026-001", "triage", signed(1), {}, process())
        os._exit(0)
    _, ended = os.waitpid(child, 0)
    monkeypatch.undo()
    assert os.WTERMSIG(ended) == signal.SIGKILL
    ((record,), found) = commands.read(folder, "")
    assert found == []
    assert record.state == ("detected" if count == 0 else "triage")
    assert commands.move(folder, "2026-001", "", signed(3, "scribe"), {"title_en": "x"}, process()).fields


def test_many_at_once_get_ids_of_their_own(folder: Path) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(new(folder).id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [f"2026-{number:03}" for number in range(1, 9)]
    assert commands.read(folder, "")[1] == []


def test_moves_are_only_added(folder: Path) -> None:
    with Register.opened(folder, create=True) as register:
        register.write(opened())
    seen = (folder / "2026-001.json").read_text(encoding="utf-8")
    first = json.loads(seen)["entries"][0]
    record = moved(opened(), "triage", 1)
    with Register.opened(folder) as register:
        register.write(record)
    entries = json.loads((folder / "2026-001.json").read_text(encoding="utf-8"))["entries"]
    assert entries[0] == first
    assert entries[1]["previous"] == first["digest"] != entries[1]["digest"]
    assert SETS["closed"]
