"""``observatory incident``: from opening to the public package, and every way in which it refuses."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from incident_records import REVIEW, SETS, at_state, process
from observatory.cli import cli
from observatory.errors import FindingsError, ObservatoryError
from observatory.tables.load import load
from observatory.warning.incident import commands
from observatory.warning.incident.register import Register
from packages import ROOT

Run = Callable[..., str]
ON = "2026-11-23"
ROLE = {"triage": "duty_monitor", "assessed": "analyst", "reviewed": "analyst"}
WHO = {"duty_monitor": "An", "analyst": "Bình", "incident_lead": "Chi", "scribe": "Hà", "publisher": "Khánh"}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``incident`` on the register of the test and gives what it printed; errors pass through."""
    read = commands.process_in
    monkeypatch.setattr(commands, "process_in", lambda datasets: read(datasets) if datasets else process())

    def command(*words: object, status: int = 0) -> str:
        name, *rest = map(str, words)
        ended = cli.main(["incident", name, "--register", str(tmp_path / "so"), *rest], standalone_mode=False)
        assert ended == status
        return capsys.readouterr().out

    return command


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "datasets/reference/incidents", tmp_path / "reference" / "incidents"))


def new(run: Run, *words: object) -> str:
    said = run(
        *(
            "new",
            "--level",
            2,
            "--opened-by",
            "machine",
            "--actor",
            "bộ phát hiện 1",
            "--time",
            "2026-11-02T08:00+07:00",
        ),
        *("--title-vi", "Tin đồn", "--title-en", "A rumour", "--province", "48", "--province", "46"),
        *("--topic", "tourism", "--event-time", "2026-11-02T02:00+07:00", *words),
    )
    return said.split()[4].strip(",")


def move(run: Run, name: str, state: str, hour: int, *words: object, role: str = "") -> str:
    by = role or ROLE.get(state, "incident_lead")
    sets = [word for field, text in SETS.get(state, {}).items() for word in ("--set", f"{field}={text}")]
    time = f"2026-11-02T{hour:02}:00+07:00"
    return run(
        "move", name, state, "--actor", WHO[by], "--role", by, "--time", time, "--reason", "lý do", *sets, *words
    )


def put(run: Run, name: str, role: str, hour: int, *pairs: str) -> str:
    words = [word for pair in pairs for word in ("--set", pair)]
    time = f"2026-11-02T{hour:02}:30+07:00"
    return run("set", name, "--actor", WHO.get(role, "Giang"), "--role", role, "--time", time, "--reason", "x", *words)


def closed(run: Run, folder: Path) -> str:
    """An incident that was closed, put into the register beside those that are there."""
    name = new(run)
    with Register.opened(folder / "so") as register:
        register.write(replace(at_state("closed"), id=name))
    return name


def clear(run: Run, name: str) -> None:
    put(run, name, "legal_privacy", 18, "legal_privacy=ok")
    put(run, name, "publisher", 19, "visibility=public", f"publish_after={ON}")


def ids(out: Path, table: str = "incidents") -> list[str]:
    with (out / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [next(iter(row.values())) for row in csv.DictReader(file)]


def refused(run: Run, *words: object) -> set[str]:
    with pytest.raises(FindingsError) as found:
        run(*words)
    return {finding.code for finding in found.value.findings}


def test_an_incident_goes_from_the_machine_to_the_public_package(run: Run, out: Path, tmp_path: Path) -> None:
    name = new(run)
    steps = ("triage", "assessed", "activated", "responding", "contained", "recovering", "closed")
    for hour, state in enumerate(steps, start=9):
        move(run, name, state, hour)
    assert name == "2026-001"
    review = tmp_path / "rut-kinh-nghiem.json"
    review.write_text(json.dumps(REVIEW | {"incident_id": name}, ensure_ascii=False), encoding="utf-8")
    run(
        *("move", name, "reviewed", "--actor", "Bình", "--role", "analyst", "--time", "2026-11-02T17:00+07:00"),
        *("--reason", "họp", "--set-file", f"after_action_review={review}"),
    )
    clear(run, name)
    assert "Đã xuất 1 sự cố" in run("export", "--out", out, "--on", ON)
    assert ids(out) == ids(out, "reviews") == [name]
    loaded = load([out])
    assert [finding for finding in loaded.findings if finding.level == "error"] == []
    package = loaded.catalogue.packages["reference/incidents"]
    row = package.tables["incidents"].frame.iloc[0]
    assert (row["level_peak"], row["state"], row["province_codes"]) == (2, "reviewed", "48 46")
    assert package.tables["reviews"].frame.iloc[0]["time_to_detect_h"] == 6.0
    assert package.last_reviewed == ON
    text = (out / "data" / "incidents.csv").read_text(encoding="utf-8")
    assert not any(private in text for private in (*WHO.values(), "Đang xác minh", "Ảnh cũ"))


def test_what_is_not_cleared_stays_and_says_why(
    run: Run, out: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first, second = closed(run, tmp_path), new(run)
    clear(run, first)
    said = run("export", "--out", out, "--on", ON, "--lang", "en")
    assert f"Exported to {out}: 1; kept back: 1" in said
    assert ids(out) == [first]
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    assert refused(run, "export", second, "--out", out, "--on", ON) >= {"incident-not-public", "incident-no-verdict"}
    assert refused(run, "export", first, second, "--out", out, "--on", ON)
    assert refused(run, "export", "2026-009", "--out", out, "--on", ON) == {"incident-unknown"}
    assert refused(run, "export", first, "--out", out, "--on", "2026-11-22") == {"incident-too-early"}
    assert {path: path.read_bytes() for path in out.rglob("*.*")} == before
    assert capsys.readouterr().out == ""


def test_a_record_that_is_no_longer_cleared_leaves_the_package(run: Run, out: Path, tmp_path: Path) -> None:
    first, second = closed(run, tmp_path), closed(run, tmp_path)
    clear(run, first)
    clear(run, second)
    run("export", first, "--out", out, "--on", ON)
    assert ids(out) == [first]
    run("export", second, "--out", out, "--on", ON)
    assert ids(out) == [first, second]
    put(run, first, "publisher", 20, "visibility=internal")
    run("export", second, "--out", out, "--on", ON)
    assert ids(out) == [second]


def test_a_change_after_the_verdict_keeps_a_record_back(run: Run, out: Path, tmp_path: Path) -> None:
    name = closed(run, tmp_path)
    clear(run, name)
    put(run, name, "scribe", 20, "title_en=Another")
    assert refused(run, "export", name, "--out", out, "--on", ON) == {"incident-no-verdict"}


def test_the_lead_does_not_publish(run: Run, tmp_path: Path) -> None:
    name = closed(run, tmp_path)
    words = ("--role", "publisher", "--time", "2026-11-02T20:00+07:00", "--reason", "x", "--set", "visibility=public")
    assert refused(run, "set", name, "--actor", "chi", *words) == {"incident-same-person"}
    assert refused(run, "set", name, "--actor", "Chi ", *words) == {"incident-same-person"}


@pytest.mark.parametrize("target", ["", "datapackage.json", "data"])
def test_a_folder_that_is_no_package_of_incidents_is_left_alone(run: Run, tmp_path: Path, target: str) -> None:
    name = closed(run, tmp_path)
    clear(run, name)
    place = tmp_path / "noi-khac"
    place.mkdir()
    if target:
        (place / "datapackage.json").write_text('{"resources": []}', encoding="utf-8")
    with pytest.raises(ObservatoryError, match="incident-no-package"):
        run("export", "--out", place, "--on", ON)
    assert len(list(place.iterdir())) == bool(target)


def test_a_package_never_leads_outside_itself(run: Run, out: Path, tmp_path: Path) -> None:
    closed(run, tmp_path)
    document = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    document["resources"][0]["path"] = "../../x.csv"
    (out / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ObservatoryError, match="incident-no-package"):
        run("export", "--out", out, "--on", ON)


def test_a_damaged_register_exports_nothing(run: Run, out: Path, tmp_path: Path) -> None:
    first, second = closed(run, tmp_path), new(run)
    clear(run, first)
    (tmp_path / "so" / f"{second}.json").write_text("{", encoding="utf-8")
    assert refused(run, "export", "--out", out, "--on", ON) == {"incident-record-damaged"}
    assert "2026-001" in run("show", status=1)


def test_all_incidents_are_shown_with_the_hours_that_are_left(run: Run) -> None:
    new(run)
    new(run, "--exercise", "--follows", "2026-001")
    lines = run("show", "--time", "2026-11-02T12:00+07:00").splitlines()
    assert lines[0] == "2026-001  Tin đồn  [Phát hiện (detected), cấp 2]"
    assert lines[1].strip() == "Sàng lọc: còn 4,0 giờ"
    assert "DIỄN TẬP, tiếp theo 2026-001" in lines[4]
    english = run("show", "--time", "2026-11-02T18:00+07:00", "--lang", "en")
    assert "Triage: 2.0 h late" in english and "EXERCISE, follows 2026-001" in english
    assert run("show", "2026-001", "--lang", "en").count("in time") == 0


def test_one_incident_is_shown_whole_for_people_and_programs(run: Run, tmp_path: Path) -> None:
    name = closed(run, tmp_path)
    text = run("show", name)
    assert "Chi (incident_lead): lý do" in text and "objectives = Đính chính." in text and "đề xuất" in text
    document = json.loads(run("show", name, "--json", "--time", "2026-11-03T08:00+07:00"))
    assert (document["state"], document["level_peak"], len(document["entries"])) == ("closed", 2, 8)
    assert document["hours"]["time_to_contain_h"] == 5.0
    by_step = {due["step"]: due for due in document["deadlines"]}
    assert by_step["triage"]["kept"] is True and by_step["review_meeting"]["hours_left"] == 223.0
    assert [one["id"] for one in json.loads(run("show", "--json"))] == [name]


def test_a_dismissed_incident_has_no_deadline_left(run: Run) -> None:
    name = new(run)
    move(run, name, "triage", 9)
    move(run, name, "dismissed", 10, role="analyst")
    assert run("show").splitlines() == [f"{name}  Tin đồn  [Bỏ qua (báo động giả) (dismissed), cấp 2]"]


@pytest.mark.parametrize(
    "words",
    [
        ("new", "--level", "5", "--actor", "x", "--time", "2026-11-02T08:00+07:00"),
        ("new", "--level", "2", "--time", "2026-11-02T08:00+07:00"),
        ("move", "2026-001", "triage", "--actor", "x", "--time", "t"),
        ("set", "2026-001", "--actor", "x", "--time", "t", "--reason", "x", "--set", "title_vi"),
        ("set", "2026-001", "--actor", "x", "--time", "t", "--reason", "x", "--set", "a=1", "--set", "a=2"),
        ("set", "2026-001", "--actor", "x", "--time", "t", "--reason", "x", "--set-file", "a=/khong/co"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(run: Run, words: tuple[str, ...]) -> None:
    import click

    with pytest.raises(click.UsageError):
        run(*words)


def test_a_process_that_cannot_be_read_is_said(run: Run, tmp_path: Path) -> None:
    with pytest.raises(ObservatoryError, match="incident-no-process"):
        new(run, "--datasets", tmp_path)
    assert process().version


def test_the_clock_is_read_only_where_no_time_is_given(run: Run) -> None:
    name = new(run)
    assert "quá hạn" in run("show", name)
    assert refused(run, "show", "--time", "hôm nay") == {"incident-time"}
