from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import FROZEN, NOTIFIED, RULES, SELF, SURVEY, UNITS, VERIFIED, criterion, scores
from observatory.ranking.assessment import NO_EVIDENCE, STATES, Assessment, assess, days, reply_until
from observatory.ranking.assessment_rules import check

AFTER = "2027-05-01"


def assessed(*rows: dict[str, Any], as_of: str = AFTER) -> Assessment:
    return assess(scores(*rows), UNITS, RULES, 2026, as_of)


def unit(found: Assessment, code: str = "CBC") -> dict[str, Any]:
    (row,) = found.units[found.units["code"] == code].to_dict("records")
    return {str(name): value for name, value in row.items()}


def codes(*rows: dict[str, Any], as_of: str = AFTER) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in check(scores(*rows), UNITS, RULES, as_of)]


# States


def test_a_unit_without_rows_has_no_scores() -> None:
    found = assessed()
    assert found.units["state"].tolist() == ["no-scores", "no-scores"]
    assert found.units["year"].tolist() == [2026, 2026]
    assert found.criteria.empty


@pytest.mark.parametrize(
    ("cells", "as_of", "state"),
    [
        ({}, AFTER, "no-scores"),
        (SELF, "2027-01-10", "no-scores"),
        (SELF, "2027-01-11", "self-assessed"),
        (VERIFIED, "2027-01-31", "self-assessed"),
        (VERIFIED, "2027-02-01", "verified"),
        (NOTIFIED, "2027-03-01", "reply-window"),
        (NOTIFIED, "2027-03-15", "reply-window"),
        (NOTIFIED, "2027-03-16", "panel"),
        (FROZEN, "2027-03-31", "panel"),
        (FROZEN, "2027-04-01", "frozen"),
    ],
)
def test_the_state_follows_from_the_days_of_the_data(cells: dict[str, Any], as_of: str, state: str) -> None:
    assert unit(assessed(criterion(cells=cells), as_of=as_of))["state"] == state


def test_a_step_is_reached_when_all_its_criteria_are() -> None:
    row = unit(assessed(criterion("a", FROZEN), criterion("b", VERIFIED)))
    assert (row["state"], row["n_criteria"], row["n_self"], row["n_verified"]) == ("verified", 2, 2, 2)
    assert unit(assessed(criterion("a", VERIFIED), criterion("b", SELF)))["state"] == "self-assessed"


def test_units_and_years_stand_apart() -> None:
    found = assessed(criterion("a", FROZEN), criterion("a", SELF, year=2027), criterion("a", SELF, code="VPB"))
    states = found.units.set_index(["code", "year"])["state"].to_dict()
    assert states == {("CBC", 2026): "frozen", ("CBC", 2027): "self-assessed", ("VPB", 2026): "self-assessed"}


@pytest.mark.parametrize(
    ("notice", "end"),
    [
        ("2027-03-01", "2027-03-15"),  # Monday to the Monday two weeks later
        ("2027-03-05", "2027-03-19"),  # Friday
        ("2027-03-06", "2027-03-19"),  # Saturday: the next Monday is the first day
        ("2027-03-07", "2027-03-19"),  # Sunday
        (None, None),
    ],
)
def test_the_window_counts_working_days_from_the_day_after_notice(notice: str | None, end: str | None) -> None:
    found = reply_until(pd.Series([notice], dtype="str"), RULES)
    assert np.isnat(found[0]) if end is None else str(found[0]) == end


# What is published


@pytest.mark.parametrize("cells", [SELF, VERIFIED, NOTIFIED])
def test_before_the_freeze_only_the_state_is_told(cells: dict[str, Any]) -> None:
    found = assessed(criterion(cells=cells))
    row = unit(found)
    assert found.criteria.empty
    assert all(pd.isna(row[name]) for name in ("self_score", "verified_score", "gap", "final_score", "max_score"))


def test_frozen_scores_stand_side_by_side_with_their_gap() -> None:
    survey = criterion("s", FROZEN | SURVEY | {"verified_score": 7.0, "reason_vi": None})
    found = assessed(criterion("a", FROZEN), criterion("b", FROZEN, self_score=5.0, verified_score=5.0), survey)
    row = unit(found)
    assert (row["self_score"], row["verified_score"], row["gap"]) == (13.0, 11.0, 2.0)
    assert (row["final_score"], row["max_score"]) == (18.0, 30.0)
    assert found.criteria.set_index("criterion")["gap"].to_dict() == pytest.approx(
        {"a": 2, "b": 0, "s": np.nan}, nan_ok=True
    )


def test_the_panel_has_the_last_word() -> None:
    row = unit(assessed(criterion(cells=FROZEN, panel_score=7.0, panel_at="2027-03-20")))
    assert (row["verified_score"], row["final_score"]) == (6.0, 7.0)


def test_without_evidence_a_criterion_gets_nothing_once_the_window_is_over() -> None:
    found = assessed(criterion(cells=FROZEN, evidence_url=None, panel_score=7.0, panel_at="2027-03-20"))
    (row,) = found.criteria.to_dict("records")
    assert (row["final_score"], row["verified_score"]) == (0.0, 6.0)
    assert row["no_evidence"]
    assert row["reason"] == f"Thiếu một phụ lục. {NO_EVIDENCE}"


def test_a_survey_needs_no_evidence() -> None:
    survey = FROZEN | SURVEY | {"reason_vi": None}
    (row,) = assessed(criterion(cells=survey)).criteria.to_dict("records")
    assert (row["final_score"], row["no_evidence"]) == (6.0, False)
    assert pd.isna(row["reason"])


def test_a_correction_counts_and_the_row_it_corrects_stays() -> None:
    first = criterion(cells=FROZEN)
    mended = criterion(cells=FROZEN, revision=2, verified_score=8.0, replaces=6.0, frozen_at="2027-04-20")
    assert unit(assessed(first, mended))["final_score"] == 8.0
    assert unit(assessed(mended, first))["final_score"] == 8.0
    assert codes(first, mended) == []


# Rules


def test_good_rows_have_no_findings() -> None:
    survey = criterion("s", FROZEN | SURVEY | {"reason_vi": None})
    reply = criterion("b", FROZEN, reply="Đã bổ sung.", reply_at="2027-03-15", panel_score=7, panel_at="2027-03-16")
    assert codes(criterion("a", FROZEN), reply, survey, criterion("c", SELF, code="VPB")) == []
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"code": "XYZ"}, "assessment-unknown-unit", "code"),
        ({"level": "province34"}, "assessment-unknown-unit", "code"),
        ({"self_score": 10.5}, "assessment-above-maximum", "self_score"),
        ({"verified_score": 11}, "assessment-above-maximum", "verified_score"),
        ({"panel_score": 11, "panel_at": "2027-03-16"}, "assessment-above-maximum", "panel_score"),
        ({"part": "survey"}, "assessment-survey-self-score", "self_score"),
        ({"approved_by_role": None}, "assessment-field-missing", "approved_by_role"),
        ({"self_at": None}, "assessment-field-missing", "self_at"),
        ({"verifier": None}, "assessment-field-missing", "verifier"),
        ({"reason_vi": None}, "assessment-field-missing", "reason_vi"),
        ({"reply": "…"}, "assessment-field-missing", "reply_at"),
        ({"panel_score": 5}, "assessment-field-missing", "panel_at"),
        ({"notified_at": None}, "assessment-field-missing", "notified_at"),
        ({"verified_at": "2027-01-10"}, "assessment-date-order", "verified_at"),
        ({"notified_at": "2027-01-31"}, "assessment-date-order", "notified_at"),
        ({"reply": "…", "reply_at": "2027-02-28"}, "assessment-date-order", "reply_at"),
        ({"reply": "…", "reply_at": "2027-03-16"}, "assessment-date-order", "reply_at"),
        ({"panel_score": 5, "panel_at": "2027-03-15"}, "assessment-date-order", "panel_at"),
        ({"frozen_at": "2027-03-15"}, "assessment-date-order", "frozen_at"),
        ({"revision": 2}, "assessment-revision", "revision, replaces"),
        ({"replaces": 6.0}, "assessment-revision", "revision, replaces"),
        ({"part": "effort"}, "assessment-results-share", "ministry-unit 2026"),
    ],
)
def test_what_breaks_a_rule_is_found(changes: dict[str, Any], code: str, field: str) -> None:
    assert codes(criterion(cells=FROZEN | changes)) == [(code, field)]


def test_a_finding_names_its_place() -> None:
    rows = scores(criterion(cells=FROZEN), criterion("b", FROZEN, self_score=11, row=3))
    (finding,) = check(rows, UNITS, RULES, AFTER)
    assert (finding.package, finding.file, finding.row) == ("vhttdl/scores", "data/scores.csv", 3)
    assert (finding.value, finding.expected) == ("11.0", "10.0")


@pytest.mark.parametrize(
    "mended",
    [
        {"replaces": 5.0},
        {"replaces": None},
        {"replaces": 6.0, "revision": 3},
        {"replaces": 6.0, "revision": 1},
    ],
)
def test_a_correction_must_name_what_it_replaces(mended: dict[str, Any]) -> None:
    rows = [criterion(cells=FROZEN), criterion(cells=FROZEN, **{"revision": 2} | mended)]
    assert ("assessment-revision", "revision, replaces") in codes(*rows)


def test_what_was_not_frozen_cannot_be_corrected() -> None:
    rows = [criterion(cells=NOTIFIED), criterion(cells=FROZEN, revision=2, replaces=6.0)]
    assert codes(*rows) == [("assessment-revision", "revision, replaces")]


@pytest.mark.parametrize(("effort", "found"), [(4.0, []), (4.1, ["assessment-results-share"])])
def test_results_and_survey_carry_sixty_percent(effort: float, found: list[str]) -> None:
    rows = [
        criterion("a", max_score=3.0),
        criterion("s", part="survey", max_score=3.0),
        criterion("b", part="effort", max_score=effort),
    ]
    assert [code for code, _ in codes(*rows)] == found


# Properties (few examples: each one is a whole assessment)

STEPS = st.sampled_from([{}, SELF, VERIFIED, NOTIFIED, FROZEN])


@settings(max_examples=15)
@given(st.lists(STEPS, min_size=1, max_size=4), st.dates(pd.Timestamp("2027-01-01").date(), pd.Timestamp(AFTER).date()))
def test_time_never_takes_a_unit_a_step_back(steps: list[dict[str, Any]], day: Any) -> None:
    rows = [criterion(str(at), cells) for at, cells in enumerate(steps)]
    places = [STATES.index(unit(assessed(*rows, as_of=when))["state"]) for when in (day.isoformat(), AFTER)]
    assert places == sorted(places)


@settings(max_examples=15)
@given(st.lists(STEPS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_irrelevant(steps: list[dict[str, Any]], random: Any) -> None:
    rows = [criterion(str(at), cells) for at, cells in enumerate(steps)]
    shuffled = random.sample(rows, len(rows))
    assert unit(assessed(*rows)) == pytest.approx(unit(assessed(*shuffled)), nan_ok=True)


def test_days_are_days() -> None:
    assert days(pd.Series(["2027-03-01", None], dtype="str")).dtype == "datetime64[D]"
