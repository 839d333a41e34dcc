from io import StringIO

import pandas as pd
import pytest

from observatory.indicators.aggregate import Aggregation
from observatory.indicators.framework import Framework, Node
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalisation
from observatory.indicators.values import Values
from observatory.ranking.design import Alternatives, Design
from observatory.ranking.plan import Plan
from observatory.ranking.replicate import replicate
from observatory.ranking.robustness import Robustness, robustness
from observatory.ranking.uncertainty import summary

CODES = ["a", "b", "c"]
TREE = Framework(
    {"index": Node("index", "", 2, 1.0, 0), **{code: Node(code, "index", 1, 1.0, 1, 0.0, 100.0) for code in CODES}},
    "index",
)
GOALPOSTS, MINMAX = Normalisation("goalposts"), Normalisation("minmax", 1, 100)
ARITHMETIC, GEOMETRIC = (Aggregation("arithmetic"),), (Aggregation("geometric"),)
CHOICES = Plan(
    min_availability=0.8,
    threshold=0.5,
    cuts=(80.0, 60.0, 40.0, 20.0),
    alternatives=Alternatives(("none",), (GOALPOSTS, MINMAX), (ARITHMETIC, GEOMETRIC), ("none",)),
    other=Method(normalise=Normalisation("goalposts", 1, 100), aggregate=GEOMETRIC),
    runs=200,
    seed=3,
)
UNITS = ["p", "q", "r", "s", "t"]
INDEX = pd.MultiIndex.from_arrays([UNITS, [""] * 5], names=["unit", "period"])
MATRIX = pd.DataFrame(
    [[90.0, 85, 95], [60, 62, 58], [58, 60, 63], [30, 35, 20], [99, 99, 99]], index=INDEX, columns=CODES
)
VALUES = Values(MATRIX, None, pd.DataFrame(index=INDEX), pd.DataFrame(index=UNITS))
RANKED = pd.Series([True, True, True, True, False], index=INDEX)
GROUPS = pd.Series(["one", "one", None, None, "one"], index=UNITS)


@pytest.fixture(scope="module")
def found() -> Robustness:
    return robustness(VALUES, TREE, CHOICES, RANKED, GROUPS)


def test_only_ranked_units_take_part(found: Robustness) -> None:
    assert found.uncertainty.index.tolist() == ["p", "q", "r", "s"]
    assert found.uncertainty["rank"].tolist() == [1, 3, 2, 4]
    assert found.uncertainty.loc["p", ["rank_low", "rank_high"]].tolist() == [1.0, 1.0]
    others = found.alternatives["rank"]
    assert others["p"] == 1
    assert pd.isna(others["t"])


def test_probabilities_are_of_the_own_group_alone(found: Robustness) -> None:
    shares = found.uncertainty["p_best_in_group"]
    assert shares["p"] == 1.0
    assert shares["q"] == 0.0
    assert shares[["r", "s"]].isna().all()


def test_ranks_that_cannot_be_told_apart(found: Robustness) -> None:
    rows = found.together.to_dict("records")
    assert rows == [{"first_rank": 2, "last_rank": 3, "members": "r; q", "n_members": 2}]


def test_scores_are_spread_over_the_runs_of_the_published_normalisation(found: Robustness) -> None:
    spread = found.uncertainty
    # Goalposts of 0 and 100 leave the values as they are: every mean lies among them.
    assert spread["score_low"].between(MATRIX.min(axis=1).iloc[:4].to_numpy(), 100).all()
    assert (spread["score_high"] <= MATRIX.max(axis=1).iloc[:4].to_numpy()).all()


def test_the_published_design_gives_the_published_ranks(found: Robustness) -> None:
    table = pd.read_csv(StringIO(found.design.to_csv(index=False)), dtype="str", keep_default_na=False)
    factors = [dict(pair.split("=") for pair in text.split("; ")) for text in table["weights"]]
    wide = table.join(pd.DataFrame(factors).add_prefix("w:"))
    field = Values(MATRIX.iloc[:4], None, VALUES.denominators.iloc[:4], VALUES.groups)
    replayed = replicate(field, TREE, 0.5, Design.read(wide))
    spread = summary(replayed, pd.Series(0, index=MATRIX.index))
    assert spread["rank_p5"].tolist() == found.uncertainty["rank_low"].tolist()
    assert spread["rank_median"].tolist() == found.uncertainty["rank_median"].tolist()
    assert len(wide) == 200


def test_every_choice_that_varies_has_its_share_and_every_pillar_its_weight(found: Robustness) -> None:
    assert set(found.sensitivity["factor"]) == {"normalise", "aggregate", "weights:1"}
    assert found.leave_one_out["pillar"].tolist() == CODES
    assert found.coherence["position"].tolist() == list(range(1, len(found.coherence) + 1))
    assert "cronbach-alpha" in set(found.coherence["measure"])


@pytest.mark.parametrize("n", [0, 1])
def test_a_field_too_small_to_compare_gives_tables_without_figures(n: int) -> None:
    few = pd.Series([position < n for position in range(5)], index=INDEX)
    found = robustness(VALUES, TREE, CHOICES, few, GROUPS)
    assert len(found.uncertainty) == n
    assert found.together.empty
    assert found.sensitivity["first_order"].isna().all()
    assert found.alternatives["rank"].notna().sum() == n
