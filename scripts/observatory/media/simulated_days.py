"""Simulated tables ``daily`` and ``positive``: mentions, stories, domains and tone by day, place and part.

Arrays have the days on their first axis and the places on the second: the nation (or, before it is added up,
mentions that name no province), then the provinces. A third axis, where there is one, is the parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from observatory.media.simulated_course import PARAMETERS, Injected, factors, lot

KEYS = ["date", "geo_level", "province_code", "source_country_iso2", "lang", "topic"]
ALL, UNKNOWN_COUNTRY, UNKNOWN_LANG, NO_TOPIC = "all", "ZZ", "und", "none"
NEGATIVE_BELOW, POSITIVE_ABOVE = -2.0, 2.0
_LEAN = 4.0

Counts = np.ndarray[Any, np.dtype[np.int64]]
Reals = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Codes:
    """The codes that the tables speak of, and the version of the method that they say they follow."""

    provinces: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    method_version: str


@dataclass(frozen=True)
class Drawn:
    """What was drawn for each day and place, no province first, and the tone of each."""

    days: tuple[dt.date, ...]
    codes: Codes
    mentions: Counts
    tone: Reals
    events: tuple[Injected, ...]


def draw(
    rng: np.random.Generator, days: Sequence[dt.date], codes: Codes, events: tuple[Injected, ...], received: Reals
) -> Drawn:
    """Mentions and tone; ``received`` is the share of slices that arrived on each day."""
    p = {key: setting.value for key, setting in PARAMETERS.items()}
    shares = np.concatenate([[1 - p["province_share"]], p["province_share"] * lot(rng, len(codes.provinces))])
    mean = p["mentions_a_day"] * factors(days)[:, None] * shares * received[:, None]
    shift = np.zeros_like(mean)
    for event in events:
        for day, left in event.course(days):
            mean[day, _place(event, codes)] *= 1 + (event.factor - 1) * left
            shift[day, _place(event, codes)] += event.tone_shift * left
    mentions = rng.poisson(mean * rng.gamma(p["dispersion"], 1 / p["dispersion"], mean.shape))
    course = rng.normal(0, p["tone_step"], len(days))
    for day in range(1, len(days)):
        course[day] += p["tone_memory"] * course[day - 1]
    between = rng.normal(0, p["tone_between"], len(shares))
    sampling = rng.normal(0, 1, mean.shape) * p["tone_spread"] / np.sqrt(np.maximum(mentions, 1))
    return Drawn(tuple(days), codes, mentions, p["tone_mean"] + course[:, None] + between + shift + sampling, events)


def tables(rng: np.random.Generator, drawn: Drawn, coverage: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``daily`` and ``positive``; ``coverage`` is the table of slices, of which the streams of mentions count.

    A day without slices has the row of the nation, with no mentions and no tone.
    """
    codes = drawn.codes
    whole = _with_nation(drawn.mentions)
    weighted = (drawn.mentions * drawn.tone).sum(axis=1)
    tone = drawn.tone.copy()
    tone[:, 0] = weighted / np.maximum(whole[:, 0], 1)
    low = rng.binomial(drawn.mentions, _beyond(NEGATIVE_BELOW - drawn.tone))
    high = np.minimum(rng.binomial(drawn.mentions, _beyond(drawn.tone - POSITIVE_ABOVE)), drawn.mentions - low)
    negative, positive = _with_nation(low), _with_nation(high)
    found = [_rows(drawn, {}, whole, tone, negative, rng)]
    parts: list[tuple[str, tuple[str, ...], Counts]] = [
        ("source_country_iso2", (*codes.countries, UNKNOWN_COUNTRY), _shared_out(rng, drawn, len(codes.countries) + 1)),
        ("lang", (*codes.languages, UNKNOWN_LANG), _shared_out(rng, drawn, len(codes.languages) + 1)),
        ("topic", (*codes.topics, NO_TOPIC), _topics(rng, drawn)),
    ]
    for column, names, counts in parts:
        for part, name in enumerate(names):
            offset = rng.normal(0, PARAMETERS["tone_between"].value)
            mentions = _with_nation(counts[:, :, part])
            noise = rng.normal(0, 1, tone.shape) * PARAMETERS["tone_spread"].value / np.sqrt(np.maximum(mentions, 1))
            around = tone + offset + noise / 2
            below = rng.binomial(mentions, _beyond(NEGATIVE_BELOW - around))
            found.append(_rows(drawn, {column: name}, mentions, around, below, rng))
    daily = pd.concat(found, ignore_index=True).merge(_received(coverage), on="date", validate="many_to_one")
    daily["share_of_all_news"] = (daily["mentions"] / daily["lines"].where(daily["lines"] > 0)).round(6)
    daily["method_version"] = codes.method_version
    order = [*KEYS, "mentions", "unique_stories", "unique_domains", "tone_mean", "tone_median", "share_negative"]
    order += ["share_of_all_news", "slices_expected", "slices_received", "coverage", "method_version"]
    kept = _kept(whole)
    signs = found[0][KEYS[:3]].assign(positive_mentions=positive[kept], toned_mentions=whole[kept])
    return daily[order].sort_values(KEYS, ignore_index=True), signs.sort_values(KEYS[:3], ignore_index=True)


def _place(event: Injected, codes: Codes) -> slice | int:
    """Where an event is felt: in one province, or everywhere."""
    return 1 + codes.provinces.index(event.province_code) if event.province_code else slice(None)


def _with_nation(counts: Counts) -> Counts:
    """The counts with the sum of all places in the first one's stead."""
    summed = counts.copy()
    summed[:, 0] = counts.sum(axis=1)
    return summed


def _beyond(distance: Reals) -> Reals:
    """The share of mentions beyond a bound, by the logistic curve that lies closest to the normal one."""
    chance: Reals = 1 / (1 + np.exp(-1.702 * distance / PARAMETERS["tone_spread"].value))
    return chance


def _shared_out(rng: np.random.Generator, drawn: Drawn, size: int) -> Counts:
    """The mentions of each place shared out among ``size`` parts; a place has leanings of its own."""
    weights = lot(rng, size) * rng.lognormal(0, 0.4, (drawn.mentions.shape[1], size))
    return rng.multinomial(drawn.mentions, weights / weights.sum(axis=1, keepdims=True))


def _topics(rng: np.random.Generator, drawn: Drawn) -> Counts:
    """Mentions by topic, with those of no topic last: a mention may have none, one or two."""
    codes, (n_days, n_places) = drawn.codes, drawn.mentions.shape
    weights = np.tile(
        lot(rng, len(codes.topics)) * rng.lognormal(0, 0.4, (n_places, len(codes.topics))), (n_days, 1, 1)
    )
    for event in drawn.events:
        for day, left in event.course(drawn.days):
            weights[day, _place(event, codes), codes.topics.index(event.topic)] += _LEAN * left * weights.mean()
    weights /= weights.sum(axis=2, keepdims=True)
    none = rng.binomial(drawn.mentions, PARAMETERS["no_topic"].value)
    first = rng.multinomial(drawn.mentions - none, weights)
    second = rng.multinomial(rng.binomial(drawn.mentions - none, PARAMETERS["second_topic"].value), weights)
    told = np.minimum(first + second, (drawn.mentions - none)[:, :, None])
    return np.concatenate([told, none[:, :, None]], axis=2)


def _kept(mentions: Counts) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """The places of a day that have a row: those with mentions, and the nation always."""
    kept = mentions > 0
    kept[:, 0] = True
    return kept


def _rows(
    drawn: Drawn, part: Mapping[str, str], mentions: Counts, tone: Reals, negative: Counts, rng: np.random.Generator
) -> pd.DataFrame:
    """The rows of one part, ``{column: code}``, or of the whole; only the whole has rows without mentions."""
    kept = mentions > 0 if part else _kept(mentions)
    day, place = np.nonzero(kept)
    n, known = mentions[kept], mentions[kept] > 0
    frame = pd.DataFrame(
        {
            "date": np.array([each.isoformat() for each in drawn.days])[day],
            "geo_level": np.where(place == 0, "nation", "province"),
            "province_code": np.array(["", *drawn.codes.provinces])[place],
            "source_country_iso2": ALL,
            "lang": ALL,
            "topic": ALL,
            "mentions": n,
            # Both grow more slowly than mentions do, so no part has more of them than its whole.
            "unique_stories": np.ceil(0.7 * n).astype(int),
            "unique_domains": np.ceil(n**0.8).astype(int),
            "tone_mean": np.where(known, tone[kept], np.nan),
            "tone_median": np.where(known, tone[kept] + rng.normal(0, 0.1, len(n)), np.nan),
            "share_negative": np.where(known, negative[kept] / np.maximum(n, 1), np.nan),
        }
    )
    return frame.assign(**part).round(6)


def _received(coverage: pd.DataFrame) -> pd.DataFrame:
    """Slices and lines of the mentions by day."""
    streams = coverage[coverage["stream"].isin(["gkg", "gkg-translation"])]
    days = streams.groupby("date", as_index=False)[["expected", "received", "lines"]].sum()
    days = days.rename(columns={"expected": "slices_expected", "received": "slices_received"})
    return days.assign(coverage=(days["slices_received"] / days["slices_expected"]).round(6))
