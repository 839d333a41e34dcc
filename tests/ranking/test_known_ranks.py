"""Scores and ranks of the ASEM sustainable connectivity index, from raw values, against COINr 1.1.14."""

from pathlib import Path

import pandas as pd
import pytest

from observatory.indicators import framework, values
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalisation
from observatory.ranking import index, rank
from observatory.ranking.index import Index

pytestmark = pytest.mark.shared


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "known-answers" / "index" / "asem"


@pytest.fixture
def computed(folder: Path) -> Index:
    meta = pd.read_csv(folder / "asem_imeta.csv", dtype=str, keep_default_na=False).rename(columns=str.lower)
    meta = meta.rename(columns={"icode": "code"})
    tree = framework.read(
        meta.loc[meta["level"] != "", ["code", "parent", "level", "weight", "direction", "denominator"]]
    )
    table = pd.read_csv(folder / "asem_idata.csv", dtype=str, keep_default_na=False)
    kept = ["uCode", *tree.leaves, *meta.loc[meta["type"] == "Denominator", "code"]]
    long = table[kept].melt("uCode", var_name="indicator").rename(columns={"uCode": "unit"})
    found, _ = values.read(long, tree, table.rename(columns={"uCode": "code"}))
    method = Method(impute="group-mean:EurAsia_group", normalise=Normalisation("minmax"), threshold=None)
    return index.compute(found, tree, method)


def published(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"notreat_{name}.csv", index_col="uCode", keep_default_na=False)


def test_ranks_of_published_scores(folder: Path) -> None:
    scores, expected = published(folder, "agg_amean"), published(folder, "ranks_amean")
    assert scores.apply(rank.competition).eq(expected).all(axis=None)
    assert rank.frame_ranks(scores).eq(expected).all(axis=None)


def test_scores_and_ranks_from_raw_values(computed: Index, folder: Path) -> None:
    scores = computed.scores.droplevel("period")
    expected = published(folder, "agg_amean")
    assert set(scores) == set(expected)
    assert scores.shape == (51, 11)
    assert (scores - expected).abs().max(axis=None) < 1e-9
    assert computed.ranks.droplevel("period").eq(published(folder, "ranks_amean")[list(scores)]).all(axis=None)
    assert {(finding.code, finding.field) for finding in computed.findings} == {("denominator-not-positive", "Energy")}


def test_normalised_values_from_raw_ones(computed: Index, folder: Path) -> None:
    scores = computed.normalised.scores.droplevel("period")
    assert (scores - published(folder, "norm_minmax_0_100")).abs().max(axis=None) < 1e-9
