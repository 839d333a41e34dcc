import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.errors import FindingsError
from observatory.indicators.denominate import denominate
from observatory.indicators.framework import Framework, Node

NAN = math.nan
TREE = Framework(
    {
        "all": Node("all", "", 2, 1.0, 0),
        "sites": Node("sites", "all", 1, 1.0, 1),
        "trade": Node("trade", "all", 1, 1.0, 1, denominator="people"),
    },
    "all",
)
INDEX = pd.MultiIndex.from_tuples([("THA", "2025"), ("VNM", "2025")], names=["unit", "period"])


def rows(sites: list[float], trade: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"sites": sites, "trade": trade}, index=INDEX[: len(sites)])


def people(*counts: float) -> pd.DataFrame:
    return pd.DataFrame({"people": counts}, index=INDEX[: len(counts)])


def test_only_what_has_a_denominator_is_divided() -> None:
    before = rows([8.0, 9.0], [40.0, NAN])
    found, warnings = denominate(before, people(80.0, 100.0), TREE)
    assert found["sites"].tolist() == [8.0, 9.0]
    assert found["trade"].tolist()[0] == 0.5
    assert math.isnan(found["trade"].iloc[1])
    assert warnings == []
    assert before["trade"].iloc[0] == 40.0


@pytest.mark.parametrize(("count", "shown"), [(0.0, "0"), (-5.0, "-5"), (NAN, "NA")])
def test_a_denominator_that_is_not_positive_leaves_the_cell_missing_with_a_warning(count: float, shown: str) -> None:
    found, warnings = denominate(rows([8.0, 9.0], [40.0, 30.0]), people(80.0, count), TREE)
    assert math.isnan(found["trade"].iloc[1])
    assert found["trade"].iloc[0] == 0.5
    (warning,) = warnings
    assert (warning.code, warning.level, warning.field) == ("denominator-not-positive", "warning", "people")
    assert warning.value == f"people (VNM 2025) = {shown}"


def test_no_warning_where_there_was_no_value_to_divide() -> None:
    assert denominate(rows([8.0, 9.0], [40.0, NAN]), people(80.0, 0.0), TREE)[1] == []


@pytest.mark.parametrize("denominators", [people(NAN, NAN), people(1.0, 1.0).drop(columns="people")])
def test_a_denominator_without_values_is_refused(denominators: pd.DataFrame) -> None:
    with pytest.raises(FindingsError) as caught:
        denominate(rows([8.0, 9.0], [40.0, 30.0]), denominators, TREE)
    (finding,) = caught.value.findings
    assert (finding.code, finding.level, finding.value) == ("denominator-missing", "error", "people")


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(1e-3, 1e3))
def test_doubling_both_changes_nothing(value: float, count: float, factor: float) -> None:
    plain, _ = denominate(rows([1.0], [value]), people(count), TREE)
    scaled, _ = denominate(rows([1.0], [value * factor]), people(count * factor), TREE)
    np.testing.assert_allclose(scaled["trade"], plain["trade"], rtol=1e-12)
