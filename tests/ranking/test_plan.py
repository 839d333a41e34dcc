import pandas as pd
import pytest

from observatory.errors import FindingsError
from observatory.indicators.aggregate import Aggregation
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalisation
from observatory.ranking import plan

SETTINGS = {
    "min_availability": "0.8",
    "threshold": "0.5",
    "band_cuts": "80; 60; 40; 20",
    "something_else": "of others",
    "runs": "1000",
    "seed": "7",
    "weight_spread": "0.25",
    "normalise_alternatives": "goalposts; minmax:1:100",
    "aggregate_alternatives": "arithmetic; arithmetic,geometric",
    "other_aggregate": "arithmetic,geometric",
    "other_normalise": "goalposts:1:100",
}


def table(changes: dict[str, str]) -> pd.DataFrame:
    rows = SETTINGS | changes
    return pd.DataFrame({"key": list(rows), "value": list(rows.values())})


def test_the_first_alternatives_are_the_published_method() -> None:
    found = plan.read(table({}), levels=2)
    assert found.method == Method()
    assert found.alternatives.normalise == (Normalisation("goalposts"), Normalisation("minmax", 1, 100))
    assert found.alternatives.aggregate[1] == (Aggregation("arithmetic"), Aggregation("geometric"))
    assert found.other.aggregate == found.alternatives.aggregate[1]
    assert (found.runs, found.seed, found.min_availability, found.alternatives.weight_spread) == (1000, 7, 0.8, 0.25)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("runs", "0"),
        ("runs", "many"),
        ("seed", "-1"),
        ("weight_spread", "1"),
        ("weight_spread", "nan"),
        ("min_availability", "80 %"),
        ("threshold", "1.1"),
        ("threshold", "half"),
        ("band_cuts", "80; 60; 40"),
        ("band_cuts", "20; 40; 60; 80"),
        ("normalise_alternatives", "goalposts; best"),
        ("normalise_alternatives", ""),
        ("aggregate_alternatives", "arithmetic,arithmetic,geometric"),
        ("aggregate_alternatives", "arithmetic; copeland"),
        ("other_aggregate", "mean"),
        ("other_normalise", "minmax:2:1"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(key: str, value: str) -> None:
    with pytest.raises(FindingsError) as caught:
        plan.read(table({key: value}), levels=2, file="own/data/settings.csv")
    (finding,) = caught.value.findings
    assert (finding.code, finding.file, finding.field, finding.value) == (
        "setting-invalid", "own/data/settings.csv", key, value,
    )  # fmt: skip
    assert finding.row == list(SETTINGS).index(key) + 2
    assert finding.expected


def test_a_missing_setting_has_no_row() -> None:
    settings = table({})
    with pytest.raises(FindingsError) as caught:
        plan.read(settings[settings["key"] != "runs"], levels=2)
    assert [(finding.field, finding.row) for finding in caught.value.findings] == [("runs", None)]
