"""The daily tables of the media as arrays: one row a series, one column a day.

A series is a place (the nation ``VNM`` or a province) with a topic, or with all of them. A day on which no slice
arrived, and a day without any row of coverage, is missing; a day with slices on which a series has no row is a true
zero; a day that lacks slices has a smaller exposure (the method page, section 1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from observatory.warning.nbw import Weekdays
from observatory.warning.scores import Flags, Reals

NATION = "VNM"
ALL = "all"
MENTION_STREAMS = ("gkg", "gkg-translation")
# The family of a series: national x topics, province x topics, provinces with all topics together.
FAMILIES = ("nation", "province", "province-total")
COUNTRY, LANGUAGE, TOPIC = "source_country_iso2", "lang", "topic"
_DIMENSIONS = (COUNTRY, LANGUAGE, TOPIC)
_NO_SOURCE = ("VN", "ZZ")


@dataclass(frozen=True)
class Marginal:
    """Mentions of places along one dimension: the codes, and for each row its place, code, day and count."""

    codes: tuple[str, ...]
    place: np.ndarray[tuple[int], np.dtype[np.intp]]
    code: np.ndarray[tuple[int], np.dtype[np.intp]]
    day: np.ndarray[tuple[int], np.dtype[np.intp]]
    mentions: Reals

    def of(self, place: int, days: int) -> Reals:
        """The mentions of one place [codes, days]."""
        rows = slice(*np.searchsorted(self.place, [place, place + 1]))
        found = np.zeros((len(self.codes), days))
        found[self.code[rows], self.day[rows]] = self.mentions[rows]
        return found


@dataclass(frozen=True)
class Grid:
    """S series over T days in a row.

    ``place`` and ``topic`` are positions in ``places`` (the nation first) and ``topics`` (all of them first), each
    [S], and ``family`` a position in ``FAMILIES``. ``counts`` [S, T] are mentions, NaN on a missing day; ``tone``
    [S, T] mean tone in points; ``domains`` [S, T] sources that are not copies of each other; ``countries``
    [places, T] distinct source countries but Viet Nam. ``exposure`` [T] is what was read that day (lines, or slices
    where lines are not known) and ``received`` [T] the share of the slices, from 0 to 1.
    """

    days: tuple[str, ...]
    places: tuple[str, ...]
    topics: tuple[str, ...]
    place: np.ndarray[tuple[int], np.dtype[np.intp]]
    topic: np.ndarray[tuple[int], np.dtype[np.intp]]
    family: np.ndarray[tuple[int], np.dtype[np.intp]]
    counts: Reals
    tone: Reals
    domains: Reals
    countries: Reals
    exposure: Reals
    received: Reals
    marginals: dict[str, Marginal]

    @cached_property
    def dates(self) -> tuple[dt.date, ...]:
        """The days as dates."""
        return tuple(dt.date.fromisoformat(day) for day in self.days)

    @cached_property
    def weekday(self) -> Weekdays:
        """The weekday of each day [T], Monday 0."""
        return np.array([day.weekday() for day in self.dates], dtype=np.int64)

    @cached_property
    def missing(self) -> Flags:
        """The days [T] on which nothing arrived."""
        return np.asarray(~(self.received > 0), dtype=np.bool_)


def grid(daily: pd.DataFrame, coverage: pd.DataFrame, provinces: Sequence[str], topics: Sequence[str]) -> Grid:
    """The series of the nation and of ``provinces`` (codes), by ``topics``, from the first to the last day covered.

    ``daily`` and ``coverage`` are the tables of the media; without rows of coverage there are no days.
    """
    share, read = _covered(coverage)
    days, places, subjects = tuple(share.index), (NATION, *provinces), (ALL, *topics)
    rows = daily.assign(
        day=pd.Index(days).get_indexer(pd.Index(daily["date"].astype(str))),
        place=pd.Index(places).get_indexer(pd.Index(_places(daily))),
    )
    rows = rows[(rows["day"] >= 0) & (rows["place"] >= 0)]
    parts = {name: (rows[name] != ALL).to_numpy() for name in _DIMENSIONS}
    whole = ~(parts[COUNTRY] | parts[LANGUAGE])
    topic = pd.Index(subjects).get_indexer(pd.Index(rows[TOPIC].astype(str)))
    kept = whole & (topic >= 0)
    at = (rows["place"].to_numpy()[kept] * len(subjects) + topic[kept], rows["day"].to_numpy()[kept])
    shape = (len(places) * len(subjects), len(days))
    place, subject = np.divmod(np.arange(shape[0]), len(subjects))
    counts = _filled(shape, at, rows["mentions"].to_numpy(dtype=np.float64)[kept], 0.0)
    counts[:, ~(share.to_numpy() > 0)] = np.nan
    sources = rows[["unique_stories", "unique_domains"]].min(axis=1).to_numpy(dtype=np.float64)
    marginals = {name: _marginal(rows[part], name) for name, part in parts.items()}
    return Grid(
        days,
        places,
        subjects,
        place,
        subject,
        np.where(place == 0, 0, np.where(subject == 0, 2, 1)),
        counts,
        _filled(shape, at, rows["tone_mean"].to_numpy(dtype=np.float64)[kept], np.nan),
        _filled(shape, at, np.nan_to_num(sources[kept]), 0.0),
        _countries(marginals[COUNTRY], (len(places), len(days))),
        np.asarray(read, dtype=np.float64),
        np.asarray(share, dtype=np.float64),
        marginals,
    )


def cut(frame: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """The rows of a table with days up to ``as_of``, that day included; all of them where it is not given."""
    return frame if as_of is None else frame[frame["date"].astype(str) <= as_of]


def _covered(coverage: pd.DataFrame) -> tuple[pd.Series[float], pd.Series[float]]:
    """Share of the slices received, and what was read, of every day from the first to the last covered."""
    streams = coverage[coverage["stream"].isin(MENTION_STREAMS)]
    summed = streams.assign(date=streams["date"].astype(str)).groupby("date")[["expected", "received"]].sum()
    lines = streams["lines"].astype("float64").groupby(streams["date"].astype(str)).sum(min_count=1)
    if summed.empty:
        return pd.Series(dtype="float64"), pd.Series(dtype="float64")
    every = pd.date_range(summed.index.min(), summed.index.max()).strftime("%Y-%m-%d")
    summed = summed.astype("float64").reindex(every, fill_value=0.0)
    lines = lines.reindex(every)
    known = lines[summed["received"] > 0]
    read = summed["received"] if known.isna().any() else lines.fillna(0.0)
    return (summed["received"] / summed["expected"].where(summed["expected"] > 0)).fillna(0.0), read


def _places(daily: pd.DataFrame) -> pd.Series[str]:
    """The place of each row."""
    codes = daily["province_code"].astype("str")
    return codes.where(daily["geo_level"] == "province", NATION)


def _filled(
    shape: tuple[int, int], at: tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...], values: Reals, empty: float
) -> Reals:
    found = np.full(shape, empty)
    found[at] = values
    return found


def _marginal(rows: pd.DataFrame, dimension: str) -> Marginal:
    code, codes = pd.factorize(rows[dimension], sort=True)
    order = np.argsort(rows["place"].to_numpy(), kind="stable")
    place, day = (rows[name].to_numpy(dtype=np.intp)[order] for name in ("place", "day"))
    mentions = rows["mentions"].to_numpy(dtype=np.float64)[order]
    return Marginal(tuple(map(str, codes)), place, np.asarray(code, dtype=np.intp)[order], day, mentions)


def _countries(marginal: Marginal, shape: tuple[int, int]) -> Reals:
    """Distinct source countries of each place and day."""
    abroad = ~np.isin(np.array([*marginal.codes, ""])[marginal.code], _NO_SOURCE) & (marginal.mentions > 0)
    cells = marginal.place[abroad] * shape[1] + marginal.day[abroad]
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
