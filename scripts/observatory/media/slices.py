"""What was to come and what came: the ledger by day, which is what every figure of a day is divided by."""

from __future__ import annotations

from typing import Any

import pandas as pd

# Streams of slices by the ledger that holds them: each is expected every quarter of an hour, and the two of a kind
# together, so that a stream that was never asked for lowers the coverage too.
STREAMS = {
    "gkg": ("gkg", "gkg-translation"),
    "events": ("events", "events-translation", "event-mentions", "event-mentions-translation"),
}
_NUMBERS = ("expected", "received", "absent", "bad", "lines", "bad_lines", "kept")
COLUMNS = ("date", "stream", *_NUMBERS, "reasons")
LEDGER = {
    **dict.fromkeys(("date", "stream", "status", "reason"), "str"),
    **dict.fromkeys(("lines", "bad_lines", "kept"), "Int64"),
}
"""The columns of the ledger that ``coverage`` takes, with their types."""


def coverage(ledger: pd.DataFrame, slices_per_day: int) -> pd.DataFrame:
    """One row per day and stream, with ``COLUMNS``, sorted by day and stream.

    ``ledger`` has one row per slice, reading of a feed or day of an article, with the columns of ``LEDGER``; numbers
    that do not apply are missing. Of a stream of slices ``expected`` is ``slices_per_day``; of any other it is what was
    asked for. ``reasons`` counts why what came is not whole: ``bad-crc:1; not-found:2``.
    """
    kinds = {stream: kind for kind in STREAMS.values() for stream in kind}
    found = [
        {"date": day, "stream": stream, **_sums(rows)} for (day, stream), rows in ledger.groupby(["date", "stream"])
    ]
    asked = {(row["date"], row["stream"]) for row in found}
    silent = {(day, other) for day, stream in asked for other in kinds.get(stream, ())} - asked
    found += [{"date": day, "stream": stream, **_sums(ledger.iloc[:0])} for day, stream in silent]
    types = dict.fromkeys(("date", "stream", "reasons"), "str") | dict.fromkeys(_NUMBERS, "int64")
    table = pd.DataFrame(found, columns=list(COLUMNS)).astype(types)
    table["expected"] = table["expected"].where(~table["stream"].isin(kinds), slices_per_day)
    return table.sort_values(["date", "stream"], ignore_index=True)


def days(covered: pd.DataFrame) -> pd.DataFrame:
    """``date, received, lines`` of GDELT's graph, both streams together, from what ``coverage`` gives."""
    of_graph = covered[covered["stream"].isin(STREAMS["gkg"])]
    return of_graph.groupby("date", as_index=False)[["received", "lines"]].sum()


def _sums(rows: pd.DataFrame) -> dict[str, Any]:
    status = rows["status"].value_counts()
    reasons = rows.loc[rows["reason"] != "", "reason"].value_counts().sort_index()
    return {
        "expected": len(rows),
        "received": status.get("got", 0),
        **{name: status.get(name, 0) for name in ("absent", "bad")},
        **{name: int(rows[name].sum()) for name in ("lines", "bad_lines", "kept")},
        "reasons": "; ".join(f"{reason}:{count}" for reason, count in reasons.items()),
    }
