"""Made-up stores of mentions for the benchmarks: seeded, with the columns, types and files of the real one.

How many provinces and themes a mention names is not known from real rows; 0.6 and 8 on average are assumed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from observatory.media.collect.store import MENTIONS

PROVINCES, THEMES = 0.6, 8
FIRST = np.datetime64("2025-01-01")
UNITS = [f"{number:02}" for number in range(1, 35)]


def write(store: Path, rows: int, days: int, themes: list[str]) -> None:
    """Write ``rows`` mentions, spread evenly over ``days`` days, one file a day."""
    rng = np.random.default_rng(2026)
    for number in range(days):
        day = FIRST + number
        name = str(day)
        folder = store / f"mentions/year={name[:4]}/month={name[5:7]}"
        folder.mkdir(parents=True, exist_ok=True)
        table = _day(rng, rows // days, day, themes)
        pq.write_table(table, folder / f"{name.replace('-', '')}-gkg.parquet", compression="zstd")


def _day(rng: np.random.Generator, size: int, day: np.datetime64, themes: list[str]) -> Any:
    """A day of mentions: every third repeats an earlier story, one in twenty has no tone."""
    ids = np.sort(rng.integers(0, 2**62, size)).astype("U20")
    stories = np.where(rng.random(size) < 1 / 3, ids[rng.integers(0, size, size)], ids)
    seen = day.astype("datetime64[us]") + rng.integers(0, 96, size) * np.timedelta64(900, "s")
    columns: dict[str, Any] = {
        "mention_id": pa.array(ids, pa.string()),
        "seen_at_utc": pa.array(seen),
        "domain": _choice(rng, [f"outlet{number}.example" for number in range(3000)], size),
        "source_country_iso2": _choice(rng, ["US", "VN", "GB", "CN", "JP", "FR", "DE", "KR", "IN", "AU"], size),
        "lang": _choice(rng, ["en", "vi", "zh", "fr", "es", "de", "ja", "ko", "th", "ru"], size),
        "tone": pa.array(rng.normal(-1, 3, size), mask=rng.random(size) < 0.05),
        "themes": _lists(rng, themes, size, THEMES),
        "province_code_2025": _lists(rng, UNITS, size, PROVINCES),
        "story_id": pa.array(stories, pa.string()),
    }
    texts = {
        "source_system": "gdelt_gkg",
        "url": "https://outlet.example/news/2025/a-story-of-some-length",
        "title": "A title of some length",
    }
    for field in MENTIONS.schema:
        if field.name in texts:
            columns[field.name] = pa.repeat(pa.scalar(texts[field.name]), size)
        elif field.name not in columns:
            columns[field.name] = pa.nulls(size, field.type)
    return pa.table([columns[field.name] for field in MENTIONS.schema], schema=MENTIONS.schema)


def _choice(rng: np.random.Generator, values: list[str], size: int) -> Any:
    return pa.array(values).take(pa.array(rng.integers(0, len(values), size)))


def _lists(rng: np.random.Generator, values: list[str], size: int, mean: float) -> Any:
    """Lists without repetition of a length that is Poisson."""
    lengths = np.minimum(rng.poisson(mean, size), len(values) // 2)
    starts = np.repeat(rng.integers(0, len(values), size), lengths)
    steps = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    chosen = pa.array(values).take(pa.array((starts + steps) % len(values)))
    return pa.ListArray.from_arrays(offsets, chosen)
