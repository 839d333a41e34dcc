"""Raw values brought to one scale, whose high end is always the better one.

The formulas are those of the OECD/JRC Handbook on Constructing Composite Indicators (2008), step 5, in the
forms that the R package COINr gives them. Below, x is the oriented value: the raw one times the direction
of its indicator, so that goalposts, targets and extremes turn with it.

===========  ==========================================  =================================
goalposts    (x - low) / (high - low), cut off           onto the range, 0 to 100
minmax       (x - min) / (max - min)                     onto the range, 0 to 100
zscore       (x - mean) / standard deviation (n - 1)     mean ``low``, deviation ``high``
scaled       (x - ``low``) / (``high`` - ``low``)        times 100
dist2targ    (x - min) / (target - min), at most 1
dist2max     1 - (max - x) / (max - min)
fracmax      x / max
rank         1 for the lowest, ties take the lowest      1 to n
borda        rank - 1                                    0 to n - 1
prank        (rank - 1) / (n - 1)                        0 to 1
===========  ==========================================  =================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.indicators import order
from observatory.indicators.framework import Framework

Floats = npt.NDArray[np.float64]
FILE = "framework.csv"
RANKS = ("rank", "borda", "prank")
SPREAD = ("minmax", "zscore", "dist2max")


@dataclass(frozen=True)
class Normalisation:
    """One row of the table above; ``low`` and ``high`` matter where it names them."""

    name: str
    low: float = 0.0
    high: float = 100.0


@dataclass(frozen=True)
class Scale:
    """A fitted normalisation: ``(x - centre) / width * span + base``, or a rank.

    ``centre`` and ``width`` have the shape of the values fitted on, with one row; they carry the
    directions, so raw values go in. ``floor`` and ``ceiling`` cut scores off.
    """

    name: str
    direction: Floats
    centre: Floats
    width: Floats
    span: float = 1.0
    base: float = 0.0
    floor: float = -np.inf
    ceiling: float = np.inf
    findings: tuple[Finding, ...] = ()

    def apply(self, array: Floats) -> Floats:
        """Scores of raw values, unoriented, with units along axis -2 and indicators along the last one."""
        return self.cut(self.uncut(array))

    def uncut(self, array: Floats) -> Floats:
        """The scores before anything outside ``floor`` and ``ceiling`` is cut off."""
        if self.name in RANKS:
            return _ranked(array * self.direction, self.name)
        scores: Floats = array - self.centre
        scores /= self.width
        scores *= self.span
        scores += self.base
        return scores

    def cut(self, scores: Floats) -> Floats:
        """``scores``, changed in place, with what lies outside moved to the end it passed."""
        if self.floor > -np.inf or self.ceiling < np.inf:
            np.clip(scores, self.floor, self.ceiling, out=scores)
        return scores


@dataclass(frozen=True)
class Normalised:
    """Scores, of the same shape which of them were cut off, and warnings."""

    scores: pd.DataFrame
    clipped: pd.DataFrame
    findings: tuple[Finding, ...] = ()


def normalise(values: pd.DataFrame, framework: Framework, normalisation: Normalisation) -> Normalised:
    """Scores of a matrix of raw values, one row per unit and one column per indicator.

    Parameters that come from the values are taken over all rows, so over all periods together. Missing
    stays missing. Raises what ``fit`` raises.
    """
    raw = _floats(values, framework)
    scale = fit(raw, framework, normalisation)
    scores = scale.uncut(raw)
    clipped = np.zeros(scores.shape, dtype=bool, order="F")
    if scale.ceiling < np.inf:
        np.greater(scores, scale.ceiling, out=clipped)
        clipped |= scores < scale.floor
    leaves = framework.leaves
    return Normalised(
        pd.DataFrame(scale.cut(scores), index=values.index, columns=leaves, copy=False),
        pd.DataFrame(clipped, index=values.index, columns=leaves, copy=False),
        scale.findings,
    )


def goalposts(raw: pd.DataFrame, framework: Framework) -> Normalised:
    """Scores from 0 to 100 by the way from the worse goalpost to the better one, as in the HDI.

    Goalposts are fixed, so scores of different years can be compared. Raises ``FindingsError``
    (``goalposts-missing``) for an indicator without both.
    """
    return normalise(raw, framework, Normalisation("goalposts"))


def fit(values: pd.DataFrame | Floats, framework: Framework, normalisation: Normalisation) -> Scale:
    """The normalisation with the parameters of ``values``: units along axis -2, indicators along the last.

    Raises ``FindingsError`` with ``goalposts-missing``, ``target-missing``, ``target-not-above-minimum``
    or ``maximum-not-positive`` for each indicator where the formula has no meaning. A constant indicator
    has no scores under ``minmax``, ``zscore`` and ``dist2max`` and a warning, ``constant-column``.
    """
    raw = _floats(values, framework) if isinstance(values, pd.DataFrame) else values
    direction = _column(framework, "direction")
    if normalisation.name in RANKS:
        return Scale(normalisation.name, direction, np.ones_like(direction), np.ones_like(direction))
    if normalisation.name in ("goalposts", "scaled"):
        return _fixed(framework, normalisation, direction)
    if normalisation.name in SPREAD:
        return _spread(raw, framework, normalisation, direction)
    least, most = _extremes(raw, direction)
    if normalisation.name == "fracmax":
        _refuse([Finding("maximum-not-positive", file=FILE, value=leaf) for leaf in _named(most <= 0, framework)])
        return Scale("fracmax", direction, np.zeros_like(direction), direction * most)
    if normalisation.name == "dist2targ":
        target = direction * _column(framework, "target")
        absent, low = _named(np.isnan(target), framework), _named(target <= least, framework)
        _refuse(
            [Finding("target-missing", file=FILE, field="target", value=leaf) for leaf in absent]
            + [Finding("target-not-above-minimum", file=FILE, field="target", value=leaf) for leaf in low]
        )
        return Scale("dist2targ", direction, direction * least, direction * (target - least), ceiling=1.0)
    raise ValueError(normalisation.name)


def _fixed(framework: Framework, normalisation: Normalisation, direction: Floats) -> Scale:
    """The scales whose parameters do not come from the values."""
    low, high = normalisation.low, normalisation.high
    if normalisation.name == "scaled":
        return Scale("scaled", direction, direction * low, direction * (high - low), span=100.0)
    worse = np.where(direction > 0, _column(framework, "goalpost_low"), _column(framework, "goalpost_high"))
    better = np.where(direction > 0, _column(framework, "goalpost_high"), _column(framework, "goalpost_low"))
    absent = _named(np.isnan(worse) | np.isnan(better), framework)
    _refuse([Finding("goalposts-missing", file=FILE, field="goalpost_low", value=leaf) for leaf in absent])
    return Scale("goalposts", direction, worse, better - worse, high - low, low, low, high)


def _spread(raw: Floats, framework: Framework, normalisation: Normalisation, direction: Floats) -> Scale:
    """The scales that need values which differ."""
    least, most = _extremes(raw, direction)
    constant = most <= least
    findings = tuple(Finding("constant-column", "warning", value=leaf) for leaf in _named(constant, framework))
    low, high = normalisation.low, normalisation.high
    if normalisation.name == "zscore":
        centre, deviation = _moments(raw)
        width = direction * np.where(constant, np.nan, deviation)
        return Scale("zscore", direction, centre, width, high, low, findings=findings)
    centre, width = direction * least, direction * np.where(constant, np.nan, most - least)
    if normalisation.name == "minmax":
        return Scale("minmax", direction, centre, width, high - low, low, findings=findings)
    return Scale("dist2max", direction, centre, width, findings=findings)


def _column(framework: Framework, attribute: str) -> Floats:
    """One attribute of every indicator."""
    return np.array([getattr(framework.nodes[leaf], attribute) for leaf in framework.leaves], dtype="float64")


def _floats(values: pd.DataFrame, framework: Framework) -> Floats:
    leaves = framework.leaves
    frame = values if list(values.columns) == leaves else values[leaves]
    return frame.astype("float64").to_numpy()


def _extremes(raw: Floats, direction: Floats) -> tuple[Floats, Floats]:
    """Smallest and largest oriented value of each indicator, missing where it has none."""
    low = np.fmin.reduce(raw, axis=-2, keepdims=True, initial=np.nan)
    high = np.fmax.reduce(raw, axis=-2, keepdims=True, initial=np.nan)
    up = direction > 0
    return np.where(up, low, -high), np.where(up, high, -low)


def _moments(raw: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation (n - 1) of each indicator."""
    there = ~np.isnan(raw)
    count = there.sum(axis=-2, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, raw, 0.0).sum(axis=-2, keepdims=True) / count
        square = raw - mean
        square *= square
        variance = np.where(there, square, 0.0).sum(axis=-2, keepdims=True) / (count - 1)
    return mean, np.sqrt(variance)


def _ranked(oriented: Floats, name: str) -> Floats:
    """Ranks from the lowest along axis -2, in the form that ``name`` asks for."""
    places = order.places(np.ascontiguousarray(np.swapaxes(oriented, -1, -2)))
    found = np.where(places > 0, places, np.nan)
    if name != "rank":
        found -= 1.0
    if name == "prank":
        count = (places > 0).sum(axis=-1, keepdims=True)
        found /= np.where(count > 1, count - 1, np.nan)
    return np.swapaxes(found, -1, -2)


def _named(mask: npt.NDArray[np.bool_], framework: Framework) -> list[str]:
    """The indicators with at least one true value along the last axis."""
    marked = np.flatnonzero(mask.reshape(-1, mask.shape[-1]).any(axis=0))
    return [framework.leaves[position] for position in marked]


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise FindingsError(findings, "index-refused")
