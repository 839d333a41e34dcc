"""An index of 30,000 units and 49 indicators, outliers treated, against ten of 3,000 units each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import index_sample

from observatory.ranking.index import compute

GOAL = 1.3
MOST_SECONDS = 1.0
UNITS = 30_000
PARTS = 10


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    del folder
    tree, whole, method = index_sample.tree(), index_sample.values(UNITS), index_sample.METHOD
    parts = [index_sample.values(UNITS // PARTS, seed) for seed in range(PARTS)]

    def ours() -> None:
        assert compute(whole, tree, method).ranks[tree.root].notna().all()

    def reference() -> None:
        for part in parts:
            compute(part, tree, method)

    return ours, reference
