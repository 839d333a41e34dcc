"""Ranks held against those of the ASEM sustainable connectivity index as COINr 1.1.14 gave them."""

from pathlib import Path

import pandas as pd
import pytest

from observatory.ranking import rank


@pytest.mark.shared
def test_ranks_of_every_aggregate(shared: Path) -> None:
    folder = shared / "known-answers" / "index" / "asem"
    scores = pd.read_csv(folder / "notreat_agg_amean.csv", index_col="uCode")
    expected = pd.read_csv(folder / "notreat_ranks_amean.csv", index_col="uCode")
    assert scores.apply(rank.competition).eq(expected).all(axis=None)
