"""How columns vary together: covariances, correlations, Cronbach's alpha, principal components.

Covariances and correlations of two columns are taken over the rows that have both.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# What rounding leaves of no variation at all, against the size of what it is the variation of.
ROUNDING = 1e-12


def covariances(values: Floats) -> tuple[Floats, Floats]:
    """Covariances (n - 1) and Pearson correlations of the columns.

    Each is taken over the rows that have both columns, and missing where there are fewer than two; a
    correlation is also missing where one of the two does not vary over those rows.
    """
    products, sums, squares, count = _products(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = products - sums * sums.T / count
        variance = squares - sums**2 / count
        variance[variance <= ROUNDING * squares] = np.nan
        variance[~varies(values)] = np.nan
        correlation = np.clip(covariance / np.sqrt(variance * variance.T), -1.0, 1.0)
        return covariance / np.where(count > 1, count - 1, np.nan), correlation


def principal_components(values: Floats) -> tuple[Floats, Floats]:
    """The shares of variance of the components, largest first, and the loadings of the first one.

    Columns are standardised over the complete rows. The loadings have length 1 and a sum above zero. Both
    are missing where fewer than two rows are complete or a column does not vary.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    unknown = np.full(values.shape[1], np.nan)
    if len(complete) < 2 or not varies(complete).all():
        return unknown, unknown
    standard = (complete - complete.mean(axis=0)) / complete.std(axis=0, ddof=1)
    shares, vectors = np.linalg.eigh(standard.T @ standard / (len(standard) - 1))
    first = vectors[:, -1]
    return np.maximum(shares[::-1], 0.0) / shares.sum(), first if first.sum() >= 0 else -first


def cronbach_alpha(covariances: Floats) -> float:
    """Cronbach's alpha of k indicators from their covariances, ``(k, k)``; missing for k = 1.

    It is k² times the mean covariance of two different indicators over the sum of all covariances.
    """
    k = len(covariances)
    total = float(covariances.sum())
    if k < 2 or not total:
        return float("nan")
    between = (total - float(np.trace(covariances))) / (k * (k - 1))
    return k * k * between / total


def varies(values: Floats) -> npt.NDArray[np.bool_]:
    """Which columns hold values that differ by more than rounding."""
    most: Floats = np.fmax.reduce(values, axis=0, initial=np.nan)
    least: Floats = np.fmin.reduce(values, axis=0, initial=np.nan)
    return most - least > ROUNDING * np.maximum(np.abs(most), np.abs(least))


def _products(values: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Sums over the rows that two columns share, from deviations of each column from its own mean.

    They are, by column and other column: of the products, of the column, of its squares, and the number of
    rows.
    """
    there = ~np.isnan(values)
    complete = bool(there.all())
    filled = values if complete else np.where(there, values, 0.0)
    mean = filled.sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    centred = (filled - mean) * there
    if complete:
        shape = (values.shape[1], values.shape[1])
        sums, squares = centred.sum(axis=0), (centred**2).sum(axis=0)
        count = np.full(shape, float(len(values)))
        return centred.T @ centred, *(np.broadcast_to(one[:, None], shape).copy() for one in (sums, squares)), count
    known = there.astype("float64")
    return centred.T @ centred, centred.T @ known, (centred**2).T @ known, known.T @ known
