import numpy as np
import pandas as pd
import pytest

from observatory.errors import FindingsError
from observatory.ranking import verification

TREE = pd.DataFrame(
    [
        ("hdi", "", 3, 1, 1, np.nan, np.nan),
        *((code, "hdi", 2, 1, 1, np.nan, np.nan) for code in ("health", "education", "income")),
        ("life_expectancy", "health", 1, 1, 1, 20, 85),
        ("expected_schooling", "education", 1, 1, 1, 0, 18),
        ("mean_schooling", "education", 1, 1, 1, 0, 15),
        ("ln_gni_per_capita", "income", 1, 1, 1, np.log(100), np.log(75000)),
    ],
    columns=["code", "parent", "level", "weight", "direction", "goalpost_low", "goalpost_high"],
)
COMPONENTS = ["unit", "year", "life_expectancy", "expected_schooling", "mean_schooling", "gni_per_capita"]
QUANTITIES = pd.DataFrame({"case": "x", "quantity": ["scores"], "tolerance": [1e-9]})


def answers(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["item", "code", "value"])
    return frame.assign(case="x", quantity="scores")


def compared(ours: list[float], theirs: list[float], tolerance: float = 1e-9) -> dict[str, object]:
    published = answers(*((f"u{at}", "i", value) for at, value in enumerate(theirs)))
    computed = answers(*((f"u{at}", "i", value) for at, value in enumerate(ours))).set_index(verification.KEY)["value"]
    quantities = QUANTITIES.assign(tolerance=tolerance)
    (row,) = verification.compare({"x": {"scores": computed}}, published, quantities).to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_a_published_hdi_is_met() -> None:
    # Viet Nam 2022 in the Human Development Report 2023/24: 0.726
    rows = pd.DataFrame([("VNM", 2022, 74.58, 13.052947, 8.455349, 10813.98273)], columns=COMPONENTS)
    found = verification.human_development(rows, TREE)[verification.THREE_DECIMALS]
    assert found[("VNM", "2022")] == 0.726


def test_components_beyond_the_goalposts_count_as_the_goalposts() -> None:
    rows = pd.DataFrame([("A", 2022, 90.0, 23.0, 15.0, 120000.0)], columns=COMPONENTS)
    assert verification.human_development(rows, TREE)[verification.THREE_DECIMALS].tolist() == [1.0]


def test_a_composite_index_worked_by_hand() -> None:
    tree = pd.DataFrame(
        [
            ("index", "", 3, 1, 1, ""),
            ("p", "index", 2, 1, 1, ""),
            ("q", "index", 2, 3, 1, ""),
            ("a", "p", 1, 1, 1, "size"),
            ("b", "p", 1, 1, -1, ""),
            ("c", "q", 1, 1, 1, ""),
        ],
        columns=["code", "parent", "level", "weight", "direction", "denominator"],
    )
    given = {
        "a": {"u": 2.0, "v": 8.0, "w": 3.0},
        "b": {"u": 1.0, "v": 2.0, "w": 3.0},
        "c": {"u": 5.0, "v": 7.0},
        "size": {"u": 1.0, "v": 2.0, "w": 1.0},
    }
    frame = pd.DataFrame(
        [(unit, code, value) for code, of_units in given.items() for unit, value in of_units.items()],
        columns=["unit", "indicator", "value"],
    )
    units = pd.DataFrame({"unit": ["u", "v", "w"], "g": ["x", "y", "y"]})
    found = verification.composite(frame, tree, units, "group-mean:g")
    # a / size = 2, 4, 3; c of w is the mean of its group, 7.
    assert found["minmax"].unstack()["a"].to_dict() == {"u": 0.0, "v": 100.0, "w": 50.0}
    assert found["minmax"].unstack()["c"].to_dict() == {"u": 0.0, "v": 100.0, "w": 100.0}
    assert found["scores"].unstack()["index"].to_dict() == {"u": 12.5, "v": 93.75, "w": 81.25}
    assert found["ranks"].unstack()["index"].to_dict() == {"u": 3, "v": 1, "w": 2}
    assert found["zscore"].unstack()["b"].tolist() == [1.0, 0.0, -1.0]
    assert found["effective-weights"].loc["*"].to_dict() == pytest.approx(
        {"index": 1, "p": 0.25, "q": 0.75, "a": 0.125, "b": 0.125, "c": 0.75}
    )
    assert found["correlations"][("p", "q")] == found["correlations"][("q", "p")]
    assert set(found["cronbach"].loc["*"].index) == {"ALL", "p", "q"}


def test_equal_answers_hold() -> None:
    found = compared([1.0, 2.0], [1.0, 2.0])
    assert (found["n_compared"], found["largest_difference"], found["holds"]) == (2, 1e-12, True)


def test_where_nothing_may_differ_nothing_is_rounded_up() -> None:
    found = compared([1.0, 2.0], [1.0, 2.0], 0.0)
    assert (found["largest_difference"], found["holds"]) == (0.0, True)


@pytest.mark.parametrize(("tolerance", "holds"), [(0.1, True), (0.09, False), (0.0, False)])
def test_the_largest_difference_is_held_against_the_tolerance(tolerance: float, holds: bool) -> None:
    found = compared([1.0, 2.1], [1.0, 2.0], tolerance)
    assert found["largest_difference"] == pytest.approx(0.1)
    assert found["holds"] is holds


@pytest.mark.parametrize("ours", [[1.0], [1.0, np.nan], []])
def test_an_answer_that_was_not_computed_does_not_hold(ours: list[float]) -> None:
    assert compared(ours, [1.0, 2.0])["holds"] is False


def test_nothing_to_compare_with_does_not_hold() -> None:
    assert compared([1.0], [])["holds"] is False


def test_what_does_not_hold_stops_the_build() -> None:
    good = pd.DataFrame([compared([1.0], [1.0])])
    verification.require(good)
    with pytest.raises(FindingsError) as caught:
        verification.require(pd.concat([good, pd.DataFrame([compared([1.5], [1.0])])]))
    (finding,) = caught.value.findings
    assert (finding.code, finding.field) == ("verification-failed", "x · scores")
    assert (finding.value, finding.expected) == ("0.5", "1e-09")
