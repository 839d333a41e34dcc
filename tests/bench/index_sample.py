"""A made-up index of any size for the benchmarks: 49 indicators, some with outliers, in 8 groups and 2 halves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from observatory.indicators import framework
from observatory.indicators.aggregate import Aggregation
from observatory.indicators.framework import Framework
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalisation
from observatory.indicators.values import Values

INDICATORS, GROUPS = 49, 8
METHOD = Method("none", "auto", Normalisation("minmax", 1.0, 100.0), (Aggregation("arithmetic"),), None)


def tree() -> Framework:
    """The framework: indicators i00…, groups g0…, halves h0 and h1, and the index."""
    rows = [(f"i{n:02}", f"g{n % GROUPS}", 1, 1 + n % 3, -1 if n % 5 == 0 else 1) for n in range(INDICATORS)]
    rows += [(f"g{n}", f"h{n % 2}", 2, 1, 1) for n in range(GROUPS)]
    rows += [("h0", "index", 3, 1, 1), ("h1", "index", 3, 2, 1), ("index", "", 4, 1, 1)]
    return framework.read(pd.DataFrame(rows, columns=["code", "parent", "level", "weight", "direction"]))


def values(units: int, seed: int = 2026) -> Values:
    """Values of one period: half of the indicators skewed, some with two outliers, one cell in fifty missing."""
    random = np.random.default_rng(seed)
    array = random.normal(50, 10, size=(units, INDICATORS))
    array[:, ::2] = np.exp(array[:, ::2] / 8)
    array[:2, 1::6] *= 10
    array[random.random(array.shape) < 0.02] = np.nan
    index = pd.MultiIndex.from_arrays(
        [[f"u{number:06}" for number in range(units)], [""] * units], names=["unit", "period"]
    )
    matrix = pd.DataFrame(array, index=index, columns=tree().leaves, copy=False)
    names = index.get_level_values("unit")
    return Values(matrix, None, pd.DataFrame(index=index), pd.DataFrame(index=names))
