"""Count, mean tone and negative share by day and province of a million mentions, against the same as written in SQL.

For ten million set ROWS to 10_000_000; the promise is 0.5 s and 200 MB for them, so a tenth of it is shown here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import mention_sample

from observatory.daily.engines import THREADS, engine
from observatory.media import daily

GOAL = 1.3
MOST_SECONDS = 0.05
ROWS, DAYS = 1_000_000, 90
SETTINGS = {"negative_below": -2.0, "positive_above": 2.0}
SQL = """
SELECT day, province, count(*), avg(tone), count(*) FILTER (tone < -2) / count(tone)
FROM (
    SELECT CAST(CASE WHEN source_system = 'gdelt_gkg' OR published_at_utc IS NULL THEN seen_at_utc
                     ELSE published_at_utc END AS DATE) AS day, unnest(province_code_2025) AS province, tone
    FROM read_parquet('{files}', hive_partitioning = false)
) GROUP BY day, province
"""


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    mention_sample.write(folder, ROWS, DAYS, ["A_THEME"])
    files = sorted(folder.glob("mentions/*/*/*.parquet"))
    sql = SQL.format(files=folder / "mentions/*/*/*.parquet")

    def ours() -> None:
        with engine("duckdb", folder) as runs:
            rows = daily.by_province(daily.dated(runs.read(files)))
            runs.collect(rows.group_by("date", "province_code").agg(*daily.counts(SETTINGS)))

    def reference() -> None:
        with duckdb.connect(config={"threads": THREADS}) as connection:
            connection.sql(sql).to_arrow_table()

    return ours, reference
