import pandas as pd
import pytest

from observatory.indicators.aggregate import Aggregation
from observatory.indicators.framework import Framework, Node
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalisation
from observatory.ranking import national
from observatory.ranking.design import Alternatives
from observatory.ranking.plan import Plan

TREE = Framework(
    {
        "index": Node("index", "", 3, 1.0, 0),
        "known": Node("known", "index", 2, 1.0, 0),
        "felt": Node("felt", "index", 2, 1.0, 0),
        "sites": Node("sites", "known", 1, 1.0, 1, 0.0, 50.0, 2019),
        "soft": Node("soft", "known", 1, 1.0, 1, 0.0, 100.0, 2026),
        "peace": Node("peace", "felt", 1, 1.0, -1, 1.0, 5.0, 2026),
    },
    "index",
)
ARITHMETIC = (Aggregation("arithmetic"),)
BESIDE = (Aggregation("arithmetic"), Aggregation("geometric"))
CHOICES = Plan(
    min_availability=0.8,
    threshold=0.5,
    cuts=(80.0, 60.0, 40.0, 20.0),
    alternatives=Alternatives(("none",), (Normalisation("goalposts"),), (ARITHMETIC, BESIDE), ("none",)),
    other=Method(normalise=Normalisation("goalposts", 1, 100), aggregate=BESIDE),
    runs=40,
    seed=1,
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
    return national.index(values, TREE, ["VNM", "BRN", "CHN", "THA"], ["BRN", "THA", "VNM"], CHOICES)


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


def test_the_profile_sums_to_the_gap_from_the_mean_of_the_field(found: national.NationalIndex) -> None:
    scores = found.scores.set_index("country_iso3")
    gaps = found.profile.groupby("country_iso3")["gap_contribution"].sum()
    mean = scores.loc[scores["ranked"], "score"].mean()
    assert gaps.to_dict() == pytest.approx((scores["score"] - mean).to_dict())
    rows = found.profile.set_index(["country_iso3", "indicator"])
    assert rows.loc[("CHN", "sites"), ["normalised", "strength"]].tolist() == [100.0, 1]
    assert rows.loc[("VNM", "peace"), "one_more_point"] == 0.5
    assert pd.isna(rows.loc[("BRN", "soft"), "strength"])


def test_how_firm_the_ranks_are(found: national.NationalIndex) -> None:
    spread = found.robustness.uncertainty.set_index("country_iso3")
    assert spread["rank"].to_dict() == {"CHN": 1, "THA": 2, "VNM": 2}
    assert (spread["rank_low"] <= spread["rank_high"]).all()
    assert set(spread["n_runs"]) == {40}
    assert pd.isna(spread.loc["CHN", "p_best_in_group"])
    assert spread.loc[["THA", "VNM"], "p_best_in_group"].sum() >= 1.0


def test_the_other_method_is_published_beside(found: national.NationalIndex) -> None:
    rows = found.robustness.alternatives.set_index("country_iso3")
    assert set(rows["aggregation"]) == {"geometric"}
    assert rows["rank"].dropna().to_dict() == {"CHN": 1, "THA": 2, "VNM": 2}
    pillars = [1 + 0.99 * 28.0, 1 + 0.99 * 75.0]
    assert rows.loc["VNM", "score"] == pytest.approx((pillars[0] * pillars[1]) ** 0.5)
    assert rows.loc["BRN", "score"] == pytest.approx(1 + 0.99 * 31.0)
