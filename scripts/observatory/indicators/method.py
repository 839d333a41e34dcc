"""How an index is computed: one choice for each stage, written the same way on the command line and in tables.

::

    impute     none | mean | median | group-mean:COLUMN | group-median:COLUMN | panel | row-mean
    treat      none | auto | capped | boxcox:LAMBDA
    normalise  goalposts[:A:B] | minmax[:A:B] | scaled[:A:B] | zscore[:M:S] | rank | borda | prank |
               dist2targ | fracmax | dist2max
    aggregate  arithmetic | geometric | harmonic | power:P | copeland, one or one for each level from below
    threshold  none | a share from 0 to 1
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from observatory.indicators.aggregate import Aggregation
from observatory.indicators.normalise import Normalisation

IMPUTE = ("none", "mean", "median", "panel", "row-mean")
IMPUTE_BY_GROUP = ("group-mean", "group-median")
TREAT = ("none", "auto", "capped")
RANGED = {"goalposts": (0.0, 100.0), "minmax": (0.0, 100.0), "scaled": (0.0, 100.0), "zscore": (0.0, 1.0)}
UNRANGED = ("rank", "borda", "prank", "dist2targ", "fracmax", "dist2max")
AGGREGATE = ("arithmetic", "geometric", "harmonic", "copeland")
GOALPOSTS = Normalisation("goalposts")
ARITHMETIC = (Aggregation("arithmetic"),)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class Method:
    """The choices of one index; ``aggregate`` holds one function, or one for each level from below.

    ``threshold`` is the least share of a group that must be there, by count and by weight, for the group
    to have a score; ``None`` asks for one child only.
    """

    impute: str = "none"
    treat: str = "none"
    normalise: Normalisation = GOALPOSTS
    aggregate: tuple[Aggregation, ...] = ARITHMETIC
    threshold: float | None = 0.5

    def label(self) -> str:
        """The whole method in one line, in the notation of the command line."""
        threshold = "none" if self.threshold is None else _number(self.threshold)
        parts = {
            "impute": self.impute,
            "treat": self.treat,
            "normalise": normalise_label(self.normalise),
            "aggregate": aggregate_label(self.aggregate),
            "threshold": threshold,
        }
        return "; ".join(f"{stage}={choice}" for stage, choice in parts.items())


def normalise_label(normalisation: Normalisation) -> str:
    """What ``parse_normalise`` reads as this normalisation."""
    if normalisation.name not in RANGED:
        return normalisation.name
    return f"{normalisation.name}:{_number(normalisation.low)}:{_number(normalisation.high)}"


def aggregate_label(aggregations: tuple[Aggregation, ...]) -> str:
    """What ``parse_aggregate`` reads as these aggregations."""
    return ",".join(f"{one.name}:{_number(one.power)}" if one.name == "power" else one.name for one in aggregations)


def parse_impute(text: str) -> str:
    """``text`` as it is. Raises ``ValueError`` when it names no way to impute, or no column to group by."""
    name, colon, column = text.partition(":")
    if text in IMPUTE or (name in IMPUTE_BY_GROUP and colon and column):
        return text
    raise ValueError(_choices(text, *IMPUTE, *(f"{way}:COLUMN" for way in IMPUTE_BY_GROUP)))


def group_column(impute: str) -> str:
    """The column of the units that an imputation groups by, or nothing."""
    name, _, column = impute.partition(":")
    return column if name in IMPUTE_BY_GROUP else ""


def parse_treat(text: str) -> str:
    """``text`` with its number in one form. Raises ``ValueError`` when it names no treatment."""
    name, _, power = text.partition(":")
    if name == "boxcox" and power:
        return f"boxcox:{_number(_finite(power))}"
    if text in TREAT:
        return text
    raise ValueError(_choices(text, *TREAT, "boxcox:LAMBDA"))


def parse_normalise(text: str) -> Normalisation:
    """The normalisation that ``text`` names, with its range.

    Raises ``ValueError`` for an unknown name, a range where the formula has none, a range that does not
    rise and a standard deviation that is not above zero.
    """
    name, *numbers = text.split(":")
    if name in UNRANGED and not numbers:
        return Normalisation(name)
    if name not in RANGED or len(numbers) not in (0, 2):
        raise ValueError(_choices(text, *(f"{ranged}:A:B" for ranged in RANGED), *UNRANGED))
    low, high = map(_finite, numbers) if numbers else RANGED[name]
    if name == "zscore" and not high > 0:
        raise ValueError(f"“{text}”: M:S is mean and standard deviation, S > 0")
    if name != "zscore" and not low < high:
        raise ValueError(f"“{text}”: A < B")
    return Normalisation(name, low, high)


def parse_aggregate(text: str) -> tuple[Aggregation, ...]:
    """The aggregations that ``text`` names, parted by commas. Raises ``ValueError`` for any other name."""
    return tuple(_aggregation(part) for part in text.split(","))


def parse_threshold(text: str) -> float | None:
    """A share from 0 to 1, or ``None`` for ``none``. Raises ``ValueError`` for anything else."""
    if text == "none":
        return None
    share = _finite(text)
    if not 0 <= share <= 1:
        raise ValueError(f"“{text}”: 0 ≤ X ≤ 1 | none")
    return share


def _aggregation(text: str) -> Aggregation:
    name, _, power = text.partition(":")
    if name == "power" and power:
        return Aggregation("power", _finite(power))
    if text in AGGREGATE:
        return Aggregation(text)
    raise ValueError(_choices(text, *AGGREGATE, "power:P"))


def _finite(text: str) -> float:
    """The number that ``text`` is, written plainly. Raises ``ValueError`` for any other text."""
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise ValueError(f"“{text}” is not a number")
    return number


def _number(value: float) -> str:
    """The shortest text that reads back as ``value``; whole numbers without a point."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _choices(text: str, *names: str) -> str:
    return f"“{text}” is not one of {' | '.join(names)}"
