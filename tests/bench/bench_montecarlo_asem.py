"""10,000 replications of an index of the size of ASEM by many runs at once, against 20 indices computed one by one.

At equal cost per replication the ratio would be 500. The R package COINr needs about 0.18 s for each (17.65 s for
100 replications of ASEM in its book), so a thousandth of that for each of ours is 1.8 s in all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from observatory.indicators.framework import Framework, Node
from observatory.indicators.method import Method, parse_aggregate, parse_normalise
from observatory.indicators.values import Values
from observatory.ranking import index
from observatory.ranking.design import Alternatives, draw
from observatory.ranking.replicate import replicate
from observatory.ranking.uncertainty import summary

GOAL = 1.0
MOST_SECONDS = 1.0
RUNS, ALONE = 10_000, 20
UNITS, PILLARS, SIZES = 51, 8, (8, 6, 3, 5, 8, 6, 9, 4)


def tree() -> Framework:
    """Two sub-indices, eight pillars and 49 indicators, all of equal weight."""
    nodes = {code: Node(code, "" if code == "index" else "index", 4 - (code != "index"), 1.0, 1) for code in
             ("index", "s0", "s1")}  # fmt: skip
    for pillar, size in enumerate(SIZES):
        nodes[f"p{pillar}"] = Node(f"p{pillar}", f"s{pillar // 5}", 2, 1.0, 1)
        for number in range(size):
            code = f"i{pillar}{number}"
            nodes[code] = Node(code, f"p{pillar}", 1, 1.0, -1 if number == 2 else 1)
    return Framework(nodes, "index")


def prepare(_: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    framework = tree()
    rows = pd.MultiIndex.from_product([[f"u{number:02}" for number in range(UNITS)], [""]], names=["unit", "period"])
    cells = np.random.default_rng(2026).lognormal(size=(UNITS, len(framework.leaves)))
    values = Values(
        pd.DataFrame(cells, index=rows, columns=framework.leaves), None, pd.DataFrame(index=rows), pd.DataFrame()
    )
    aggregate = (parse_aggregate("arithmetic"), parse_aggregate("arithmetic,arithmetic,geometric"))
    normalise = (parse_normalise("minmax:1:100"), parse_normalise("zscore:10:2"))
    alternatives = Alternatives(("auto", "none"), normalise, aggregate, ("none",))
    method = Method("none", "auto", normalise[0], aggregate[0])
    nominal = index.compute(values, framework, method).ranks["index"]

    def ours() -> None:
        summary(replicate(values, framework, 0.5, draw(framework, alternatives, RUNS, 1)), nominal)

    def reference() -> None:
        for _ in range(ALONE):
            index.compute(values, framework, method)

    return ours, reference
