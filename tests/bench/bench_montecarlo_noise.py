"""10,000 replications of 34 units x 40 indicators with an error in every cell, against drawing the errors alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from observatory.indicators.framework import Framework, Node
from observatory.indicators.method import parse_aggregate, parse_normalise
from observatory.indicators.values import Values
from observatory.ranking.design import STREAM, Alternatives, draw
from observatory.ranking.replicate import replicate

GOAL = 1.15
RUNS, UNITS, PILLARS, EACH = 10_000, 34, 4, 10


def prepare(_: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    nodes = {"index": Node("index", "", 3, 1.0, 1)}
    for pillar in range(PILLARS):
        nodes[f"p{pillar}"] = Node(f"p{pillar}", "index", 2, 1.0, 1)
        for number in range(EACH):
            code = f"i{pillar}{number}"
            nodes[code] = Node(code, f"p{pillar}", 1, 1.0, 1, 0.0, 100.0)
    framework = Framework(nodes, "index")
    rows = pd.MultiIndex.from_product([[f"u{number:02}" for number in range(UNITS)], [""]], names=["unit", "period"])
    cells = np.random.default_rng(2026).uniform(10, 90, size=(UNITS, PILLARS * EACH))
    matrix = pd.DataFrame(cells, index=rows, columns=framework.leaves)
    values = Values(matrix, matrix * 0 + 3.0, pd.DataFrame(index=rows), pd.DataFrame())
    alternatives = Alternatives(
        ("none",), (parse_normalise("goalposts"),), (parse_aggregate("arithmetic"),), ("none",), noise=True
    )
    design = draw(framework, alternatives, RUNS, 1)

    def ours() -> None:
        replicate(values, framework, 0.5, design)

    def reference() -> None:
        random = np.random.default_rng(1)
        for _ in range(RUNS // STREAM):
            random.standard_normal((STREAM, *matrix.shape))

    return ours, reference
