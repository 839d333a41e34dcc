import pandas as pd
import pytest

from observatory.indicators.framework import Framework, Node
from observatory.ranking import national

NAN = float("nan")
TREE = Framework(
    {
        "index": Node("index", "", 3, 1.0, 1, NAN, NAN, None),
        "known": Node("known", "index", 2, 1.0, 1, NAN, NAN, None),
        "felt": Node("felt", "index", 2, 1.0, 1, NAN, NAN, None),
        "sites": Node("sites", "known", 1, 1.0, 1, 0.0, 50.0, 2019),
        "soft": Node("soft", "known", 1, 1.0, 1, 0.0, 100.0, 2026),
        "peace": Node("peace", "felt", 1, 1.0, -1, 1.0, 5.0, 2026),
    },
    "index",
)
ROWS = [
    ("VNM", "sites", 2019, 8.0), ("VNM", "soft", 2026, 40.0), ("VNM", "peace", 2026, 2.0),
    ("THA", "sites", 2019, 5.0), ("THA", "soft", 2026, 46.0), ("THA", "peace", 2026, 2.0),
    ("CHN", "sites", 2019, 55.0), ("CHN", "soft", 2026, 73.0), ("CHN", "peace", 2026, 2.4),
    ("BRN", "sites", 2025, 0.0), ("BRN", "soft", 2026, 31.0), ("VNM", "sites", 2025, 9.0),
]  # fmt: skip


@pytest.fixture
def found() -> national.NationalIndex:
    values = pd.DataFrame(ROWS, columns=["country_iso3", "indicator", "year", "value"])
    values = values.assign(month=pd.NA, package="reference/some", id=[f"{r[0]}-{r[1]}-{r[2]}" for r in ROWS])
    return national.index(values, TREE, ["BRN", "CHN", "THA", "VNM"], 0.8)


def test_scores_and_places(found: national.NationalIndex) -> None:
    scores = found.scores.set_index("country_iso3")
    assert scores["score"].to_dict() == pytest.approx({"BRN": 31.0, "CHN": 75.75, "THA": 51.5, "VNM": 51.5})
    assert scores["rank"].dropna().to_dict() == {"CHN": 1, "THA": 2, "VNM": 2}
    assert scores["tied"].to_dict() == {"BRN": False, "CHN": False, "THA": True, "VNM": True}
    assert scores["field_size"].tolist() == [3] * 4


def test_a_country_short_of_indicators_is_shown_unranked_with_the_reason(
    found: national.NationalIndex,
) -> None:
    row = found.scores.set_index("country_iso3").loc["BRN"]
    assert not row["ranked"]
    assert row["availability"] == pytest.approx(1 / 3)
    assert row["reason_vi"] == "Mới có 1/3 chỉ số, chưa đạt mức 80%"
    assert row["reason_en"] == "1 of 3 indicators, short of the 80% required"


def test_components_use_the_year_of_the_framework_and_add_up(found: national.NationalIndex) -> None:
    rows = found.components.set_index(["country_iso3", "indicator"])
    assert rows.loc[("VNM", "sites"), ["value", "year", "normalised"]].tolist() == [8.0, 2019, 16.0]
    assert rows.loc[("VNM", "sites"), "source_row"] == "VNM-sites-2019"
    assert rows.loc[("CHN", "sites"), ["normalised", "clipped"]].tolist() == [100.0, True]
    assert rows.loc[("VNM", "peace"), "normalised"] == 75.0
    assert pd.isna(rows.loc[("BRN", "sites"), "value"])
    sums = found.components.groupby("country_iso3")["contribution"].sum()
    assert sums.to_dict() == pytest.approx(found.scores.set_index("country_iso3")["score"].to_dict())


def test_pillars(found: national.NationalIndex) -> None:
    rows = found.pillars.set_index(["country_iso3", "pillar"])
    assert rows.loc[("VNM", "known"), "score"] == 28.0
    assert rows.loc[("BRN", "known"), ["n_present", "n_indicators"]].tolist() == [1, 2]
    assert pd.isna(rows.loc[("BRN", "felt"), "score"])
