"""Incidents in a build: cleared ones come out whole, and each that is not stops it, whoever owns the table."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from incident_records import ON, public_row
from observatory import build as building
from observatory.cli import cli
from observatory.compute import compute
from observatory.errors import FindingsError
from observatory.findings import Finding, has_errors
from observatory.recipes.incidents import INCIDENTS, PROCESS, uncleared
from observatory.tables.kinds import shared_schema
from observatory.tables.load import load
from observatory.tables.model import Catalogue
from observatory.warning.clearance import RECORDS, REVIEWS
from packages import ROOT, table, write_descriptor, write_package

NEEDED = (PROCESS, INCIDENTS, "reference/provincial-units", "methodology/media")
REVIEW = {
    "incident_id": "2026-001",
    "public_summary_vi": "Đã đính chính.",
    "public_summary_en": "Corrected.",
    "time_to_detect_h": 6,
    "time_to_ack_h": 1.5,
    "sla_met": "true",
    "source": "Sổ sự cố",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base") / "datasets"
    for package in NEEDED:
        shutil.copytree(ROOT / "datasets" / package, folder / package)
    return folder


@pytest.fixture(scope="module")
def known(base: Path) -> Catalogue:
    """The packages that the result needs, read once, with nothing in the tables of incidents."""
    return load([base]).catalogue


def cells(kind: str, rows: list[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    schema = shared_schema(kind)
    assert schema
    writer = csv.DictWriter(text, [field["name"] for field in schema["fields"]], lineterminator="\n")
    writer.writeheader()
    plain = {True: "true", False: "false", None: ""}
    writer.writerows(
        [
            {k: plain.get(v, v) if not isinstance(v, int) or isinstance(v, bool) else v for k, v in row.items()}
            for row in rows
        ]
    )
    return text.getvalue()


def catalogue(
    known: Catalogue, root: Path, *rows: Mapping[str, Any], reviews: list[Mapping[str, Any]] | None = None
) -> Catalogue:
    """The known packages with ``rows`` among the incidents."""
    folder = shutil.copytree(ROOT / "datasets" / INCIDENTS, root / INCIDENTS)
    (folder / "data/incidents.csv").write_text(cells(RECORDS, list(rows)), encoding="utf-8")
    (folder / "data/reviews.csv").write_text(cells(REVIEWS, reviews or []), encoding="utf-8")
    return joined(known, root)


def joined(known: Catalogue, root: Path) -> Catalogue:
    loaded = load([root])
    assert not has_errors(loaded.findings), loaded.findings
    return Catalogue({**known.packages, **loaded.catalogue.packages})


def stopped(found: Catalogue) -> list[Finding]:
    with pytest.raises(FindingsError) as refused:
        compute(found)
    assert [finding for finding in uncleared(found) if finding not in refused.value.findings] == []
    return list(refused.value.findings)


def frames(found: Catalogue) -> dict[str, pd.DataFrame]:
    return {name: one.frame for name, one in compute(found)["incidents"].tables.items()}


def test_with_no_incident_every_table_is_empty(known: Catalogue) -> None:
    assert uncleared(known) == []
    made = compute(known)["incidents"]
    assert set(made.tables) == {"incidents", "timeline", "lessons", "reviews", "statistics"}
    assert all(one.frame.empty for one in made.tables.values())
    assert made.method.startswith(f"{PROCESS}@")


def test_cleared_incidents_come_out_with_names_timeline_and_lessons(known: Catalogue, root: Path) -> None:
    second = public_row(id="2026-002", province_codes=None, topics=None, end_date=None, lessons_public=None)
    found = catalogue(known, root, public_row(state="reviewed"), second, reviews=[REVIEW])
    made = frames(found)
    rows = made["incidents"].set_index("incident_id")
    first = rows.loc["2026-001"]
    assert (first["level_vi"], first["level_en"], first["state_en"]) == ("Chú ý", "Advisory", "Reviewed")
    assert (first["provinces_vi"], first["topics_vi"]) == ("Đà Nẵng", "Du lịch")
    assert (first["observed_count"], first["mentions_by_country"]) == (120, "US:40 CN:12 other:9")
    assert rows.loc["2026-002", ["provinces_vi", "topics_en", "end_date"]].isna().all()
    notes = made["timeline"]
    assert notes[["incident_id", "position", "local_date", "text_en"]].to_numpy().tolist() == [
        ["2026-001", 1, "2026-11-02", "A false claim."],
        ["2026-002", 1, "2026-11-02", "A false claim."],
    ]
    assert made["lessons"]["text_vi"].tolist() == ["Trả lời sớm hơn."]
    review = made["reviews"].iloc[0]
    assert (review["time_to_detect_h"], review["time_to_ack_h"], bool(review["sla_met"])) == (6, 1.5, True)
    assert pd.isna(review["time_to_contain_h"])


def test_exercises_are_shown_and_not_counted(known: Catalogue, root: Path) -> None:
    exercise = public_row(id="2026-003", exercise=True)
    earlier = public_row(id="2025-001", start_date="2025-12-31", level_peak=1, publish_after="2026-01-01")
    found = catalogue(known, root, public_row(state="reviewed"), earlier, exercise, reviews=[REVIEW])
    made = frames(found)
    assert len(made["incidents"]) == 3
    counts = made["statistics"]
    columns = ["year", "level_peak", "n_incidents", "n_reviewed", "n_sla_known", "n_sla_met"]
    assert counts[columns].to_numpy().tolist() == [[2025, 1, 1, 0, 0, 0], [2026, 2, 1, 1, 1, 1]]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"visibility": "internal"}, "incident-not-public"),
        ({"publish_after": "2026-11-24"}, "incident-too-early"),
        ({"state": "responding"}, "incident-state-not-public"),
        ({"legal_privacy": "pending"}, "incident-no-verdict"),
        ({"level_peak": 3}, "incident-no-statement"),
        ({"observed": 4}, "incident-small-count"),
        ({"title_en": "ask @nguyenvana"}, "incident-personal-data"),
        ({"timeline_public": "x"}, "incident-field-value"),
        ({"topics": "khong-co"}, "incident-field-value"),
    ],
)
def test_one_record_that_is_not_cleared_stops_everything(
    known: Catalogue, root: Path, changes: dict[str, Any], code: str
) -> None:
    found = stopped(catalogue(known, root, public_row(), public_row(id="2026-002", **changes)))
    assert [(finding.code, finding.package, finding.row) for finding in found] == [(code, INCIDENTS, 3)]


def own_package(root: Path, owner: str, name: str, text: str, kind: str | None = RECORDS, **changes: Any) -> Path:
    schema = shared_schema(RECORDS)
    assert schema
    fields = [dict(field) for field in schema["fields"]] + changes.get("fields", [])
    node, _ = table((), fields, {"primaryKey": ["id"]}, sources=[{"title": "Sổ"}], **({"kind": kind} if kind else {}))
    return write_package(root, owner, name, {changes.get("table", "incidents"): (node, text)})


def test_a_record_counts_whoever_owns_its_table(known: Catalogue, root: Path) -> None:
    own_package(root, "hue", "su-co", cells(RECORDS, [public_row(visibility="internal")]))
    (finding,) = stopped(joined(known, root))
    assert (finding.code, finding.package) == ("incident-not-public", "hue/su-co")


def test_the_same_incident_twice_is_refused(known: Catalogue, root: Path) -> None:
    own_package(root, "hue", "su-co", cells(RECORDS, [public_row()]))
    (finding,) = stopped(catalogue(known, root, public_row()))
    assert (finding.code, finding.value) == ("incident-repeated", "2026-001")


@pytest.mark.parametrize("owner", ["hue", "reference"])
def test_a_table_of_incidents_that_does_not_say_so_is_refused(known: Catalogue, root: Path, owner: str) -> None:
    name = "incidents" if owner == "reference" else "ghi-chep"
    own_package(root, owner, name, cells(RECORDS, [public_row(visibility="internal")]), kind=None)
    merged = joined(known, root)
    assert {(finding.code, finding.package) for finding in uncleared(merged)} == {
        ("incident-undeclared", f"{owner}/{name}")
    }
    if owner == "hue":
        stopped(merged)


def test_any_other_table_in_the_package_of_incidents_is_refused(known: Catalogue, root: Path) -> None:
    write_package(root, "reference", "incidents")
    assert [finding.code for finding in uncleared(joined(known, root))] == ["incident-undeclared"]


@pytest.mark.parametrize("name", sorted(pd.read_csv(ROOT / "datasets" / PROCESS / "data/never_public.csv")["code"]))
def test_a_forbidden_field_stops_the_build_as_a_column_of_any_table(known: Catalogue, root: Path, name: str) -> None:
    extra = {"name": name, "type": "string"}
    text = cells(RECORDS, []).rstrip("\n") + f",{name}\n"
    if name == "minors":
        own_package(root / "a", "hue", "su-co", text, fields=[extra])
        assert "kind-mismatch" in {finding.code for finding in load([root / "a"]).findings}
    node, content = table((("a", "x"),), [{"name": "id", "type": "string"}, extra], sources=[{"title": "Sổ"}])
    write_package(root / "b", "hue", "ghi-chep", {"notes": (node, content)})
    (finding,) = uncleared(joined(known, root / "b"))
    assert (finding.code, finding.field, finding.package) == ("incident-never-public", name, "hue/ghi-chep")


def test_a_review_alone_stops_the_build(known: Catalogue, root: Path) -> None:
    (finding,) = stopped(catalogue(known, root, public_row(state="closed"), reviews=[REVIEW]))
    assert finding.code == "review-without-record"


# The commands


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    folder = tmp_path / "bad"
    shutil.copytree(ROOT / "datasets" / INCIDENTS, folder / INCIDENTS)
    text = cells(RECORDS, [public_row(visibility="internal")])
    (folder / INCIDENTS / "data/incidents.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("demo", [False, True])
def test_a_build_with_a_record_that_is_not_cleared_ends_before_anything_is_made(
    bad: Path, tmp_path: Path, demo: bool
) -> None:
    steps: list[str] = []
    with pytest.raises(FindingsError) as refused:
        building.build(bad, tmp_path / "out", [], steps.append, demo=demo)
    found = [(finding.code, finding.row) for finding in refused.value.findings if finding.package == INCIDENTS]
    assert found == [("incident-not-public", 2)]
    assert steps == ["load"] and not (tmp_path / "out" / "site").exists()


def test_validate_finds_it_too(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", str(bad), "--json"], standalone_mode=False) == 1
    document = json.loads(capsys.readouterr().out)
    assert [finding["code"] for finding in document["findings"]] == ["incident-not-public"]


def test_the_day_of_the_data_decides(known: Catalogue, root: Path) -> None:
    found = catalogue(known, root, public_row(publish_after="2026-11-30"))
    assert [finding.expected for finding in uncleared(found)] == [ON]
    folder = root / INCIDENTS
    document = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    write_descriptor(folder, document | {"last_reviewed": "2026-11-30"})
    assert uncleared(joined(known, root)) == []
