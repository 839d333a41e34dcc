"""The command ``observatory media aggregate``: the store in, the tables of ``reference/media-daily`` out.

Nothing is written before everything is counted, and the store is only read. The same store gives the same bytes,
from either engine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from observatory.daily import merge
from observatory.daily.engines import engine
from observatory.daily.write import link, plain, write
from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding
from observatory.media import daily, domains, monthly, slices, top
from observatory.media.collect.ledger import Ledger
from observatory.media.collect.methodology import Methodology

SOURCES = ("gkg", "events", "feeds", "sitemaps", "pageviews")
TABLES = ("daily", "positive", "coverage", "stories", "recognition", "events", "domains")


def aggregate(
    store: Path,
    out: Path,
    engine_name: str,
    methodology: Methodology,
    advance: Callable[[str], None],
    *,
    merged: bool = False,
) -> dict[str, int]:
    """Count what is in ``store`` and write the tables of ``TABLES`` to ``out``; gives the rows of each.

    With ``merged``, days and months of the tables in ``out`` that the store does not have are kept, and those that
    it has less of. ``advance`` is called with the name of each step. Raises ``ObservatoryError``
    (``media-no-store``, ``media-not-written``, ``media-earlier-unreadable`` and those of ``engine``) and
    ``FindingsError`` where a file of the store is damaged; the files in ``out`` are then as they were.
    """
    if not store.is_dir():
        raise ObservatoryError("media-no-store", folder=str(store))
    with tempfile.TemporaryDirectory(prefix="observatory-") as scratch:
        tables = count(store, engine_name, methodology, Path(scratch), advance)
    if merged:
        tables = _merged(tables, out, round(methodology.settings["stories_listed"]))
    advance("write")
    write(tables, out)
    return {name: len(table) for name, table in tables.items()}


def count(
    store: Path, engine_name: str, methodology: Methodology, scratch: Path, advance: Callable[[str], None]
) -> dict[str, pd.DataFrame]:
    """The tables of ``TABLES`` by name. Raises what ``aggregate`` raises, but for the writing."""
    settings = methodology.settings
    advance("ledger")
    per_day = round(settings["slices_per_day"])
    covered = slices.coverage(_ledger(store), per_day)
    mentions, events = _files(store, "mentions"), _files(store, "events")
    counted: dict[str, list[pd.DataFrame]] = {"daily": [], "stories": [], "events": [], "domains": []}
    if mentions or events:
        with engine(engine_name, scratch) as runs:
            pairs = [(theme, topic) for theme, topics in methodology.theme_topics.items() for topic in topics]
            themes = runs.table(dict(zip(("theme", "topic"), zip(*pairs, strict=True), strict=True)))
            for part in runs.parts(mentions):
                advance(_month(part))
                rows = runs.read(part)
                known = runs.kept(daily.dated(rows))
                counted["daily"].append(runs.collect(daily.daily(known, themes, settings)))
                counted["domains"].append(runs.collect(domains.leading(known, themes)))
                counted["stories"].append(runs.collect(top.leading(rows, round(settings["stories_listed"]))))
            advance("events")
            for part in runs.parts(events):
                counted["events"].append(runs.collect(monthly.events(runs.read(part))))
    days = daily.finish(
        _joined(counted["daily"], daily.COUNTED), slices.days(covered), methodology.version, 2 * per_day
    )
    return {
        "daily": days[list(daily.COLUMNS)],
        "positive": daily.positive(days),
        "coverage": covered,
        "stories": _shown(top.finish(_joined(counted["stories"], top.LEADING))),
        "recognition": monthly.recognition(_views(store)),
        "events": monthly.finish_events(_joined(counted["events"], monthly.EVENTS_COUNTED)),
        "domains": domains.finish(_joined(counted["domains"], domains.LEADING)),
    }


def _ledger(store: Path) -> pd.DataFrame:
    """Every row of every ledger, with ``slices.LEDGER``."""
    rows = [asdict(row) for source in SOURCES for row in Ledger(store, source).rows()]
    table = pd.DataFrame(rows, columns=list(slices.LEDGER))
    return table.assign(date=table["date"].astype("str")).astype(slices.LEDGER)


def _files(store: Path, kind: str) -> list[Path]:
    """The files of a table, each looked at: a damaged one is named, and nothing is counted."""
    files = sorted((store / kind).glob("year=*/month=*/*.parquet"))
    findings = []
    for file in files:
        try:
            pq.ParquetFile(file).close()
        except (OSError, pa.ArrowException) as error:
            findings.append(Finding("collect-store-damaged", file=str(file), value=str(error)))
    if findings:
        raise FindingsError(findings, "media-refused")
    return files


def _views(store: Path) -> pd.DataFrame:
    """The days of every article, with ``monthly.VIEWS``."""
    files = sorted((store / "recognition").glob("*.parquet"))
    try:
        return _joined([pq.ParquetFile(file).read().to_pandas(date_as_object=False) for file in files], monthly.VIEWS)
    except (OSError, pa.ArrowException, KeyError) as error:
        finding = Finding("collect-store-damaged", file=str(store / "recognition"), value=str(error))
        raise FindingsError([finding], "media-refused") from error


def _joined(frames: Sequence[pd.DataFrame], types: Mapping[str, str]) -> pd.DataFrame:
    """The rows of the frames one after the other, with the columns and types of ``types``; of no frame, no rows."""
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
    parts = [frame[list(types)].astype(dict(types)) for frame in frames]
    return pd.concat(parts, ignore_index=True) if parts else empty


def _shown(stories: pd.DataFrame) -> pd.DataFrame:
    titles = [None if pd.isna(title) else plain(title) or None for title in stories["title"]]
    urls = [link(url) for url in stories["url"]]
    return stories.assign(title=pd.Series(titles, dtype="str"), url=pd.Series(urls, dtype="str"))


def _month(part: Sequence[Path]) -> str:
    """``2026-11`` of the files of one month, and the first and the last month of more."""
    months = [f"{file.parent.parent.name[5:]}-{file.parent.name[6:]}" for file in (part[0], part[-1])]
    return " … ".join(dict.fromkeys(months))


def _merged(tables: Mapping[str, pd.DataFrame], out: Path, listed: int) -> dict[str, pd.DataFrame]:
    """The tables with what the files in ``out`` have more."""
    old = {name: merge.read(out / f"{name}.csv", tables[name]) for name in TABLES}
    kept = merge.kept_days(*(merge.received(one["daily"], "slices_received") for one in (tables, old)))
    of_events = [one["coverage"][one["coverage"]["stream"].isin(slices.STREAMS["events"])] for one in (tables, old)]
    kept_events = merge.kept_days(*(merge.received(one, "received") for one in of_events))
    return {
        "daily": merge.by_day(tables["daily"], old["daily"], kept, daily.KEYS),
        "positive": merge.by_day(tables["positive"], old["positive"], kept, daily.KEYS[:3]),
        "coverage": merge.streams(tables["coverage"], old["coverage"]),
        "stories": merge.stories(tables["stories"], old["stories"], listed),
        "recognition": merge.recognition(tables["recognition"], old["recognition"]),
        "events": merge.by_day(tables["events"], old["events"], kept_events, ("date", "quad_class")),
        "domains": merge.domains(tables["domains"], old["domains"], kept),
    }
