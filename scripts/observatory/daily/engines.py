"""The engines that count: DuckDB inside this process, or Spark. Both run the same narwhals expressions."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from shutil import which
from typing import Any, Protocol

import narwhals as nw
import pandas as pd
import pyarrow as pa

from observatory.errors import ObservatoryError

DUCKDB, SPARK = "duckdb", "spark"
THREADS = 2
MEMORY = "2GB"


class Engine(Protocol):
    """What counts: it reads Parquet files, takes small tables, and gives results as frames of pandas."""

    def parts(self, files: Sequence[Path]) -> list[list[Path]]:
        """The files of a table in the parts that are counted one after the other; no day is in two of them."""

    def read(self, files: Sequence[Path]) -> nw.LazyFrame[Any]:
        """The rows of Parquet files that have one schema."""

    def table(self, columns: Mapping[str, Sequence[str]]) -> nw.LazyFrame[Any]:
        """A small table of texts."""

    def kept(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The rows of a query, found once for many questions; only until the next call."""

    def collect(self, frame: nw.LazyFrame[Any]) -> pd.DataFrame:
        """Run the query."""


@contextmanager
def engine(name: str, scratch: Path) -> Iterator[Engine]:
    """The engine ``name`` (``duckdb`` or ``spark``), which may put what does not fit into memory into ``scratch``.

    Raises ``ObservatoryError``: ``spark-missing`` where Spark or Java is not installed, and ``media-engine-failed``
    with what the engine said where a query fails.
    """
    with _spark(scratch) if name == SPARK else _duckdb(scratch) as started:
        yield started


class _Duckdb:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def parts(self, files: Sequence[Path]) -> list[list[Path]]:
        """One part for each folder of a month: memory then depends on the largest month, not on the years."""
        return [list(month) for _, month in groupby(sorted(files), key=lambda file: file.parent)]

    def read(self, files: Sequence[Path]) -> nw.LazyFrame[Any]:
        return _lazy(self._connection.read_parquet([str(file) for file in files], hive_partitioning=False))

    def table(self, columns: Mapping[str, Sequence[str]]) -> nw.LazyFrame[Any]:
        texts = {name: pa.array(values, pa.string()) for name, values in columns.items()}
        return _lazy(self._connection.from_arrow(pa.table(texts)))

    def kept(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        self._connection.execute("DROP TABLE IF EXISTS kept")
        frame.to_native().create("kept")
        return _lazy(self._connection.table("kept"))

    def collect(self, frame: nw.LazyFrame[Any]) -> pd.DataFrame:
        return _pandas(frame)


@contextmanager
def _duckdb(scratch: Path) -> Iterator[Engine]:
    import duckdb

    settings = {
        "threads": THREADS,
        "memory_limit": MEMORY,
        "temp_directory": str(scratch),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=settings) as connection:
        try:
            yield _Duckdb(connection)
        except duckdb.Error as error:
            raise _failed(DUCKDB, error) from error


class _Spark:
    def __init__(self, session: Any) -> None:
        self._session = session

    def parts(self, files: Sequence[Path]) -> list[list[Path]]:
        """All at once: Spark spreads the work itself."""
        return [list(files)] if files else []

    def read(self, files: Sequence[Path]) -> nw.LazyFrame[Any]:
        # Without this it takes the folders' names for columns.
        reader = self._session.read.option("recursiveFileLookup", "true")
        return _lazy(reader.parquet(*(str(file.resolve()) for file in files)))

    def table(self, columns: Mapping[str, Sequence[str]]) -> nw.LazyFrame[Any]:
        schema = ", ".join(f"{name} string" for name in columns)
        return _lazy(self._session.createDataFrame(list(zip(*columns.values(), strict=True)), schema))

    def kept(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        self._session.catalog.clearCache()
        return _lazy(frame.to_native().cache())

    def collect(self, frame: nw.LazyFrame[Any]) -> pd.DataFrame:
        return _pandas(frame)


@contextmanager
def _spark(scratch: Path) -> Iterator[Engine]:
    if find_spec("pyspark") is None or not (which("java") or "JAVA_HOME" in os.environ):
        raise ObservatoryError("spark-missing")
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    logging.getLogger("py4j").setLevel(logging.ERROR)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master(f"local[{THREADS}]").appName("observatory")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(scratch),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(2 * THREADS),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
        try:
            yield _Spark(session)
        finally:
            session.stop()
    except (PySparkException, Py4JError) as error:
        raise _failed(SPARK, error) from error


def _lazy(rows: Any) -> nw.LazyFrame[Any]:
    frame: nw.LazyFrame[Any] = nw.from_native(rows).lazy()
    return frame


def _pandas(frame: nw.LazyFrame[Any]) -> pd.DataFrame:
    found: pd.DataFrame = frame.collect("pyarrow").to_native().to_pandas(date_as_object=False)
    return found


def _failed(name: str, error: Exception) -> ObservatoryError:
    said = str(error).strip().splitlines() or [type(error).__name__]
    return ObservatoryError("media-engine-failed", engine=name, detail=said[0])
