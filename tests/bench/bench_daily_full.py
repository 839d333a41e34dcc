"""The daily table of a month of 60,000 mentions, with stories, domains and median, against hand-written SQL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import mention_sample
import pandas as pd

from observatory.daily.engines import MEMORY, THREADS, engine
from observatory.media import daily

GOAL = 1.3
ROWS, DAYS = 60_000, 30
SETTINGS = {"negative_below": -2.0, "positive_above": 2.0}
THEMES = {f"THEME_{number}": f"topic-{number % 20}" for number in range(300)}
SQL = """
WITH known AS (
    SELECT *, coalesce(story_id, mention_id) AS story, coalesce(source_country_iso2, 'ZZ') AS country,
        coalesce(lang, 'und') AS language,
        CAST(CASE WHEN source_system = 'gdelt_gkg' OR published_at_utc IS NULL THEN seen_at_utc
                  ELSE published_at_utc END AS DATE) AS day
    FROM read_parquet('{files}', hive_partitioning = false)
), placed AS (
    SELECT *, 'nation' AS level, '' AS province FROM known
    UNION ALL SELECT *, 'province', unnest(province_code_2025) FROM known
), topics AS (
    SELECT DISTINCT mention_id, topic
    FROM (SELECT mention_id, unnest(themes) AS theme FROM known) JOIN theme_topics USING (theme)
)
SELECT day, level, province, country, language, NULL AS topic, {counts} FROM placed
GROUP BY GROUPING SETS ((day, level, province), (day, level, province, country), (day, level, province, language))
UNION ALL
SELECT day, level, province, NULL, NULL, coalesce(topic, 'none') AS topic, {counts}
FROM placed LEFT JOIN topics USING (mention_id)
GROUP BY day, level, province, coalesce(topic, 'none')
"""
COUNTS = (
    "count(*), count(DISTINCT story), count(DISTINCT domain), avg(tone), median(tone), "
    "count(*) FILTER (tone < -2) / count(tone), count(*) FILTER (source_system = 'gdelt_gkg'), "
    "count(*) FILTER (tone > 2)"
)


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    mention_sample.write(folder, ROWS, DAYS, list(THEMES))
    files = sorted(folder.glob("mentions/*/*/*.parquet"))
    sql = SQL.format(files=folder / "mentions/*/*/*.parquet", counts=COUNTS)
    themes = pd.DataFrame({"theme": list(THEMES), "topic": list(THEMES.values())})
    rows: dict[str, int] = {}

    def ours() -> None:
        with engine("duckdb", folder) as runs:
            table = runs.table({name: themes[name].to_list() for name in themes})
            known = runs.kept(daily.dated(runs.read(files)))
            rows["ours"] = len(runs.collect(daily.daily(known, table, SETTINGS)))

    def reference() -> None:
        with duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY}) as connection:
            connection.register("theme_topics", themes)
            rows["reference"] = connection.sql(sql).to_arrow_table().num_rows

    ours()
    reference()
    assert rows["ours"] == rows["reference"]
    return ours, reference
