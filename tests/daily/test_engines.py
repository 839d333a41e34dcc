"""One expression, two engines: DuckDB and Spark write the same bytes."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from media_stores import METHODOLOGY, fill, from_samples, later, mention, slice_row
from observatory.daily.engines import engine
from observatory.daily.run import TABLES, aggregate
from observatory.errors import ObservatoryError
from observatory.media.collect import recognition
from observatory.media.collect.methodology import Article
from observatory.media.pageviews import OBSERVED, DayViews
from packages import ROOT

THEMES = sorted(METHODOLOGY.theme_topics)
# Rows are few here: what Spark does to make many of them fast only costs time.
DEFAULTS = """
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1
spark.sql.adaptive.enabled false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.sql.codegen.wholeStage false
"""


@pytest.fixture
def spark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skips where there is no Spark; ``scripts/setup/spark.sh`` sees to it."""
    check = subprocess.run([ROOT / "scripts/setup/spark.sh", "check"], check=False)
    if check.returncode:
        pytest.skip("Spark is not here (scripts/setup/spark.sh)")
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf/spark-defaults.conf").write_text(DEFAULTS)
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path / "conf"))


@pytest.fixture
def filled(tmp_path: Path, shared: Path) -> Path:
    """The real rows, and rows with all that tells engines apart: ties, nulls, empty lists, long sums."""
    store = tmp_path / "the store"
    assert from_samples(shared, store) > 0
    made = [
        mention(
            number,
            seen_at_utc=later(number),
            tone=None if number % 7 == 0 else (number % 13 - 6) / 8 + number / 1e7,
            themes=tuple(THEMES[number % 5 : number % 5 + number % 4]),
            province_code_2025=(("01",), (), ("01", "79"))[number % 3],
            lang=None if number % 11 == 0 else "vi",
            source_country_iso2=None if number % 10 == 0 else "VN",
            domain="not a host" if number % 12 == 0 else f"outlet{number % 4}.vn",
            story_id=f"{number - number % 3:016x}",
            title=None if number % 5 == 0 else f'=Giá vàng, "{number}"\u200b tăng',
            **(
                {"source_system": "rss", "published_at_utc": later(number - 30), "raw_slice": "a-feed"}
                if number % 4 == 0
                else {}
            ),
        )
        for number in range(60)
    ]
    fill(store, made, [slice_row("20261102120000"), slice_row("20261103120000", status="bad", reason="bad-crc")])
    article = Article("VN", "Q881", "", "", "vi.wikipedia", "Việt Nam", "false")
    recognition.put(store, article, [DayViews(date(2026, 11, 2), 7, OBSERVED)])
    return store


@pytest.mark.shared
@pytest.mark.spark
@pytest.mark.usefixtures("spark")
def test_both_engines_write_the_same_bytes(tmp_path: Path, filled: Path) -> None:
    outs = {name: tmp_path / name for name in ("duckdb", "spark")}
    rows = [aggregate(filled, out, name, METHODOLOGY, lambda _step: None) for name, out in outs.items()]
    assert rows[0] == rows[1]
    assert min(rows[0].values()) > 0
    for table in TABLES:
        one, other = ((out / f"{table}.csv").read_bytes() for out in outs.values())
        assert one == other, table


@pytest.mark.parametrize("lack", ["java", "pyspark"])
def test_without_spark_it_is_said_what_to_install(tmp_path: Path, lack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if lack == "java":
        monkeypatch.setenv("PATH", str(tmp_path))
    else:
        monkeypatch.setattr("observatory.daily.engines.find_spec", lambda _name: None)
    with pytest.raises(ObservatoryError) as raised, engine("spark", tmp_path):
        pass
    assert raised.value.code == "spark-missing"


def test_duckdb_counts_month_by_month_and_reaches_for_nothing(tmp_path: Path) -> None:
    months = [tmp_path / f"mentions/year=2026/month={month}/a.parquet" for month in ("11", "12")]
    with engine("duckdb", tmp_path) as runs:
        assert runs.parts([*months, months[0].with_name("b.parquet")]) == [
            [months[0], months[0].with_name("b.parquet")],
            [months[1]],
        ]


def test_what_an_engine_says_of_a_failure_reaches_the_user(tmp_path: Path) -> None:
    damaged = tmp_path / "a.parquet"
    damaged.write_bytes(b"PAR1 not really PAR1")
    with pytest.raises(ObservatoryError) as raised, engine("duckdb", tmp_path) as runs:
        runs.collect(runs.read([damaged]))
    assert raised.value.code == "media-engine-failed"
    assert raised.value.details["engine"] == "duckdb"
