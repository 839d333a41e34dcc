"""Made-up daily tables of the media, to show the pages where nothing has been collected yet.

The generator is seeded: equal names and an equal seed give equal tables. Nothing in it is estimated from real
coverage. Sizes of provinces, countries, languages and topics are weights in an order drawn by lot, titles say
that they are made up, and links lead below ``example.org``, which is kept for examples (RFC 2606).

For each day and place (a province, or none) the number of mentions is negative binomial: Poisson with a gamma
mean that follows trend, weekday, season, Tết, the injected events and the share of slices received. Provinces
and "no province" add up to the nation; countries and languages share out the mentions of a place; topics may
overlap. Tone follows an autoregressive course of order one, and the tone of a part is drawn around that of its
place, so the tones of parts do not average to it exactly.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from observatory.media.simulated_course import PARAMETERS, coverage, injected, lot
from observatory.media.simulated_days import Codes, draw, tables
from observatory.media.simulated_domains import domains

SEED = 173
STORIES_A_MONTH = 20
_OUTLETS = 60
# Views a day of an article whose weight is average.
_VIEWS_A_DAY = 400
# CAMEO's four classes with the Goldstein score around which the days of each lie.
_QUAD_CLASSES = ((1, 2.9, 60), (2, 6.1, 12), (3, -3.2, 14), (4, -7.4, 6))


@dataclass(frozen=True)
class Simulation:
    """The tables of the media by name, and what they were made from.

    ``parameters`` (key, value, name_vi, name_en) and ``injected`` are what one needs to judge a detector by:
    the settings of the generator, and what really "happened".
    """

    tables: dict[str, pd.DataFrame]
    parameters: pd.DataFrame
    injected: pd.DataFrame


def simulate(
    first: dt.date, last: dt.date, codes: Codes, articles: Sequence[tuple[str, str, str]], seed: int = SEED
) -> Simulation:
    """The tables for the days from ``first`` to ``last``, both included, in whole months.

    ``articles`` are entity, project and title of the articles whose views are counted. Raises ``ValueError``
    when the days are too few for the events that are injected.
    """
    rng = np.random.default_rng(seed)
    days = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
    listed = min(int(PARAMETERS["countries"].value), len(codes.countries))
    codes = replace(codes, countries=tuple(sorted(rng.choice(list(codes.countries), listed, replace=False).tolist())))
    events = injected(rng, days, codes.provinces, codes.topics)
    slices = coverage(rng, days)
    mentions = slices["stream"].isin(["gkg", "gkg-translation"])
    share = slices[mentions].groupby("date")[["received", "expected"]].sum()
    drawn = draw(rng, days, codes, events, (share["received"] / share["expected"]).to_numpy())
    daily, positive = tables(rng, drawn, slices)
    kept = drawn.mentions.sum(axis=1)
    english = rng.binomial(kept, PARAMETERS["english_share"].value)
    slices.loc[slices["stream"] == "gkg", "kept"] = english
    slices.loc[slices["stream"] == "gkg-translation", "kept"] = kept - english
    months = [(day.year, day.month) for day in days if day.day == 1]
    settings = [("seed", float(seed), "Số mầm của bộ sinh số ngẫu nhiên", "Seed of the random numbers")]
    settings += [(key, setting.value, setting.vi, setting.en) for key, setting in PARAMETERS.items()]
    return Simulation(
        {
            "daily": daily,
            "positive": positive,
            "coverage": slices,
            "stories": _stories(rng, months, codes),
            "recognition": _recognition(rng, months, articles),
            "events": _events(rng, days),
            "domains": domains(rng, daily, _OUTLETS),
        },
        pd.DataFrame(settings, columns=["key", "value", "name_vi", "name_en"]),
        pd.DataFrame([event.row() for event in events]),
    )


def _stories(rng: np.random.Generator, months: Sequence[tuple[int, int]], codes: Codes) -> pd.DataFrame:
    """The stories of each month, those on most domains first."""
    size = len(months) * STORIES_A_MONTH
    outlet = rng.integers(1, _OUTLETS + 1, size)
    day = rng.integers(1, 29, size)
    minute = 15 * rng.integers(0, 96, size)
    domains = 2 + rng.geometric(0.08, size)
    frame = pd.DataFrame(
        {
            "month": [f"{year}-{month:02}" for year, month in months for _ in range(STORIES_A_MONTH)],
            "domains": domains,
            "mentions": domains + rng.poisson(0.4 * domains),
            "domain": [f"nguon-{number:02}.example.org" for number in outlet],
            "lang": rng.choice(list(codes.languages), size),
            "source_country_iso2": rng.choice(list(codes.countries), size),
        }
    )
    frame["first_seen"] = [
        f"{month}-{d:02}T{m // 60:02}:{m % 60:02}:00" for month, d, m in zip(frame["month"], day, minute, strict=True)
    ]
    frame = frame.sort_values(["month", "domains", "mentions"], ascending=[True, False, False], kind="stable")
    number = np.arange(1, size + 1)
    numbered = frame.assign(
        position=(number - 1) % STORIES_A_MONTH + 1,
        story_id=[f"simulated-{n:04}" for n in number],
        title=[f"Tin mô phỏng {n} / Simulated story {n}" for n in number],
        url=[f"https://{domain}/mo-phong/{n}" for domain, n in zip(frame["domain"], number, strict=True)],
    )
    columns = ["month", "position", "story_id", "title", "url", "domain", "lang", "source_country_iso2"]
    return numbered[[*columns, "first_seen", "mentions", "domains"]].reset_index(drop=True)


def _recognition(
    rng: np.random.Generator, months: Sequence[tuple[int, int]], articles: Sequence[tuple[str, str, str]]
) -> pd.DataFrame:
    """Views of each article in each month; a few months are zero, verified, and a few not published."""
    size = len(months) * len(articles)
    length = np.repeat([calendar.monthrange(*month)[1] for month in months], len(articles))
    season = np.repeat([1 + 0.2 * np.cos(2 * np.pi * month / 12) for _, month in months], len(articles))
    weights = np.tile(lot(rng, max(len(articles), 1))[: len(articles)] * len(articles), len(months))
    status = rng.choice(["observed", "absent_verified", "not_published"], size, p=[0.96, 0.02, 0.02])
    missed = np.minimum(rng.poisson(0.2, size), 3)
    observed = np.where(status == "observed", length - missed, np.where(status == "absent_verified", length, 0))
    views = rng.poisson(_VIEWS_A_DAY * weights * season * observed * rng.gamma(20, 1 / 20, size))
    frame = pd.DataFrame(
        {
            "month": [f"{year}-{month:02}" for year, month in months for _ in articles],
            "entity": [entity for entity, _, _ in articles] * len(months),
            "project": [project for _, project, _ in articles] * len(months),
            "article": [title for _, _, title in articles] * len(months),
            "views": pd.array(np.where(status == "absent_verified", 0, views), dtype="Int64"),
            "days_observed": observed,
            "days_expected": length,
            "status": status,
        }
    )
    frame.loc[frame["status"] == "not_published", "views"] = pd.NA
    return frame.sort_values(["month", "entity", "project", "article"], ignore_index=True)


def _events(rng: np.random.Generator, days: Sequence[dt.date]) -> pd.DataFrame:
    """Events of each day by class."""
    parts = []
    for quad_class, goldstein, mean in _QUAD_CLASSES:
        events = 1 + rng.poisson(mean * rng.gamma(6, 1 / 6, len(days)))
        mentions = events + rng.poisson(4 * events)
        part = {
            "date": [day.isoformat() for day in days],
            "quad_class": quad_class,
            "events": events,
            "mentions": mentions,
            "sources": np.ceil(0.4 * mentions).astype(int),
            "articles": np.ceil(0.9 * mentions).astype(int),
            "goldstein_mean": np.clip(goldstein + rng.normal(0, 0.8, len(days)), -10, 10),
            "tone_mean": goldstein / 4 + rng.normal(0, 0.7, len(days)),
        }
        parts.append(pd.DataFrame(part))
    return pd.concat(parts).sort_values(["date", "quad_class"], ignore_index=True).round(6)
