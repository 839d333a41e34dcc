"""Commendation in a build: what is held comes out named, what units send is theirs, and what may not be stops it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from award_tables import criteria, judged, panels, scores
from observatory.cli import cli
from observatory.compute import result
from observatory.errors import FindingsError
from observatory.recipes.awards import AWARDS, JUDGING, KINDS, MODELS, unsound
from observatory.tables.kinds import shared_schema
from observatory.tables.load import load
from observatory.tables.metadata import frame
from observatory.tables.model import Catalogue, Table
from packages import ROOT, table, write_package

NAMES = ("methodology/media", "methodology/indicators", "reference/provincial-units", "reference/agencies")
MODEL = {
    "model": "ke-chuyen-hue",
    "title_vi": "Kể chuyện Huế",
    "title_en": "Telling Hue",
    "theme": "culture",
    "level": "province34",
    "code": "46",
    "started_year": 2024,
    "recognition": "proposed",
    "summary_vi": "Tóm tắt.",
    "summary_en": "Summary.",
    "effect_indicator": "media_positive_mentions",
    "effect_before": 4,
    "effect_after": 5,
    "effect_unit_vi": "tin",
    "effect_unit_en": "items",
    "source": "Báo cáo của đơn vị",
}
REPLICATION = {"model": "ke-chuyen-hue", "level": "province34", "code": "48", "year": 2025, "source": "Báo cáo"}
NOMINATION = {
    "award": "thong-tin-doi-ngoai",
    "edition": "2025",
    "title_vi": "Đề cử",
    "title_en": "A nomination",
    "theme": "tourism",
    "organisation": "Sở Du lịch",
    "category_vi": "Ảnh",
    "category_en": "Photos",
    "nominated_by": "Ủy ban",
    "nominated_on": "2025-09-01",
    "state": "judged",
    "source": "Công văn",
}


@pytest.fixture(scope="module")
def known() -> Catalogue:
    """The real packages that both results need, read once."""
    loaded = load([ROOT / "datasets" / package for package in (*NAMES, AWARDS, JUDGING, MODELS)])
    assert loaded.findings == ()
    return loaded.catalogue


def rows_of(one: Table, rows: Iterable[Mapping[str, Any]]) -> Table:
    """The table with other rows, typed as if they had been read."""
    names = [field.name for field in one.fields]
    cells = [["" if pd.isna(row.get(name, "")) else str(row.get(name, "")) for name in names] for row in rows]
    return replace(one, frame=frame([names, *cells], one.fields, [""]))


def replaced(known: Catalogue, package: str, owner: str = "", **tables: Iterable[Mapping[str, Any]]) -> Catalogue:
    """The known packages with other rows in tables of one of them, or in a copy of it that is an owner's."""
    real = known.packages[package]
    changed = {**real.tables, **{name: rows_of(real.tables[name], rows) for name, rows in tables.items()}}
    made = replace(real, owner=owner or real.owner, tables=changed)
    return Catalogue({**known.packages, made.id: made})


def sent(known: Catalogue, owner: str, **tables: Iterable[Mapping[str, Any]]) -> Catalogue:
    """The known packages with one of a unit that has models."""
    return replaced(known, MODELS, owner, **tables)


def judging(known: Catalogue, **changes: pd.DataFrame) -> Catalogue:
    """An edition that was judged, sound unless a table is changed."""
    of = {"award": "thong-tin-doi-ngoai", "edition": "2025"}
    rows = [NOMINATION | {"entry": entry} for entry in ("a", "b", "c")]
    tables = {"panels": panels(), "criteria": criteria(), "judged": judged(), "scores": scores()} | changes
    placed = {name: records(rows.assign(**of)) for name, rows in tables.items()}
    return replaced(known, JUDGING, nominations=rows, **placed)


def records(rows: pd.DataFrame) -> list[Mapping[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in rows.to_dict("records")]


def codes(catalogue: Catalogue) -> list[tuple[str, str, int | None]]:
    return [(finding.code, finding.package, finding.row) for finding in unsound(catalogue)]


def test_the_real_packages_are_sound_and_named(known: Catalogue) -> None:
    assert unsound(known) == []
    frames = {name: one.frame for name, one in result(known, "awards").tables.items()}
    editions = frames["editions"].set_index(["award", "edition"])
    assert editions.loc[("thong-tin-doi-ngoai", "2025"), ["n_total", "n_prizes", "n_entries"]].tolist() == [
        88,
        88,
        2412,
    ]
    assert editions.loc[("happy-vietnam", "2025"), ["n_total", "n_prizes"]].tolist() == [36, 36]
    assert editions.loc[("thong-tin-doi-ngoai", "2024"), ["n_total", "n_prizes"]].isna().all()
    assert editions["n_laureates_recorded"].sum() == len(frames["laureates"]) == 15
    assert frames["laureates"]["prize_vi"].notna().all() and frames["laureates"]["translated"].all()
    assert not frames["events"]["upcoming"].any()
    assert frames["themes"]["n_laureates"].sum() == frames["laureates"]["theme"].notna().sum()
    assert frames["judged"].empty and frames["check"].empty
    assert all(one.frame.empty for one in result(known, "models").tables.values())


def test_a_model_sent_by_a_province_is_shown_as_its_own(known: Catalogue) -> None:
    steps = [{"model": "ke-chuyen-hue", "position": 1, "text_vi": "Bước", "text_en": "Step"}]
    done = [REPLICATION, REPLICATION | {"level": "ministry", "code": "BVH"}]
    found = sent(sent(known, "hue", models=[MODEL], steps=steps), "da-nang", replications=done)
    frames = {name: one.frame for name, one in result(found, "models").tables.items()}
    (row,) = frames["models"].to_dict("records")
    assert (row["contributed"], row["source_package"], row["unit_vi"]) == (True, "hue/models", "Huế")
    assert (row["theme_vi"], row["better"], row["effect_change_percent"]) == ("Văn hóa, di sản, tôn giáo", "better", 25)
    assert frames["replications"]["unit_en"].tolist() == ["Văn hóa (Culture) Newspaper", "Da Nang"]
    assert frames["reach"].loc[0, ["n_replications", "n_places", "n_regions"]].tolist() == [2, 2, 1]
    assert frames["themes"][["theme", "n_models", "n_replications"]].to_numpy().tolist() == [["culture", 1, 2]]


@pytest.mark.parametrize(
    ("name", "row", "code"),
    [
        ("replications", REPLICATION, "model-unknown"),
        ("models", MODEL | {"code": "99"}, "model-unknown-unit"),
        ("models", MODEL | {"effect_unit_en": ""}, "model-effect-no-unit"),
        ("models", MODEL | {"recognition": "recognised"}, "model-not-decided"),
        ("models", MODEL | {"summary_en": "Call 0912345678"}, "award-personal-data"),
    ],
)
def test_what_a_unit_may_not_send_stops_it(known: Catalogue, name: str, row: Mapping[str, Any], code: str) -> None:
    found = sent(known, "hue", **{name: [row]})
    assert codes(found) == [(code, "hue/models", 2)]
    with pytest.raises(FindingsError):
        result(found, "models")


def test_the_check_of_a_package_alone_finds_it_too(root: Path) -> None:
    schema = shared_schema("model-replications") or {}
    keys = {name: schema[name] for name in ("primaryKey", "foreignKeys")}
    listed = [tuple(REPLICATION.get(field["name"], "") for field in schema["fields"])]
    node = table(listed, schema["fields"], keys, kind="model-replications", sources=[{"title": "Sở"}])
    folder = write_package(root, "hue", "mo-hinh", {"replications": node})
    fields = [{"name": name, "type": "string"} for name in ("entry", "judge", "score")]
    write_package(root, "hue", "diem", {"scores": table([("a", "G1", "9")], fields, sources=[{"title": "Sở"}])})
    run = CliRunner().invoke(cli, ["validate", str(folder), str(root / "hue/diem"), "--json"], standalone_mode=False)
    found = json.loads(run.stdout)
    assert run.return_value == 1 and not found["valid"]
    assert {(one["code"], one["package"]) for one in found["findings"] if one["level"] == "error"} == {
        ("model-unknown", "hue/mo-hinh"),
        ("award-judge-named", "hue/diem"),
    }


def test_a_model_of_two_packages_is_found(known: Catalogue) -> None:
    found = sent(sent(known, "da-nang", models=[MODEL]), "hue", models=[MODEL])
    assert codes(found) == [("model-repeated", "hue/models", 2)]


def test_a_judged_edition_comes_out_and_withholds_what_is_not_fine(known: Catalogue) -> None:
    found = judging(known)
    assert unsound(found) == []
    frames = {name: one.frame for name, one in result(found, "awards").tables.items()}
    rows = frames["judged"].set_index("entry")
    assert rows.loc["a", ["score", "rank", "n_scores"]].tolist() == [7.67, 1, 5]
    assert rows["score"].isna().tolist() == [False, False, True]
    assert frames["nominations"]["status"].tolist() == ["ok", "ok", "too_few_scores"]
    (check,) = frames["check"].to_dict("records")
    assert (check["winner"], check["copeland_winner"], check["agrees"], check["n_judges"]) == ("a", "a", True, 5)
    assert set(frames["scores"]["entry"]) == {"a", "b"} and "judge" not in frames["scores"]


@pytest.mark.parametrize(
    ("changes", "code", "row"),
    [
        ({"scores": lambda: scores(c=(5.0, 4.5))}, "award-not-recomputed", 4),
        ({"panels": lambda: panels(n_conflicts_declared=0)}, "award-conflicts-differ", 2),
        ({"judged": lambda: judged(a={"score": 7.6})}, "award-not-recomputed", 2),
    ],
)
def test_a_judging_that_does_not_hold_together_stops_it(
    known: Catalogue, changes: dict[str, Callable[[], pd.DataFrame]], code: str, row: int
) -> None:
    found = judging(known, **{name: make() for name, make in changes.items()})
    assert codes(found) == [(code, JUDGING, row)]
    with pytest.raises(FindingsError):
        result(found, "awards")


def test_a_person_without_a_ground_stops_it(known: Catalogue) -> None:
    rows = known.frame(AWARDS, "laureates").assign(ground=None)
    found = replaced(known, AWARDS, laureates=records(rows))
    assert codes(found) == [("award-person-no-ground", AWARDS, 5), ("award-person-no-ground", AWARDS, 9)]


def test_the_kinds_are_those_of_the_real_package(known: Catalogue) -> None:
    assert {table.kind for table in known.packages[MODELS].tables.values()} == set(KINDS)
    header = (ROOT / "datasets" / MODELS / "data/models.csv").read_text(encoding="utf-8")
    schema = shared_schema(KINDS[0]) or {}
    assert next(csv.reader(io.StringIO(header))) == [field["name"] for field in schema["fields"]]
