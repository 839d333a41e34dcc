"""An index of 3,000 units and 49 indicators, outliers treated, against the same steps as one writes them in pandas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import index_sample
import numpy as np
import pandas as pd

from observatory.indicators.framework import Framework
from observatory.ranking.index import compute

GOAL = 0.2
MOST_SECONDS = 0.08
UNITS = 3_000


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    del folder
    tree, values, method = index_sample.tree(), index_sample.values(UNITS), index_sample.METHOD
    long = (
        values.matrix.droplevel("period").stack().dropna().rename("value").rename_axis(["unit", "code"]).reset_index()
    )
    expected = plain(long, tree)
    found = compute(values, tree, method).scores[tree.root].droplevel("period")
    assert np.allclose(found, expected.reindex(found.index), rtol=1e-9)

    def ours() -> None:
        compute(values, tree, method)

    def reference() -> None:
        plain(long, tree)

    return ours, reference


def plain(long: pd.DataFrame, tree: Framework) -> pd.Series[float]:
    """Scores of the index from values in long form: treated, normalised to 1-100, and joined level by level."""
    nodes = pd.DataFrame([(node.code, node.parent, node.weight, node.direction) for node in tree.nodes.values()])
    nodes = nodes.set_axis(["code", "parent", "weight", "direction"], axis=1).set_index("code")
    treated = long.assign(value=long.groupby("code")["value"].transform(_treated))
    treated["value"] *= treated["code"].map(nodes["direction"])
    by_code = treated.groupby("code")["value"]
    low, high = by_code.transform("min"), by_code.transform("max")
    scores = treated.assign(value=(treated["value"] - low) / (high - low) * 99 + 1)
    while scores["code"].ne(tree.root).all():
        weight = scores["code"].map(nodes["weight"])
        parts = scores.assign(code=scores["code"].map(nodes["parent"]), weight=weight, part=scores["value"] * weight)
        sums = parts.groupby(["unit", "code"])[["part", "weight"]].sum().reset_index()
        scores = sums.assign(value=sums["part"] / sums["weight"])[["unit", "code", "value"]]
    return scores.set_index("unit")["value"]


def _treated(column: pd.Series[float]) -> pd.Series[float]:
    """At most five values pulled in at the longer tail, else a logarithm."""
    values, pulled = column.copy(), 0
    while not _passes(values) and pulled < 5:
        up = values.skew() >= 0
        end = values.max() if up else values.min()
        inner = values[values < end].max() if up else values[values > end].min()
        values[values == end] = inner
        pulled = int((values == values.max()).sum() - 1 if up else (values == values.min()).sum() - 1)
    if _passes(values):
        return values
    margin = 0.01 * (column.max() - column.min())
    if column.skew() >= 0:
        return np.log(column - column.min() + margin)
    return -np.log(column.max() + margin - column)


def _passes(values: pd.Series[float]) -> bool:
    return bool(abs(values.skew()) < 2 or values.kurt() < 3.5)
