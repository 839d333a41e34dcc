"""An index computed once for every run of a design, many runs at a time.

Runs of one method differ only in their weights and their noise, so the values are treated and normalised
once for each method, or once for each block of noise; nothing is computed unit by unit or run by run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.indicators.aggregate import Aggregation
from observatory.indicators.denominate import denominate
from observatory.indicators.framework import Framework
from observatory.indicators.impute import impute
from observatory.indicators.method import parse_aggregate, parse_normalise
from observatory.indicators.normalise import RANKS, SPREAD, Normalisation, Scale, fit
from observatory.indicators.treat import Treated, treat
from observatory.indicators.values import Values
from observatory.ranking.design import STAGES, Design
from observatory.ranking.rank import ranks
from observatory.ranking.tree import Tree, factors, tree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Positions = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Rows = slice | Positions
# Numbers held at once, scores of groups or noise: little enough for the cache of a core.
BLOCK = 2**17
THREADS = 2
LEAST, MOST = 1.0, 100.0
RANGES = {"prank": (0.0, 1.0), "dist2targ": (0.0, 1.0), "dist2max": (0.0, 1.0), "scaled": (0.0, 100.0)}


@dataclass(frozen=True)
class Replicates:
    """``scores`` and ``ranks`` of the root, one row per run and one column per row of the matrix.

    A rank counts the better units of the same period; 0 stands for none, and a missing score is NaN.
    """

    scores: Floats
    ranks: Ints
    index: pd.Index

    def keys(self) -> pd.DataFrame:
        """``unit`` and ``period`` of each column; the period is empty where the index has none."""
        return _keys(self.index)

    def in_period(self, period: str) -> Replicates:
        """The columns of one period."""
        columns = (self.keys()["period"] == period).to_numpy()
        return Replicates(self.scores[:, columns], self.ranks[:, columns], self.index[columns])


def replicate(values: Values, framework: Framework, threshold: float | None, design: Design) -> Replicates:
    """Scores and ranks of the root in each run of ``design``, in its order.

    Noise of the standard errors in ``values`` is added to the imputed values; treatments keep the
    parameters they have without noise, and so do scales but minmax, zscore and dist2max, which are fitted
    on each run. Where an aggregation has no meaning for a score of a run (zero or less under a geometric
    mean, say), that run takes the range of its normalisation brought onto 1 to 100.

    Raises ``ValueError`` for Copeland's rule, which compares units pair by pair, and for a label that is
    not one of a method, and what the stages raise.
    """
    frame, index = design.frame, values.matrix.index
    periods = _periods(index)
    timed = any(node.in_force_from or node.in_force_to for node in framework.nodes.values())
    table = factors(framework, frame)
    forest: list[tuple[Rows, Tree]] = [(slice(None), tree(framework, table, threshold))]
    if timed:
        forest = [(rows, tree(framework.in_force(period), table, threshold)) for period, rows in periods.items()]
    scores, places = np.empty((len(frame), len(index))), np.zeros((len(frame), len(index)), dtype="int32")

    def compute(runs: Positions, blocks: Iterable[Block]) -> None:
        for part, method, leaves in blocks:
            for rows, one in forest:
                scores[_grid(part, rows)] = method.index(one, leaves[..., rows, :], rows, part)
        for rows in periods.values():
            places[_grid(runs, rows)] = ranks(scores[_grid(runs, rows)])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(compute, *zip(*_Stages(values, framework).tasks(frame), strict=True)))
    return Replicates(scores, places, index)


@dataclass(frozen=True)
class _Method:
    """One method fitted to the values: from raw values with or without noise to the index."""

    raw: Floats
    treated: Treated
    framework: Framework
    normalisation: Normalisation
    aggregations: tuple[Aggregation, ...]

    @cached_property
    def scale(self) -> Scale:
        return fit(self.treated.values.to_numpy(), self.framework, self.normalisation)

    @cached_property
    def leaves(self) -> Floats:
        """Scores of the indicators without noise (rows, indicators)."""
        return self.scale.apply(self.treated.values.to_numpy())

    @cached_property
    def known(self) -> Flags:
        return ~np.isnan(self.leaves)

    @cached_property
    def whole(self) -> bool:
        return bool(self.known.all())

    @cached_property
    def linear(self) -> bool:
        """True when the score of a value does not depend on the others, but for what is cut off."""
        untreated = self.treated.apply(self.raw) is self.raw
        return untreated and self.normalisation.name not in (*RANKS, *SPREAD)

    def noisy(self, errors: Floats, se: Floats, columns: Positions) -> Floats:
        """Scores of the indicators (runs, rows, indicators), with errors in some ``columns``.

        ``errors`` (runs, rows, columns) are standard normal numbers and are written over, ``se`` (rows,
        columns) standard errors.
        """
        if self.linear:
            errors *= se * (self.scale.span / self.scale.width).take(columns, axis=-1)
            errors += self.scale.uncut(self.raw).take(columns, axis=1)
            return _filled(self.leaves, self.scale.cut(errors), columns)
        errors *= se
        errors += self.raw.take(columns, axis=1)
        values = self.treated.apply(_filled(self.raw, errors, columns))
        scale = fit(values, self.framework, self.normalisation) if self.normalisation.name in SPREAD else self.scale
        return scale.apply(values)

    def index(self, tree: Tree, leaves: Floats, rows: Rows, runs: Positions) -> Floats:
        """Scores of the root (runs, rows); a run that an aggregation refuses is computed on positive scores."""
        known = None if self.whole else self.known[rows]
        scores, refused = tree.index(leaves, known, runs, self.aggregations)
        if refused.any():
            shared = leaves if leaves.ndim == 2 else leaves[refused]
            scores[refused], _ = tree.index(self._positive(shared), known, runs[refused], self.aggregations)
        return scores

    def _positive(self, leaves: Floats) -> Floats:
        """Scores with the range of the normalisation, or of the scores where it has none, brought onto 1 to 100."""
        low, high = RANGES.get(self.normalisation.name, (np.inf, -np.inf))
        if self.normalisation.name in ("goalposts", "minmax"):
            low, high = self.normalisation.low, self.normalisation.high
        least = np.minimum(low, np.fmin.reduce(leaves, axis=(-2, -1), keepdims=True))
        most = np.maximum(high, np.fmax.reduce(leaves, axis=(-2, -1), keepdims=True))
        with np.errstate(invalid="ignore"):
            share = np.where(most > least, (leaves - least) / (most - least), leaves - least)
        return LEAST + share * (MOST - LEAST)


Block = tuple[Positions, _Method, Floats]


class _Stages:
    """The stages up to the scores of the indicators, each computed once for all runs that share it."""

    def __init__(self, values: Values, framework: Framework) -> None:
        self.framework = framework
        self.groups = values.groups
        self.denominated = denominate(values.matrix, values.denominators, framework)[0]
        self.se = _errors(values, framework)
        self.imputed: dict[str, pd.DataFrame] = {}
        self.treated: dict[tuple[str, ...], Treated] = {}

    def method(self, labels: tuple[str, ...]) -> _Method:
        """The method with the labels of the columns ``STAGES``."""
        how_impute, how_treat, how_normalise, how_aggregate = labels
        aggregations = parse_aggregate(how_aggregate)
        if any(aggregation.name == "copeland" for aggregation in aggregations):
            raise ValueError(f"{how_aggregate}: units are compared pair by pair, which no run of many can do")
        if how_impute not in self.imputed:
            self.imputed[how_impute] = impute(self.denominated, self.framework, how_impute, self.groups)
        imputed, stages = self.imputed[how_impute], labels[:2]
        if stages not in self.treated:
            self.treated[stages] = treat(imputed, self.framework, how_treat)
        normalisation = parse_normalise(how_normalise)
        return _Method(imputed.to_numpy(), self.treated[stages], self.framework, normalisation, aggregations)

    def tasks(self, frame: pd.DataFrame) -> Iterator[tuple[Positions, Iterable[Block]]]:
        """The runs of a design in parts that can be computed at the same time."""
        method = np.asarray(frame.groupby(STAGES, sort=False).ngroup(), dtype=np.int64)
        methods = [self.method(names) for names in frame[STAGES].drop_duplicates().itertuples(index=False, name=None)]
        noisy = (frame["noise"] > 0).to_numpy() & self.se.any()
        groups = sum(node.level > 1 for node in self.framework.nodes.values())
        size = max(1, BLOCK // max(1, len(self.se) * groups))
        for number, found in enumerate(methods):
            runs = np.flatnonzero((method == number) & ~noisy)
            for start in range(0, len(runs), size):
                part = runs[start : start + size]
                yield part, [(part, found, found.leaves)]
        parts, (stream, seeds) = frame["noise"].to_numpy("int64") - 1, pd.factorize(frame["seed"])
        for number, seed in enumerate(seeds):
            runs = np.flatnonzero((stream == number) & noisy)
            if runs.size:
                yield runs, self._stream(int(seed), runs, parts[runs], method[runs], methods)

    def _stream(
        self, seed: int, runs: Positions, parts: Positions, method: Positions, methods: Sequence[_Method]
    ) -> Iterator[Block]:
        """The runs that share a stream of noise, block by block."""
        count = int(parts.max()) + 1
        columns = np.flatnonzero(self.se.any(axis=0))
        se = self.se.take(columns, axis=1)
        size = max(1, BLOCK // se.size)
        random = np.random.Generator(np.random.SFC64(seed))
        buffer = np.empty((size, *se.shape))
        for start in range(0, count, size):
            draws = random.standard_normal(out=buffer[: min(size, count - start)])
            here = np.flatnonzero((parts >= start) & (parts < start + size))
            in_order = np.array_equal(parts[here] - start, np.arange(len(draws)))
            numbers = np.unique(method[here])
            for number in numbers:
                chosen = here[method[here] == number]
                # The draws are written over, so they are copied where anyone else may need them.
                mine = draws if in_order and len(numbers) == 1 else draws[parts[chosen] - start]
                yield runs[chosen], methods[number], methods[number].noisy(mine, se, columns)


def _errors(values: Values, framework: Framework) -> Floats:
    """Standard errors on the scale of the denominated values, 0 where none is known (rows, indicators)."""
    if values.se is None:
        return np.zeros(values.matrix.shape)
    denominated, _ = denominate(values.se, values.denominators, framework)
    return denominated.fillna(0.0).to_numpy()


def _filled(base: Floats, moved: Floats, columns: Positions) -> Floats:
    """``base`` (rows, indicators) for each run, with ``moved`` (runs, rows, columns) in its columns."""
    if len(columns) == base.shape[1]:
        return moved
    full = np.repeat(base[None], len(moved), axis=0)
    full[..., columns] = moved
    return full


def _grid(runs: Positions, rows: Rows) -> tuple[Positions, Rows]:
    """What picks these runs and these rows of a table (runs, rows)."""
    return (runs, rows) if isinstance(rows, slice) else (runs[:, None], rows)


def _periods(index: pd.Index) -> dict[str, Rows]:
    """The rows of each period; a slice where there is one only, which copies nothing."""
    codes, names = pd.factorize(_keys(index)["period"])
    if len(names) == 1:
        return {str(names[0]): slice(None)}
    return {str(name): np.flatnonzero(codes == number) for number, name in enumerate(names)}


def _keys(index: pd.Index) -> pd.DataFrame:
    """``unit`` and ``period`` of each row; the period is empty where the index has none."""
    if "period" in index.names:
        return index.to_frame(index=False)[["unit", "period"]]
    return pd.DataFrame({"unit": index, "period": ""})
