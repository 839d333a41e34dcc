import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.ranking import merge

CROSSWALK = pd.DataFrame(
    {
        "former_level": "former63",
        "former_code": ["08", "02", "04", "79", "74", "77"],
        "former_name_vi": [
            "Tuyên Quang",
            "Hà Giang",
            "Cao Bằng",
            "Hồ Chí Minh",
            "Bình Dương",
            "Bà Rịa - Vũng Tàu",
        ],
        "new_level": "province34",
        "new_code": ["08", "08", "04", "79", "79", "79"],
    }
)


def values(found: dict[str, float], level: str = "former63") -> pd.DataFrame:
    rows = [(level, code, "papi", value) for code, value in found.items()]
    return pd.DataFrame(rows, columns=["unit_level", "unit_code", "indicator", "value"])


def test_a_unit_has_the_mean_of_the_former_provinces_that_have_a_value() -> None:
    cells = merge.cells(values({"08": 40.0, "79": 44.0, "74": 46.0, "77": 48.0}), CROSSWALK, ["papi"])
    means = merge.means(cells).set_index("new_code")
    assert means.loc["79", ["value", "n_former_present", "n_former"]].tolist() == [46.0, 3, 3]
    assert means.loc["08", ["value", "n_former_present", "n_former"]].tolist() == [40.0, 1, 2]
    assert pd.isna(means.loc["04", "value"])
    assert merge.coverage(cells).droplevel("new_level").to_dict() == {"04": 0.0, "08": 0.5, "79": 1.0}


def test_a_value_of_a_unit_of_today_is_never_taken_for_a_former_one_with_its_code() -> None:
    cells = merge.cells(values({"08": 40.0}, level="province34"), CROSSWALK, ["papi"])
    assert cells["value"].isna().all()


def test_two_values_for_one_cell_are_refused() -> None:
    twice = pd.concat([values({"08": 40.0}), values({"08": 41.0})])
    with pytest.raises(pd.errors.MergeError):
        merge.cells(twice, CROSSWALK, ["papi"])


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(["08", "02", "04", "79", "74", "77"]), st.floats(1, 10)))
def test_means_lie_between_the_former_values_and_coverage_between_0_and_1(found: dict[str, float]) -> None:
    cells = merge.cells(values(found), CROSSWALK, ["papi"])
    assert merge.coverage(cells).between(0, 1).all()
    for _, row in merge.means(cells).dropna(subset="value").iterrows():
        inside = [
            found[code] for code in CROSSWALK[CROSSWALK["new_code"] == row["new_code"]]["former_code"] if code in found
        ]
        assert min(inside) - 1e-9 <= row["value"] <= max(inside) + 1e-9
