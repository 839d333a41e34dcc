"""Designs of a Monte Carlo: which choices each run of an index makes, in a table that can be stored and replayed.

A design has one row per run. Runs with the same ``seed`` share one stream of normal numbers, and ``noise``
says which part of the stream a run takes; the methods and the factors of the weights stand in the row
itself. A design therefore gives the same ranks whenever and in whatever order its rows are computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.indicators.aggregate import Aggregation
from observatory.indicators.framework import Framework
from observatory.indicators.method import aggregate_label, normalise_label
from observatory.indicators.normalise import Normalisation

STAGES = ["impute", "treat", "normalise", "aggregate"]
WEIGHT = "w:"
# Runs that share a stream of noise: long enough for its start to cost nothing, short enough for any memory.
STREAM = 500
# Factors are written with this many decimals, so that reading them back from text gives the same numbers.
DECIMALS = 6


@dataclass(frozen=True)
class Alternatives:
    """What may be chosen otherwise; the first of each tuple is the nominal choice, and all are equally likely.

    ``impute`` and ``treat`` are written as in ``indicators.method``; an element of ``aggregate`` holds one
    function, or one for each level from below. A weight is multiplied by 1 + u, u uniform between
    -``weight_spread`` and ``weight_spread``. With ``drop_indicator`` a run leaves out one indicator or
    none, and with ``noise`` normal errors of the published standard errors are added to the values.
    """

    treat: tuple[str, ...]
    normalise: tuple[Normalisation, ...]
    aggregate: tuple[tuple[Aggregation, ...], ...]
    impute: tuple[str, ...]
    weight_spread: float = 0.25
    drop_indicator: bool = False
    noise: bool = False


@dataclass(frozen=True)
class Design:
    """The runs of a Monte Carlo.

    ``frame`` has one row per run: ``run`` (from 1), ``seed``, the labels ``impute``, ``treat``,
    ``normalise`` and ``aggregate``, ``drop`` (the indicator left out, or an empty text), ``noise`` (the
    part of the seed's stream, from 1; 0 for no noise) and one column ``w:CODE`` for each weight that
    varies, with the factor it is multiplied by.
    """

    frame: pd.DataFrame

    @classmethod
    def read(cls, frame: pd.DataFrame) -> Design:
        """The design in a table that was written as text; numbers and empty cells may be of any type.

        Raises ``KeyError`` for a column that is missing and ``ValueError`` for a text in place of a number.
        """
        columns = {name: frame[name] for name in ["run", "seed", *STAGES, "drop", "noise"]}
        for name in ("run", "seed", "noise"):
            columns[name] = columns[name].astype("int64")
        for name in (*STAGES, "drop"):
            columns[name] = columns[name].astype("str").fillna("")
        weights = [name for name in frame.columns if str(name).startswith(WEIGHT)]
        return cls(pd.DataFrame(columns | {name: frame[name].astype("float64") for name in weights}))


def draw(framework: Framework, alternatives: Alternatives, runs: int, seed: int) -> Design:
    """``runs`` runs, each choice drawn alone and with equal chances; the same arguments give the same design."""
    random = np.random.default_rng(seed)

    def choose(labels: Sequence[str]) -> npt.NDArray[np.object_]:
        return np.array(labels, dtype=object)[random.integers(len(labels), size=runs)]

    columns: dict[str, object] = {
        "run": np.arange(1, runs + 1),
        "seed": np.full(runs, seed),
        "impute": choose(alternatives.impute),
        "treat": choose(alternatives.treat),
        "normalise": choose([normalise_label(one) for one in alternatives.normalise]),
        "aggregate": choose([aggregate_label(one) for one in alternatives.aggregate]),
        "drop": choose(["", *_droppable(framework)] if alternatives.drop_indicator else [""]),
        "noise": np.zeros(runs, dtype="int64"),
    }
    spread = alternatives.weight_spread
    for code in varying(framework) if spread else []:
        columns[WEIGHT + code] = np.round(1 + random.uniform(-spread, spread, size=runs), DECIMALS)
    frame = pd.DataFrame(columns).astype(dict.fromkeys([*STAGES, "drop"], "str"))
    return Design(_with_noise(frame, random) if alternatives.noise else frame)


def varying(framework: Framework) -> list[str]:
    """Codes of the nodes whose weight matters: it is above zero and so is that of another node of the group."""
    counted = [node for node in framework.nodes.values() if node.parent and node.weight > 0]
    sizes = Counter(node.parent for node in counted)
    return [node.code for node in counted if sizes[node.parent] > 1]


def _droppable(framework: Framework) -> list[str]:
    """Indicators that count for something, unless only one does."""
    counted = [leaf for leaf in framework.leaves if _counts(framework, leaf)]
    return counted if len(counted) > 1 else []


def _counts(framework: Framework, code: str) -> bool:
    node = framework.nodes[code]
    return not node.parent or (node.weight > 0 and _counts(framework, node.parent))


def _with_noise(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """The runs with their parts of the streams; runs of one stream share their method, and are computed together."""
    method = frame.groupby(STAGES, sort=False)
    part = method.cumcount().to_numpy()
    streams, stream = np.unique(method.ngroup().to_numpy() * len(frame) + part // STREAM, return_inverse=True)
    seeds = random.integers(2**53, size=len(streams))
    return frame.assign(seed=seeds[stream], noise=part % STREAM + 1)
