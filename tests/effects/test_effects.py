"""Which figures, rows and ranks count as moved, and how severe that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.changes.rows import Value
from observatory.effects import severity
from observatory.effects.model import Impact, Move, PackageEffect, Place, RowEffect, document
from observatory.effects.results import effects, moves, placed, same, together
from observatory.effects.rows import row_effects
from observatory.effects.severity import Rule, judged, measures, rules
from observatory.effects.watched import VALUES, WATCHED, Watched
from observatory.findings import Finding
from observatory.results import names, package
from observatory.tables.load import DATASETS, load
from observatory.tables.model import Package, Text
from packages import edit_csv, write_package

SCORES = Watched("scores", "local-index-pilot", "scores", "score", ("level", "code"))
NUMBERS = st.none() | st.integers(-5, 5) | st.floats(-100, 100)
FRAMES = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(2020, 2023), NUMBERS), max_size=6)
YEARLY = Watched("ranks", "annual-ranking", "rankings", "rank", ("code",), ("year",), ("scope",), "series")


def frame(rows: Sequence[tuple[str, int, Value]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["code", "year", "rank"]).drop_duplicates(["code", "year"])
    return made.assign(scope="locality", series="papi")


def move(before: Value, after: Value, subject: str = "index", unit: str = "VNM") -> Move:
    return Move(Place(subject, unit), before, after)


def impact(**given: object) -> Impact:
    return replace(Impact("a" * 40, "b" * 40), **given)  # type: ignore[arg-type]


def test_every_watched_column_is_one_of_the_results() -> None:
    for one in WATCHED:
        assert one.result in names()
    made = {one.result: {watched.table for watched in WATCHED if watched.result == one.result} for one in WATCHED}
    assert made["local-index-pilot"] == {"scores"}


def test_a_rank_that_moves_is_told_with_its_place() -> None:
    before = frame([("48", 2023, 5), ("48", 2024, 4), ("01", 2024, 1)])
    after = frame([("48", 2023, 5), ("48", 2024, 2), ("01", 2024, 3)])
    found = together({"ranks": moves(before, after, YEARLY)})["ranks"]
    assert found == (
        Move(Place("papi", "01", "2024", "locality"), 1, 3),
        Move(Place("papi", "48", "2024", "locality"), 4, 2),
    )
    assert [item.by for item in found] == [2.0, -2.0]


def test_a_unit_that_comes_or_goes_moves_from_or_to_nothing() -> None:
    one, two = frame([("48", 2024, 4)]), frame([("01", 2024, 1)])
    found = {item.place.unit: (item.before, item.after) for item in moves(one, two, YEARLY)}
    assert found == {"48": (4, None), "01": (None, 1)}
    assert moves(pd.DataFrame(), one, YEARLY) == [Move(Place("papi", "48", "2024", "locality"), None, 4)]


def test_units_periods_and_series_are_written_in_one_way() -> None:
    values = pd.DataFrame(
        {
            "indicator": ["a", "b"],
            "country_iso3": ["VNM", "THA"],
            "year": pd.array([2024, 2024], dtype="Int64"),
            "month": pd.array([None, 3], dtype="Int64"),
            "edition": [None, "2025"],
            "period": [None, "month"],
            "value": [1.0, 2.0],
        }
    )
    assert list(placed(values, VALUES["country-values"])) == [
        Place("a", "VNM", "2024", ""),
        Place("b", "THA", "2024-03", "2025 month"),
    ]
    units = pd.DataFrame({"level": ["province34", "country"], "code": ["48", "VNM"], "score": [1.0, 2.0]})
    assert [place.unit for place in placed(units, SCORES)] == ["province34:48", "VNM"]


@settings(max_examples=40)
@given(FRAMES, FRAMES)
def test_what_moves_is_what_differs_and_turns_round_with_it(
    one: list[tuple[str, int, Value]], two: list[tuple[str, int, Value]]
) -> None:
    old, new = frame(one), frame(two)
    assert moves(old, old.sample(frac=1, random_state=1), YEARLY) == []
    there = {(item.place, item.before, item.after) for item in moves(old, new, YEARLY)}
    back = {(item.place, item.after, item.before) for item in moves(new, old, YEARLY)}
    assert there == back
    left = {item.place for item in moves(old, new, YEARLY)}
    stays = [place for place, value in placed(old, YEARLY).items() if same(value, placed(new, YEARLY).get(place))]
    assert left.isdisjoint(stays)


def test_the_last_digits_of_arithmetic_are_no_move() -> None:
    assert same(0.1 + 0.2, 0.3) and same(3, 3.0) and same(None, None)
    assert not same(43.774716, 43.774717) and not same(None, 0.0) and not same("a", "b")


def test_results_of_one_side_alone_move_wholly() -> None:
    rows = pd.DataFrame({"level": ["province34"], "code": ["48"], "score": [42.5], "rank": [3]})
    tables = dict.fromkeys(tables_of("local-index-pilot"), pd.DataFrame()) | {"scores": rows}
    empty = {name: columns_of(name) for name in tables}
    made = package("local-index-pilot", "methodology/x@1.0.0", {}, {**empty, "scores": rows})
    found = effects({}, {"local-index-pilot": made})
    place = Place("local-index-pilot", "province34:48")
    assert found == {"ranks": (Move(place, None, 3),), "scores": (Move(place, None, 42.5),)}
    assert effects({"local-index-pilot": made}, {"local-index-pilot": made}) == {}


def tables_of(name: str) -> list[str]:
    from observatory.results import _described

    return list(_described()["packages"][name]["tables"])


def columns_of(table_name: str) -> pd.DataFrame:
    from observatory.results import _described

    described = _described()["packages"]["local-index-pilot"]["tables"][table_name]
    return pd.DataFrame(columns=described["columns"])


def held(root: Path) -> Package:
    (found,) = load([root]).catalogue
    return found


def test_rows_are_told_with_their_key_and_cells(tmp_path: Path) -> None:
    old = write_package(tmp_path / "old")
    new = write_package(tmp_path / "new")
    edit_csv(new, "a,2024,71.5", "a,2024,72.5")
    edit_csv(new, "b,2025,-2.5,,Báo cáo A\n", "d,2027,1,,Báo cáo A\n")
    found = row_effects(held(old), held(new))
    assert [(row.change, dict(row.key), row.field, row.before, row.after) for row in found] == [
        ("added", {"id": "d"}, "", None, {"id": "d", "year": 2027, "value": 1, "source": "Báo cáo A"}),
        ("removed", {"id": "b"}, "", {"id": "b", "year": 2025, "value": -2.5, "source": "Báo cáo A"}, None),
        ("changed", {"id": "a"}, "value", 71.5, 72.5),
    ]
    assert row_effects(held(old), held(old)) == []
    assert {row.change for row in row_effects(None, held(new))} == {"added"}
    assert {row.change for row in row_effects(held(old), None)} == {"removed"}
    assert not any(row.corrected for row in found)


def test_a_change_with_a_correction_says_so(tmp_path: Path) -> None:
    old = held(write_package(tmp_path / "old"))
    folder = write_package(tmp_path / "new")
    edit_csv(folder, "a,2024,71.5", "a,2024,72.5")
    edit_csv(folder, "c,2026,1000000", "c,2026,999")
    new = held(folder)
    told = pd.DataFrame([{"table": "values", "key": '{"id":"a"}', "field": "value"}], dtype="str")
    correction = replace(new.tables["values"], name="corrections", kind="corrections", frame=told)
    found = row_effects(old, replace(new, tables={**new.tables, "corrections": correction}))
    changed = {str(row.key["id"]): row.corrected for row in found if row.table == "values"}
    assert changed == {"a": True, "c": False}


def row(change: str, package_id: str = "hue/sample", corrected: bool = False) -> RowEffect:
    return RowEffect(package_id, "values", {"id": "a"}, change, "value", 1, 2, corrected)


@pytest.mark.parametrize(
    ("given_impact", "measure", "expected"),
    [
        (impact(rows=(row("added"), row("changed"))), "rows", 2),
        (impact(rows=(row("changed"), row("changed", corrected=True))), "rows_uncorrected", 1),
        (impact(rows=(row("changed", "methodology/indicators"),)), "rows_uncorrected", 0),
        (impact(rows=(row("removed"), row("removed", corrected=True))), "rows_removed", 1),
        (impact(moves={"indicators": (move(50, 60), move(4, 3))}), "indicator_percent", 25),
        (impact(moves={"scores": (move(-50, -60), move(None, 3), move(0, 3))}), "score_percent", 20),
        (impact(moves={"ranks": (move(5, 9), move(9, 5), move(3, None))}), "rank_move", 4),
        (impact(moves={"ranks": (move(5, 9), move(3, None), move(None, 3))}), "ranks_lost", 1),
        (impact(moves={"verdicts": (move("on_track", "off_track"),)}), "verdicts", 1),
        (impact(moves={"alerts": (move(1, 2),)}), "alerts", 1),
        (impact(packages=(PackageEffect("methodology/media", "changed", "1", "1", True),)), "methods", 1),
        (impact(not_computed=("headline",)), "not_computed", 1),
        (impact(findings=(Finding("type-error"), Finding("not-pinned", "warning"))), "errors", 1),
        (impact(findings=(Finding("personal-data"),)), "personal", 1),
    ],
)
def test_each_measure_counts_what_it_says(given_impact: Impact, measure: str, expected: float) -> None:
    assert measures(given_impact)[measure] == expected
    assert set(measures(impact()).values()) == {0.0}


def test_the_severest_rule_that_is_met_decides() -> None:
    why = Text("vi", "en")
    by = [
        Rule("any", "rank_move", 1, "medium", why),
        Rule("five", "rank_move", 5, "high", why),
        Rule("row", "rows", 1, "low", why),
    ]
    assert judged(impact(), by).severity == "none"
    four = judged(impact(moves={"ranks": (move(5, 9),)}, rows=(row("added"),)), by)
    assert (four.severity, [reason.rule for reason in four.reasons]) == ("medium", ["any", "row"])
    assert judged(impact(moves={"ranks": (move(9, 4),)}), by).severity == "high"
    with pytest.raises(KeyError):
        judged(impact(), [Rule("x", "no-such-measure", 1, "low", why)])


def test_the_published_rules_are_on_what_is_measured_and_are_marked_as_proposals() -> None:
    frame_of_rules = load([DATASETS / severity.RULES]).catalogue.frame(severity.RULES, "rules")
    listed = rules(frame_of_rules)
    assert {rule.measure for rule in listed} == set(measures(impact()))
    assert set(frame_of_rules["status"]) == {"proposed"}
    assert judged(impact(), listed).severity == "none"
    assert judged(impact(findings=(Finding("type-error"),)), listed).severity == "critical"


def test_the_document_has_the_shape_that_was_agreed() -> None:
    found = impact(rows=(row("changed"),), moves={group: (move(1, 2),) for group in ("ranks", "scores", "indicators")})
    shown = document(found)
    assert {"severity", "rows", "indicators", "scores", "ranks"} <= shown.keys()
    for group, subject in (("ranks", "index"), ("scores", "index"), ("indicators", "indicator")):
        assert {subject, "unit", "period", "before", "after"} <= shown[group][0].keys()
    assert {"package", "table", "key", "change", "field", "before", "after"} <= shown["rows"][0].keys()
    assert (shown["ranks"][0]["period"], shown["ranks"][0]["unit"]) == (None, "VNM")
