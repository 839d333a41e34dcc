"""The engine held against published indices: ASEM as COINr 1.1.14 computed it, the HDI and PAPI."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from observatory.indicators import framework
from observatory.indicators.aggregate import Aggregate, Aggregation, aggregate
from observatory.indicators.coherence import coherence
from observatory.indicators.framework import Framework
from observatory.indicators.normalise import Normalisation, Normalised, goalposts, normalise

pytestmark = pytest.mark.shared
Computed = tuple[Framework, Normalised, Aggregate, Path]


@pytest.fixture
def computed(shared: Path) -> Computed:
    folder = shared / "known-answers" / "index" / "asem"
    raw = asem_raw(folder)
    tree = asem_tree(folder, raw)
    normalised = goalposts(raw, tree)
    return tree, normalised, aggregate(normalised.scores, tree), folder


def asem_raw(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "asem_stage_imputed.csv", index_col="uCode", keep_default_na=False)


def asem_tree(folder: Path, raw: pd.DataFrame) -> Framework:
    nodes = pd.read_csv(folder / "asem_imeta.csv").dropna(subset="Level")
    nodes = nodes.rename(columns=str.lower).rename(columns={"icode": "code"})
    return framework.read(
        nodes[["code", "parent", "level", "weight", "direction"]].assign(
            goalpost_low=nodes["code"].map(raw.min(numeric_only=True)),
            goalpost_high=nodes["code"].map(raw.max(numeric_only=True)),
        )
    )


def published(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"notreat_{name}.csv", index_col=0, keep_default_na=False)


def largest(difference: pd.DataFrame) -> float:
    assert difference.notna().all(axis=None)
    return float(difference.abs().max(axis=None))


@pytest.mark.parametrize("normalisation", [Normalisation("goalposts"), Normalisation("minmax")])
def test_normalised_scores(computed: Computed, normalisation: Normalisation) -> None:
    tree, _, _, folder = computed
    found = normalise(asem_raw(folder), tree, normalisation)
    assert found.scores.shape == (51, 49)
    assert largest(found.scores - published(folder, "norm_minmax_0_100")[tree.leaves]) < 1e-9
    assert not found.clipped.any(axis=None)


def test_z_scores(computed: Computed) -> None:
    tree, _, _, folder = computed
    found = normalise(asem_raw(folder), tree, Normalisation("zscore", 0, 1))
    assert largest(found.scores - published(folder, "norm_zscore_0_1")[tree.leaves]) < 1e-9


def test_aggregates_of_every_level(computed: Computed) -> None:
    _, _, joined, folder = computed
    expected = published(folder, "agg_amean")
    assert largest(joined.scores[list(expected.columns)] - expected) < 1e-9


def test_effective_weights(computed: Computed) -> None:
    tree, _, joined, folder = computed
    expected = published(folder, "eff_weights")["EffWeight"]
    assert (joined.effective_weights - expected.loc[tree.leaves]).abs().max(axis=None) < 1e-12
    assert (tree.effective_weights() - expected).abs().max() < 1e-12


@pytest.fixture
def measures(computed: Computed) -> pd.DataFrame:
    tree, normalised, joined, _ = computed
    aggregates = joined.scores[[code for code in tree.nodes if tree.nodes[code].level > 1]]
    return coherence(normalised.scores, aggregates, tree, pd.DataFrame(index=aggregates.index))


def test_cronbach_alpha_of_every_group(computed: Computed, measures: pd.DataFrame) -> None:
    expected = published(computed[3], "cronbach")["alpha"]
    found = measures[measures["measure"] == "cronbach-alpha"].set_index("code")["value"]
    assert set(found.index) == set(expected.index)
    assert (found - expected).abs().max() < 1e-9


def test_correlations_between_aggregates(computed: Computed, measures: pd.DataFrame) -> None:
    expected = published(computed[3], "corr_pearson_aggregates")
    found = measures[measures["measure"] == "correlation"]
    assert len(found) == 11 * 10 / 2
    differences = [row["value"] - expected.loc[row["code"], row["other"]] for _, row in found.iterrows()]
    assert max(map(abs, differences)) < 1e-9
    parents = measures[(measures["measure"] == "correlation-parent") & (measures["group"] == "Index")]
    assert (parents.set_index("code")["value"] - expected.loc[["Conn", "Sust"], "Index"]).abs().max() < 1e-9


def test_the_human_development_index_of_every_country_and_year(shared: Path) -> None:
    table = pd.read_csv(shared / "known-answers" / "index" / "hdi" / "hdi_2010_2022.csv")
    nodes = [
        ["hdi", "", 3, "", "", ""],
        *[[code, "hdi", 2, "", "", ""] for code in ("health", "education", "income")],
        ["le", "health", 1, 1, 20, 85],
        ["eys", "education", 1, 1, 0, 18],
        ["mys", "education", 1, 1, 0, 15],
        ["gni", "income", 1, 1, np.log(100), np.log(75000)],
    ]
    columns = ["code", "parent", "level", "direction", "goalpost_low", "goalpost_high"]
    tree = framework.read(pd.DataFrame(nodes, columns=columns).assign(weight=1))
    normalised = goalposts(table.assign(gni=np.log(table["gnipc"])), tree)
    found = aggregate(normalised.scores, tree, (Aggregation("arithmetic"), Aggregation("geometric")), None)
    ours = [three_decimals(score / 100) for score in found.scores["hdi"]]
    assert ours == [three_decimals(value) for value in table["hdi"]]
    assert len(ours) == 2639


def three_decimals(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.001"), ROUND_HALF_UP)


def summing_tree(groups: dict[str, list[str]]) -> Framework:
    """Indicators of equal weight under their groups, and the groups under a total."""
    nodes = [["total", "", 3], *[[code, "total", 2] for code in groups]]
    nodes += [[part, code, 1] for code, parts in groups.items() for part in parts]
    return framework.read(pd.DataFrame(nodes, columns=["code", "parent", "level"]).assign(weight=1, direction=1))


def test_papi_is_the_sum_of_its_parts(shared: Path) -> None:
    """A sum is the mean times the number of what is there."""
    table = pd.read_csv(shared / "known-answers" / "index" / "vn" / "papi_2011_2016.csv")
    names = ["participation", "transparency", "accountability", "corruption", "procedures", "service"]
    dimensions = [f"papi_{name}" for name in names]
    parts = {code: [name for name in table.columns if name.startswith(f"{code}_")] for code in dimensions}
    tree = summing_tree(parts)
    found = aggregate(table[tree.leaves], tree, threshold=None).scores
    sums = pd.DataFrame({code: found[code] * table[parts[code]].notna().sum(axis=1) for code in dimensions})
    given = table[dimensions].notna()
    assert given.sum().min() >= 376
    assert (sums - table[dimensions])[given].abs().max(axis=None) < 2.5e-6
    assert sums[given].notna().sum().equals(given.sum())


def test_the_papi_total_is_the_sum_of_its_dimensions(shared: Path) -> None:
    table = pd.read_csv(shared / "known-answers" / "index" / "vn" / "papi_2011_2016.csv")
    dimensions = list(table.columns[2:8])
    found = aggregate(table[dimensions], summing_tree({"all": dimensions})).scores["total"] * len(dimensions)
    complete = table["papi_unweighted"].notna()
    assert complete.sum() >= 376
    assert (found - table["papi_unweighted"])[complete].abs().max() < 1e-9
