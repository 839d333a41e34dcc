"""The choices of a published index that are data: how it is computed, and what is tried otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.indicators.aggregate import Aggregation
from observatory.indicators.method import Method, parse_aggregate, parse_normalise
from observatory.ranking.bands import bands
from observatory.ranking.design import Alternatives

T = TypeVar("T")
NORMALISE = "goalposts | minmax:A:B | zscore:M:S…"


@dataclass(frozen=True)
class Plan:
    """The settings of an index.

    A unit with less than ``min_availability`` (0 to 1) of its data has no rank, a group with less than
    ``threshold`` (0 to 1) of its children no score. ``cuts`` are the cut points of the bands, on a scale
    from 0 to 100. The first choices of
    ``alternatives`` are those of the published index; ``other`` is the method published beside it. The
    index is computed again ``runs`` times, with random numbers that begin at ``seed``.
    """

    min_availability: float
    threshold: float
    cuts: tuple[float, ...]
    alternatives: Alternatives
    other: Method
    runs: int
    seed: int

    @property
    def method(self) -> Method:
        """The method of the published index."""
        choices = self.alternatives
        return Method(choices.impute[0], choices.treat[0], choices.normalise[0], choices.aggregate[0], self.threshold)


def read(settings: pd.DataFrame, levels: int, file: str = "settings.csv") -> Plan:
    """The plan in a table of settings, ``key`` and ``value``, both texts, for an index of ``levels`` aggregations.

    Lists are parted by semicolons; normalisations and aggregations are written as in ``indicators.method``.
    Keys of others are passed over. Raises ``FindingsError`` (``setting-invalid``) for a key that is missing
    or whose value cannot be used.
    """
    texts = dict(zip(settings["key"], settings["value"], strict=True))
    rows = {key: row for row, key in enumerate(texts, start=2)}

    def take(key: str, parse: Callable[[str], T], expected: str) -> T:
        text = texts.get(key, "")
        try:
            return parse(text)
        except ValueError as error:
            refused = Finding("setting-invalid", file=file, row=rows.get(key), field=key, value=text, expected=expected)
            raise FindingsError([refused]) from error

    def aggregate(text: str) -> tuple[Aggregation, ...]:
        found = parse_aggregate(text)
        if len(found) not in (1, levels):
            raise ValueError(text)
        return found

    def repeatable(text: str) -> tuple[Aggregation, ...]:
        found = aggregate(text)
        if any(one.name == "copeland" for one in found):
            raise ValueError(text)
        return found

    threshold = take("threshold", _part, "0 ≤ X ≤ 1")
    named = ",".join(["arithmetic | geometric | harmonic | power:P"] * levels)
    return Plan(
        min_availability=take("min_availability", _share, "0 ≤ X < 1"),
        threshold=threshold,
        cuts=take("band_cuts", _cuts, "80; 60; 40; 20"),
        alternatives=Alternatives(
            treat=("none",),
            normalise=take("normalise_alternatives", _list(parse_normalise), f"{NORMALISE}; …"),
            aggregate=take("aggregate_alternatives", _list(repeatable), f"{named}; …"),
            impute=("none",),
            weight_spread=take("weight_spread", _share, "0 ≤ X < 1"),
        ),
        other=Method(
            normalise=take("other_normalise", parse_normalise, NORMALISE),
            aggregate=take("other_aggregate", aggregate, named),
            threshold=threshold,
        ),
        runs=take("runs", _whole(1), "1, 2, 3…"),
        seed=take("seed", _whole(0), "0, 1, 2…"),
    )


def _list(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """A parser of texts parted by semicolons."""
    return lambda text: tuple(parse(part.strip()) for part in text.split(";"))


def _cuts(text: str) -> tuple[float, ...]:
    cuts = tuple(float(part) for part in text.split(";"))
    bands(pd.Series(dtype="float64"), cuts)
    return cuts


def _part(text: str) -> float:
    part = float(text)
    if not 0 <= part <= 1:
        raise ValueError(text)
    return part


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share < 1:
        raise ValueError(text)
    return share


def _whole(least: int) -> Callable[[str], int]:
    """A parser of whole numbers from ``least`` up."""

    def parse(text: str) -> int:
        number = int(text)
        if number < least:
            raise ValueError(text)
        return number

    return parse
