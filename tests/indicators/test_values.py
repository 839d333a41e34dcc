import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.indicators import values
from observatory.indicators.cells import MOST_FINDINGS
from observatory.indicators.framework import Framework, Node
from observatory.indicators.values import Values

TREE = Framework(
    {
        "all": Node("all", "", 2, 1.0, 0),
        "sites": Node("sites", "all", 1, 1.0, 1),
        "trade": Node("trade", "all", 1, 1.0, 1, denominator="people"),
    },
    "all",
)
ROWS = [
    ("VNM", "2025", "trade", "40"),
    ("VNM", "2024", "sites", "8"),
    ("VNM", "2025", "sites", "9"),
    ("THA", "2025", "sites", "NA"),
    ("VNM", "", "people", "100"),
    ("THA", "2025", "people", "70"),
]
HEADER = ["unit", "period", "indicator", "value"]


def long(*rows: tuple[str, ...], header: list[str] = HEADER) -> pd.DataFrame:
    return pd.DataFrame(rows or ROWS, columns=header, dtype="str")


def refused(frame: pd.DataFrame, units: pd.DataFrame | None = None) -> list[Finding]:
    with pytest.raises(FindingsError) as caught:
        values.read(frame, TREE, units)
    assert caught.value.code == "index-refused"
    return list(caught.value.findings)


def said(findings: list[Finding]) -> list[tuple[str, int | None, str, str]]:
    return [(finding.code, finding.row, finding.field, finding.value) for finding in findings]


def read(frame: pd.DataFrame, units: pd.DataFrame | None = None) -> Values:
    found, warnings = values.read(frame, TREE, units)
    assert warnings == []
    return found


def test_one_row_per_unit_and_period_and_one_column_per_indicator() -> None:
    found = read(long())
    assert list(found.matrix.index) == [("THA", "2025"), ("VNM", "2024"), ("VNM", "2025")]
    assert found.matrix.index.names == ["unit", "period"]
    assert list(found.matrix.columns) == ["sites", "trade"]
    assert found.matrix.dtypes.unique() == [np.dtype("float64")]
    nan = math.nan
    np.testing.assert_array_equal(found.matrix.to_numpy(), [[nan, nan], [8.0, nan], [9.0, 40.0]])
    assert found.se is None
    assert found.groups.index.tolist() == ["THA", "VNM"]


def test_a_denominator_holds_for_its_period_or_for_all_and_makes_no_row() -> None:
    found = read(long(*ROWS, ("VNM", "2024", "people", "99"), ("LAO", "2025", "people", "7")))
    assert found.denominators["people"].tolist() == [70.0, 99.0, 100.0]
    assert "LAO" not in found.groups.index


def test_a_denominator_no_row_has_comes_from_the_units() -> None:
    units = pd.DataFrame({"unit": ["VNM", "THA"], "region": ["sea", None], "people": ["100", "70"]})
    found = read(long(*ROWS[:4]), units)
    assert found.denominators["people"].tolist() == [70.0, 100.0, 100.0]
    assert found.groups["region"].to_dict() == {"THA": "", "VNM": "sea"}
    assert read(long(), units.assign(people="1")).denominators["people"].tolist() == [70.0, 100.0, 100.0]
    assert read(long(*ROWS[:4])).denominators["people"].isna().all()


def test_numbers_and_texts_give_the_same_values_and_period_may_be_absent() -> None:
    rows = [row for row in ROWS if row[1] != "2024"]
    frame = long(*rows).drop(columns="period")
    typed = frame.assign(value=pd.to_numeric(frame["value"].replace("NA", None)))
    assert read(frame).matrix.equals(read(typed).matrix)
    assert read(frame).matrix.index.get_level_values("period").unique().tolist() == [""]


def test_units_and_periods_that_are_numbers_become_texts() -> None:
    frame = pd.DataFrame({"unit": [10, 9], "period": [2025.0, math.nan], "indicator": "sites", "value": [1, 2]})
    found, _ = values.read(frame, TREE)
    assert list(found.matrix.index) == [("10", "2025"), ("9", "")]


def test_standard_errors() -> None:
    found = read(long(*[(*row, "0.5" if row[2] == "sites" else "") for row in ROWS], header=[*HEADER, "se"]))
    assert found.se is not None
    np.testing.assert_array_equal(found.se["sites"], [0.5, 0.5, 0.5])
    assert found.se["trade"].isna().all()
    assert read(long().assign(se="")).se is None


def test_unknown_indicators_are_kept_out_with_one_warning_each() -> None:
    odd = [("VNM", "2025", "fish", "many"), ("LAO", "2025", "fish", "1")]
    found, warnings = values.read(long(*ROWS, *odd), TREE)
    assert said(warnings) == [("values-unknown-indicator", 8, "indicator", "fish")]
    assert warnings[0].level == "warning"
    assert found.matrix.equals(read(long()).matrix)


def test_an_indicator_without_a_value_gives_a_warning() -> None:
    _, warnings = values.read(long(*ROWS[1:]), TREE)
    assert said(warnings) == [("indicator-no-values", None, "indicator", "trade")]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        (("VNM", "2025", "sites", "9"), ("values-duplicate", 8, "indicator", "sites")),
        (("THA", "2025", "people", "70"), ("values-duplicate", 8, "indicator", "people")),
        (("VNM", "2025", "all", "9"), ("values-aggregate-code", 8, "indicator", "all")),
        (("", "2025", "sites", "9"), ("constraint-error", 8, "unit", "")),
        *[
            (("LAO", "2025", "sites", cell), ("value-not-a-number", 8, "value", cell))
            for cell in ("many", "1,5", " 1", "1_0", "nan", "inf", "-inf", "1e999", "１")
        ],
    ],
)
def test_a_row_at_fault_is_named(row: tuple[str, ...], finding: tuple[str, int, str, str]) -> None:
    assert said(refused(long(*ROWS, row))) == [finding]


def test_infinite_floats_are_refused_too() -> None:
    frame = pd.DataFrame({"unit": ["VNM"], "indicator": ["sites"], "value": [math.inf]})
    assert said(refused(frame)) == [("value-not-a-number", 2, "value", "inf")]


def test_standard_errors_at_fault() -> None:
    errors = ["0.1", "-1", "x", "", "", ""]
    assert said(refused(long().assign(se=errors))) == [
        ("value-not-a-number", 4, "se", "x"),
        ("values-se-negative", 3, "se", "-1"),
    ]


@pytest.mark.parametrize("frame", [long(ROWS[3]), long().head(0), long(("VNM", "2025", "fish", "1"))])
def test_nothing_at_all_is_refused(frame: pd.DataFrame) -> None:
    assert [finding.code for finding in refused(frame)] == ["values-empty"]


def test_columns_that_are_missing() -> None:
    found = refused(long()[["unit", "period"]], pd.DataFrame({"name": ["VNM"]}))
    assert said(found) == [
        ("values-column-missing", 1, "indicator", ""),
        ("values-column-missing", 1, "value", ""),
        ("units-column-missing", 1, "code", ""),
    ]


def test_units_that_stand_twice_or_have_no_code() -> None:
    units = pd.DataFrame({"code": ["VNM", "", "VNM"], "region": ["sea", "", "sea"]})
    assert said(refused(long(), units)) == [("constraint-error", 3, "code", ""), ("units-duplicate", 4, "code", "VNM")]


def test_a_denominator_in_the_units_that_is_no_number() -> None:
    units = pd.DataFrame({"code": ["VNM", "THA"], "people": ["100", "few"]})
    found = refused(long(*ROWS[:4]), units)
    assert said(found) == [("value-not-a-number", 3, "people", "few")]
    assert found[0].file == "units.csv"


def test_faults_without_number_are_cut_short() -> None:
    rows = [(f"u{n}", "", "sites", "x") for n in range(MOST_FINDINGS + 5)]
    found = refused(long(*rows, ROWS[0]))
    assert len(found) == MOST_FINDINGS + 1
    assert (found[-1].code, found[-1].expected) == ("more-findings", str(MOST_FINDINGS))


@given(st.permutations(range(len(ROWS))))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    shuffled, expected = read(long(*[ROWS[at] for at in order])), read(long())
    pd.testing.assert_frame_equal(shuffled.matrix, expected.matrix)
    pd.testing.assert_frame_equal(shuffled.denominators, expected.denominators)


cells = st.tuples(
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["", "2024", "2025"]),
    st.sampled_from(["sites", "trade", "people", "fish"]),
    st.one_of(st.floats(-1e12, 1e12).map(repr), st.sampled_from(["", "NA"])),
)


@given(st.lists(cells, max_size=20, unique_by=lambda row: row[:3]))
def test_every_value_lands_in_its_cell_and_missing_never_becomes_a_number(rows: list[tuple[str, ...]]) -> None:
    known = {row[:3]: float(row[3]) for row in rows if row[2] in TREE.leaves and row[3] not in ("", "NA")}
    if not known:
        return
    found, _ = values.read(long(*rows), TREE)
    stacked = found.matrix.stack().dropna()
    assert {(str(unit), str(period), str(code)): value for (unit, period, code), value in stacked.items()} == known
    assert set(found.matrix.index) == {row[:2] for row in rows if row[2] in TREE.leaves}


def test_a_suppressed_value_is_missing() -> None:
    rows = [("VNM", "sites", "9", "verified"), ("THA", "sites", "8", "suppressed")]
    found, _ = values.read(pd.DataFrame(rows, columns=["unit", "indicator", "value", "status"]), TREE)
    assert found.matrix["sites"].isna().to_dict() == {("THA", ""): True, ("VNM", ""): False}
