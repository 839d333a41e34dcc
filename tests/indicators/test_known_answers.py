"""The engine held against the ASEM sustainable connectivity index as COINr 1.1.14 computed it."""

from pathlib import Path

import pandas as pd
import pytest

from observatory.indicators import framework
from observatory.indicators.aggregate import Aggregate, aggregate
from observatory.indicators.framework import Framework
from observatory.indicators.normalise import Normalised, goalposts

pytestmark = pytest.mark.shared
Computed = tuple[Framework, Normalised, Aggregate, Path]


@pytest.fixture
def computed(shared: Path) -> Computed:
    folder = shared / "known-answers" / "index" / "asem"
    raw = pd.read_csv(folder / "asem_stage_imputed.csv", index_col="uCode", keep_default_na=False)
    nodes = pd.read_csv(folder / "asem_imeta.csv").dropna(subset="Level")
    nodes = nodes.rename(columns=str.lower).rename(columns={"icode": "code"})
    nodes = nodes.assign(
        goalpost_low=nodes["code"].map(raw.min(numeric_only=True)),
        goalpost_high=nodes["code"].map(raw.max(numeric_only=True)),
    )
    tree = framework.read(nodes)
    normalised = goalposts(raw, tree)
    return tree, normalised, aggregate(normalised.scores, tree), folder


def published(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"notreat_{name}.csv", index_col=0, keep_default_na=False)


def test_normalised_scores(computed: Computed) -> None:
    tree, normalised, _, folder = computed
    expected = published(folder, "norm_minmax_0_100")[tree.leaves]
    assert (normalised.scores - expected).abs().max(axis=None) < 1e-9
    assert normalised.scores.shape == (51, 49)


def test_aggregates_of_every_level(computed: Computed) -> None:
    _, _, joined, folder = computed
    expected = published(folder, "agg_amean")
    assert (joined.scores[list(expected.columns)] - expected).abs().max(axis=None) < 1e-9


def test_effective_weights(computed: Computed) -> None:
    tree, _, joined, folder = computed
    expected = published(folder, "eff_weights")["EffWeight"].loc[tree.leaves]
    assert (joined.effective_weights - expected).abs().max(axis=None) < 1e-12
