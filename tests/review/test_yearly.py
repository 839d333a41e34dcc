"""Which indicators and localities moved in a year, what the year counts, what is said of it and suggested."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatory.review import adjust, movement, notes, progress, wording, yearly
from observatory.review.movement import Limits
from observatory.review.yearly import Span

YTD = (None, None, "ytd")
LIMITS = Limits(places=2, percent=0.5)
SPAN = Span(2011, 2026, "2026-11-23")
COLUMNS = ["indicator", "year", "value", "month", "field_size", "edition", "period"]
INDICATORS = pd.DataFrame(
    [
        ("soft_rank", "a", "rank", -1, "country"),
        ("hdi", "b", "index", 1, "country"),
        ("sites", "b", "count", 1, "country"),
        ("funds_ytd", "c", "money", 1, "country"),
        ("arrivals_month", "c", "count", 1, "country"),
        ("ladder_low", "b", "score", 0, "country"),
        ("papi", "d", "score", 1, "province"),
    ],
    columns=["code", "family", "kind", "direction", "scope"],
).assign(name_vi="Tên", name_en="Name")
EXCEPTIONS = pd.DataFrame(
    [("sites", "break", 2025, "Nguồn khác.", "Another source."), ("arrivals_month", "part", 2011, "", "")],
    columns=["indicator", "kind", "year", "why_vi", "why_en"],
).astype({"year": "Int64"})
SAY = wording.sentences(
    pd.DataFrame(
        [
            ("first", "Số đầu tiên.", "The first value."),
            ("edition", "Ấn bản khác.", "Another edition."),
            ("period", "Khác kỳ.", "Other months."),
            ("field", "{previous_field_size} rồi {field_size} nước.", "{previous_field_size}, then {field_size}."),
            ("no_baseline", "{subject}: chốt số gốc. {reason}", "{subject}: fix a baseline. {reason}"),
            ("no_measure", "{subject}: quy định cách đo. {reason}", "{subject}: say how. {reason}"),
            ("behind", "{subject} chậm.", "{subject} is behind."),
            ("not_measured", "{name} chưa có.", "{name} has none."),
            ("old_data", "{name}: {last_year}.", "{name}: {last_year}."),
            ("missing_data", "{name} thiếu {year}, có {last_year}.", "{name} lacks {year}, has {last_year}."),
            ("decision", "{subject} chờ. {title}", "{subject} waits. {title}"),
        ],
        columns=["sentence", "text_vi", "text_en"],
    )
)


def values(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Rows of one country: indicator, year, value and, where they differ, month, field, edition and period."""
    frame = pd.DataFrame([[*row, *[None] * (len(COLUMNS) - len(row))] for row in rows], columns=COLUMNS)
    frame = frame.assign(
        id=[f"{indicator}-{year}" for indicator, year in zip(frame["indicator"], frame["year"], strict=True)],
        country_iso3="VNM",
        package="reference/some",
        status="published",
        period=frame["period"].fillna("year"),
    )
    return frame.astype({"year": "Int64", "month": "Int64", "field_size": "Int64", "value": "float64"})


def moves(*rows: tuple[object, ...], indicators: pd.DataFrame = INDICATORS) -> pd.DataFrame:
    return movement.moves(values(*rows), indicators, EXCEPTIONS, LIMITS)


def move(indicator: str, year: int, *rows: tuple[object, ...]) -> dict[str, Any]:
    found = moves(*rows).set_index(["indicator", "year"])
    return dict(found.loc[(indicator, year)])


# Which indicators moved


def test_a_value_moves_once_it_leaves_the_limit_of_its_kind() -> None:
    """Ranks by more than two places, and downwards is better; all else by more than half a per cent."""
    years = range(2020, 2025)
    places = [("soft_rank", year, place, None, 100) for year, place in zip(years, (50, 47, 49, 47, 50), strict=True)]
    shares = [("hdi", year, value) for year, value in zip(years, (200, 201, 202.1, 201.2, 200.1), strict=True)]
    found = moves(*places, *shares).set_index("indicator")
    assert found.loc["soft_rank", "better"].tolist() == ["unknown", "better", "same", "same", "worse"]
    assert found.loc["soft_rank", "change"].tolist()[1:] == [-3, 2, -2, 3]
    assert found.loc["hdi", "better"].tolist() == ["unknown", "same", "better", "same", "worse"]
    assert found.loc["hdi", "previous_source_row"].tolist()[1:] == [f"hdi-{year}" for year in years[:-1]]


def test_a_fall_below_zero_is_measured_against_the_size_of_what_was_there() -> None:
    rows = [("hdi", 2023, -100), ("hdi", 2024, -99), ("sites", 2023, 0), ("sites", 2024, 0)]
    assert moves(*rows)["better"].tolist() == ["unknown", "unknown", "better", "same"]


def test_the_year_before_is_the_nearest_one_with_a_value() -> None:
    found = move("hdi", 2025, ("hdi", 2019, 0.7), ("hdi", 2021, 0.72), ("hdi", 2025, 0.75))
    assert (found["previous_year"], found["previous_value"]) == (2021, 0.72)


def test_within_a_year_the_last_value_stands_and_is_not_its_own_past() -> None:
    found = move("sites", 2024, ("sites", 2023, 7), ("sites", 2024, 8, 3), ("sites", 2024, 9, 9))
    assert (found["value"], found["month"], found["previous_year"], found["change"]) == (9, 9, 2023, 2)


def test_what_cannot_be_compared_is_unknown_and_says_why() -> None:
    more = pd.concat([INDICATORS, INDICATORS.iloc[[1]].assign(code="new")], ignore_index=True)
    rows = [
        ("new", 2025, 0.7),
        *(("hdi", 2024, 0.7, None, None, "A"), ("hdi", 2025, 0.7, None, None, "B")),
        *(("funds_ytd", 2024, 9, 6, *YTD), ("funds_ytd", 2025, 9, 8, *YTD)),
        *(("soft_rank", 2024, 9, None, 60), ("soft_rank", 2025, 9, None, 61)),
        *(("sites", 2024, 8), ("sites", 2025, 9)),
    ]
    found = moves(*rows, indicators=more)
    found = found[found["year"] == 2025].set_index("indicator")
    expected = {"new": "first", "hdi": "edition", "funds_ytd": "period", "soft_rank": "field", "sites": "break"}
    assert found["reason"].to_dict() == expected
    assert set(found["better"]) == {"unknown"} and found[["change", "change_percent"]].isna().all(axis=None)


def test_a_break_parts_the_years_on_its_two_sides_alone() -> None:
    rows = [("sites", 2023, 7), ("sites", 2024, 8), ("sites", 2025, 9), ("sites", 2026, 10)]
    found = moves(*rows).set_index("year")
    assert found["better"].to_dict() == {2023: "unknown", 2024: "better", 2025: "unknown", 2026: "better"}


def test_the_same_months_of_an_earlier_year_compare() -> None:
    rows = [("funds_ytd", year, value, 6, *YTD) for year, value in ((2023, 9), (2025, 12))]
    assert move("funds_ytd", 2025, *rows)["better"] == "better"


def test_ends_of_intervals_parts_of_years_and_localities_are_not_judged() -> None:
    rows = [(code, 2025, 1) for code in ("ladder_low", "arrivals_month", "papi", "nobody_knows")]
    assert moves(*rows).empty
    assert list(moves(*rows, ("hdi", 2025, 0.7))["indicator"]) == ["hdi"]


OBSERVED = st.lists(
    st.tuples(
        st.sampled_from(["soft_rank", "hdi", "sites", "funds_ytd"]),
        st.integers(2008, 2020),
        st.one_of(st.none(), st.integers(0, 60)),
        st.sampled_from([None, 3, 9]),
        st.sampled_from([None, 60, 61]),
        st.sampled_from([None, "A"]),
    ),
    min_size=1,
    max_size=14,
    unique_by=lambda row: (row[0], row[1], row[3]),
)


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(OBSERVED, st.integers(2009, 2020))
def test_moves_of_any_values(rows: list[tuple[Any, ...]], year: int) -> None:
    """No value is lost or made up, a year knows nothing later, a direction turned round swaps better and worse."""
    found = moves(*rows)
    assert set(zip(found["indicator"], found["year"], strict=True)) == {row[:2] for row in rows if row[2] is not None}
    unknown = found["better"] == "unknown"
    assert (found["reason"].notna() == unknown).all() and (found["change"].isna() == unknown).all()
    assert (found["previous_year"].dropna() < found.loc[found["previous_year"].notna(), "year"]).all()

    turned = moves(*rows, indicators=INDICATORS.assign(direction=-INDICATORS["direction"]))
    assert found["better"].tolist() == turned["better"].replace({"better": "worse", "worse": "better"}).tolist()
    assert found.drop(columns="better").to_json() == turned.drop(columns="better").to_json()

    past = [row for row in rows if row[1] <= year]
    known = found[found["year"] <= year].reset_index(drop=True)
    assert known.to_json() == (moves(*past).to_json() if past else known.head(0).to_json())


# How localities moved


def ranks(*rows: tuple[str, int, int | None, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["code", "year", "rank", "field_size"])
    return frame.assign(series="s", level="province34", movement="unknown").astype({"rank": "Int64"})


def test_places_won_are_positive_and_the_word_is_that_of_the_ranking() -> None:
    found = movement.rank_moves(ranks(("01", 2011, 10, 34), ("01", 2012, 4, 34), ("01", 2013, 5, 34)))
    assert found["rank_change"].tolist()[1:] == [6.0, -1.0]
    assert pd.isna(found["rank_change"].iloc[0]) and set(found["movement"]) == {"unknown"}


def test_ranks_out_of_other_numbers_of_units_have_no_change() -> None:
    found = movement.rank_moves(ranks(("01", 2013, 10, 34), ("01", 2014, 4, 32)))
    assert found["previous_rank"].tolist()[1] == 10 and pd.isna(found["rank_change"].iloc[1])


def test_a_year_without_a_rank_is_passed_over() -> None:
    found = movement.rank_moves(ranks(("01", 2013, 10, 34), ("01", 2014, None, 34), ("01", 2015, 7, 34)))
    assert found["year"].tolist() == [2013, 2015]
    assert (found["previous_year"].iloc[1], found["rank_change"].iloc[1]) == (2013, 3)


# What a year counts


@settings(max_examples=20)
@given(st.lists(st.lists(st.integers(1990, 2060)), max_size=4))
def test_no_year_with_data_is_lost(found: list[list[int]]) -> None:
    assert SPAN.years(*found) == sorted({year for years in found for year in years if year >= 2011})


@pytest.mark.parametrize(("day", "over"), [("2026-12-30", False), ("2026-12-31", True), ("2027-01-01", True)])
def test_a_year_is_over_on_its_last_day(day: str, over: bool) -> None:
    assert Span(2011, 2026, day).over(2026) is over


def test_the_counts_of_a_year_add_up() -> None:
    moved = moves(("hdi", 2024, 0.7), ("hdi", 2026, 0.8), ("sites", 2026, 9), ("soft_rank", 2026, 5, None, 9))
    families = pd.DataFrame(
        {"year": [2024, 2026, 2026], "family": ["b", "a", "b"], "n_indicators": [2, 1, 3], "n_with_value": [1, 1, 2]}
    )
    ranked = movement.rank_moves(ranks(("01", 2024, 1, 2), ("02", 2024, 2, 2)))
    found = yearly.years([2024, 2025, 2026], SPAN, moved, ranked, families).set_index("year")
    assert found["phase"].tolist() == ["before", "before", "strategy"]
    assert found["complete"].tolist() == [True, True, False]
    assert found["n_better"].tolist() == [0, 0, 1] and found["n_not_comparable"].tolist() == [1, 0, 2]
    assert found["n_localities_ranked"].tolist() == [2, pd.NA, pd.NA]
    assert found["completeness_percent"].tolist()[::2] == [50.0, 75.0] and pd.isna(
        found.at[2025, "completeness_percent"]
    )
    words = ["n_better", "n_worse", "n_steady", "n_not_comparable"]
    assert found[words].sum(axis=1).tolist() == found["n_with_value"].tolist()


def test_nothing_counted_is_zero_only_where_media_were_collected() -> None:
    counts = pd.DataFrame({"year": [2025, 2026], "alert_level": [3, 1], "n": [1, 4]})
    found = yearly.warnings([2024, 2025, 2026], "incident", [1, 2], counts, {2026}).set_index(["year", "alert_level"])
    numbers = {key: None if pd.isna(n) else int(n) for key, n in found["n"].items()}
    nothing = {(2024, 1): None, (2024, 2): None, (2025, 1): None, (2025, 2): None}
    assert numbers == nothing | {(2025, 3): 1, (2026, 1): 4, (2026, 2): 0}


# The targets year by year

MEASUREMENTS = pd.DataFrame(
    [
        ("T-1", "i", "year", 2025, 50.0, 2045, 30.0, "linear", None, None, None),
        ("T-2", None, None, None, None, 2030, 20.0, "per_year", 2025, "Chưa có số gốc.", "No baseline."),
        ("T-3", None, None, None, None, None, None, None, None, "Định tính.", "Qualitative."),
    ],
    columns=[
        *("target_id", "indicator", "series", "baseline_year", "baseline_value", "target_year", "target_value"),
        *("form", "assumed_start_year", "cannot_assess_vi", "cannot_assess_en"),
    ],
)


def of_targets(years: Iterable[int] = range(2024, 2030), **results: float) -> pd.DataFrame:
    """The targets by year, with the results of T-1 by year, as ``y2025=50.0``."""
    rows = [(int(year[1:]), 12, value, None, "row") for year, value in results.items()]
    observations = {"T-1": pd.DataFrame(rows, columns=progress.OBSERVATIONS)}
    found = yearly.of_targets(MEASUREMENTS, observations, years, 2026)
    return found.set_index(["year", "target_id"])


def test_a_target_has_a_line_from_its_baseline_on_and_one_without_from_the_strategy_on() -> None:
    found = of_targets(y2025=50.0)
    assert sorted(year for year, target in found.index if target == "T-1") == [2025, 2026, 2027, 2028, 2029]
    assert sorted(year for year, target in found.index if target == "T-2") == [2026, 2027, 2028, 2029]


def test_a_year_is_judged_by_the_results_up_to_its_end() -> None:
    found = of_targets(y2025=50.0, y2026=49.0, y2027=40.0, y2029=52.0)
    assert found.loc[(2026, "T-1"), "verdict"] == "not_available"
    assert found.loc[(2027, "T-1"), ["value", "expected_value"]].tolist() == [40.0, 48.0]
    assert found.loc[(2027, "T-1"), "progress_share"] == pytest.approx(0.5)
    assert found.loc[(2027, "T-1"), "linear_verdict"] == "substantial_progress"
    assert found.loc[(2029, "T-1"), "linear_verdict"] == "deterioration"


def test_a_year_without_a_result_has_the_path_alone() -> None:
    row = of_targets(y2025=50.0, y2027=40.0).loc[(2028, "T-1")]
    assert row["expected_value"] == 47.0
    assert row[["value", "progress_share", "expected_share", "verdict_ratio"]].isna().all()
    assert row[["verdict", "verdict_reason", "linear_verdict"]].tolist() == [
        "not_available",
        "no_value",
        "not_available",
    ]


def test_what_has_no_baseline_has_no_number() -> None:
    rows = of_targets(y2025=50.0).loc[(2027, ["T-2", "T-3"]), :]
    assert rows[["value", "expected_value", "progress_share"]].isna().all(axis=None)
    assert set(rows["verdict"]) == {"not_available"}


def test_years_before_every_target_have_no_rows() -> None:
    assert of_targets([2011, 2024], y2025=50.0).empty


# Notes and suggestions


def noted(*rows: tuple[object, ...]) -> pd.DataFrame:
    columns = ["scope", "period", "section", "position", "indicator", "text_vi", "text_en"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(author="Biên tập", noted_on="2026-11-23", source="reference/some").astype({"period": "str"})


NOTES = noted(
    ("year", "2025", "moves", 2, "sites", "Hai.", "Two."),
    ("year", "2025", "moves", 1, "sites", "Một.", "One."),
    ("year", "2025", "moves", 3, "papi", "Ba.", "Three."),
    ("year", "2025", "overview", 1, None, "Chung.", "In all."),
    ("year", "2025", "adjust", 1, None, "Nên sửa.", "Mend it."),
    ("stage", "2026-2030", "overview", 1, None, "Giai đoạn.", "The stage."),
)


def test_a_note_on_a_period_without_a_review_is_found_where_it_stands() -> None:
    (lost,) = notes.unknown(NOTES, "stage", ["den-2045"])
    assert (lost.code, lost.row, lost.value, lost.expected) == ("review-note-period", 7, "2026-2030", "den-2045")
    assert notes.unknown(NOTES, "year", [2025]) == [] and len(notes.unknown(NOTES, "year", [])) == 5


def test_an_editor_explains_a_move_before_a_rule_does() -> None:
    moved = moves(("sites", 2024, 8), ("sites", 2025, 9), ("hdi", 2024, 0.7), ("hdi", 2025, 0.8))
    found = notes.explained(moved, notes.of_scope(NOTES, "year"), EXCEPTIONS, SAY).set_index(["indicator", "year"])
    assert found.loc[("sites", 2025), "note_vi"] == "Một. Hai."
    assert found.loc[("sites", 2025), "note_en"] == "One. Two."
    assert found.loc[("hdi", 2024), "note_en"] == "The first value."
    assert pd.isna(found.loc[("hdi", 2025), "note_vi"])


def test_a_break_and_other_numbers_are_told_in_both_languages() -> None:
    moved = moves(
        ("sites", 2024, 8), ("sites", 2025, 9), ("soft_rank", 2024, 5, None, 60), ("soft_rank", 2025, 5, None, 61)
    )
    found = notes.explained(moved, notes.of_scope(NOTES, "year").head(0), EXCEPTIONS, SAY)  # fmt: skip
    rows = found[found["year"] == 2025].set_index("indicator")
    assert rows.loc["sites", ["note_vi", "note_en"]].tolist() == ["Nguồn khác.", "Another source."]
    assert rows.loc["soft_rank", ["note_vi", "note_en"]].tolist() == ["60 rồi 61 nước.", "60, then 61."]


def test_each_note_is_shown_in_one_place() -> None:
    of_years = notes.of_scope(NOTES, "year")
    moved = moves(("sites", 2025, 9))
    assert notes.elsewhere(of_years, moved)["text_vi"].tolist() == ["Ba.", "Chung."]
    assert notes.adjusting(of_years)["text_vi"].tolist() == ["Nên sửa."]


def test_a_target_is_suggested_for_what_it_lacks() -> None:
    judged = pd.DataFrame(
        [
            ("T-1", True, "linear", "substantial_progress", "substantial_progress", None, None),
            ("T-2", True, "linear", "substantial_progress", "limited_progress", None, None),
            ("T-3", False, "per_year", "not_available", "not_available", "Chưa chốt.", "Not frozen."),
            ("T-4", False, None, "not_available", "not_available", "Định tính.", "Qualitative."),
        ],
        columns=[
            *("target_id", "measurable", "form", "verdict", "linear_verdict", "cannot_assess_vi", "cannot_assess_en")
        ],
    )
    found = adjust.of_targets(judged, SAY, "methodology/goals")
    assert found["kind"].tolist() == ["behind", "no_baseline", "not_measured"]
    assert found["text_en"].tolist()[1:] == ["T-3: fix a baseline. Not frozen.", "T-4: say how. Qualitative."]
    assert found["basis"].iloc[0] == "methodology/goals · measurements · T-2"


@pytest.mark.parametrize(
    ("last", "over", "kind"),
    [
        (None, False, "not_measured"),
        (2022, False, "old_data"),
        (2023, False, None),
        (2023, True, "missing_data"),
        (2022, True, "old_data"),
    ],
)
def test_an_indicator_is_suggested_for_what_is_missing(last: int | None, over: bool, kind: str | None) -> None:
    wanted = pd.DataFrame(
        {"indicator": ["hdi", "sites"], "has_value": [False, True], "name_vi": "Tên", "name_en": "Name"}
    )
    known = {} if last is None else {"hdi": last}
    found = adjust.of_indicators(wanted, known, 2026, over, 3, SAY)
    assert found["kind"].tolist() == ([kind] if kind else [])
    assert set(found["subject"]) <= {"hdi"}


def test_suggestions_are_numbered_one_after_another() -> None:
    proposed = pd.DataFrame({"decision": ["D-1"], "title_vi": ["Đổi."], "title_en": ["Change."]})
    of_notes = adjust.of_notes(notes.adjusting(notes.of_scope(NOTES, "year")))
    found = adjust.numbered(adjust.of_decisions(proposed, SAY, "methodology/decisions"), of_notes)
    assert found["position"].tolist() == [1, 2]
    assert found["kind"].tolist() == ["decision", "note"]
    assert found["text_vi"].tolist() == ["D-1 chờ. Đổi.", "Nên sửa."]
    assert adjust.numbered(of_notes.head(0)).empty


def test_a_sentence_without_its_word_leaves_no_braces() -> None:
    assert SAY.say("no_measure", {"subject": "T-9"})["text_vi"] == "T-9: quy định cách đo."
    with pytest.raises(KeyError):
        SAY.say("unheard-of", {})
