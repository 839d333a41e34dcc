"""What the editors wrote on years and stages, and why values of a year cannot be compared.

``notes`` have ``scope`` (year or stage), ``period``, ``section``, ``position``, ``indicator``, ``text_vi``,
``text_en``, ``author``, ``noted_on`` and ``source``. Each is shown in one place: at the value it explains, among what
to adjust, or in its section.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from observatory.findings import Finding
from observatory.review.movement import BREAK
from observatory.review.wording import LANGS, Sentences

YEAR, STAGE = "year", "stage"
ADJUST = "adjust"
TEXTS = [f"text_{lang}" for lang in LANGS]


def unknown(notes: pd.DataFrame, scope: str, periods: Iterable[object]) -> list[Finding]:
    """A finding for each note of ``scope`` on a period that has no review, where nobody would see it.

    The rows of ``notes`` are numbered from 0 as they stand in their file.
    """
    known = [str(period) for period in periods]
    lost = notes[(notes["scope"] == scope) & ~notes["period"].isin(known)]
    return [
        Finding("review-note-period", row=row + 2, field="period", value=str(period), expected=", ".join(known))
        for row, period in zip(lost.index.tolist(), lost["period"], strict=True)
    ]


def of_scope(notes: pd.DataFrame, scope: str) -> pd.DataFrame:
    """The notes on years, with a column ``year``, or on stages, with a column ``stage``."""
    rows = notes[notes["scope"] == scope]
    return rows.assign(**{scope: rows["period"].astype("Int64") if scope == YEAR else rows["period"]})


def explained(moves: pd.DataFrame, notes: pd.DataFrame, exceptions: pd.DataFrame, say: Sentences) -> pd.DataFrame:
    """``moves`` with ``note_vi`` and ``note_en``: what an editor wrote, or else why a value cannot be compared.

    ``notes`` are those on years; several on one value are joined. ``exceptions`` give the ``why_vi`` and ``why_en`` of
    each break, ``say`` the sentences of the other reasons.
    """
    keys = ["year", "indicator"]
    written = notes.dropna(subset="indicator").sort_values("position", kind="stable")
    written = written.groupby(keys, as_index=False)[TEXTS].agg(" ".join)
    found = moves.merge(written, on=keys, how="left", validate="one_to_one")
    reasons = [_reason(row, exceptions, say) for _, row in moves.iterrows()]
    why = pd.DataFrame(reasons, index=found.index, columns=TEXTS, dtype=object)
    return found.assign(**{f"note_{lang}": found[f"text_{lang}"].fillna(why[f"text_{lang}"]) for lang in LANGS})


def adjusting(notes: pd.DataFrame) -> pd.DataFrame:
    """The notes on what to adjust, in their order."""
    return notes[notes["section"] == ADJUST].sort_values("position", kind="stable")


def elsewhere(notes: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """The notes on years that stand in their section: neither at a value of ``moves`` nor among what to adjust."""
    values = pd.MultiIndex.from_frame(moves[["year", "indicator"]])
    at_value = pd.MultiIndex.from_frame(notes[["year", "indicator"]]).isin(values)
    return notes[~at_value & (notes["section"] != ADJUST)]


def _reason(move: pd.Series, exceptions: pd.DataFrame, say: Sentences) -> dict[str, str]:
    if pd.isna(move["reason"]):
        return {}
    if move["reason"] != BREAK:
        return say.say(str(move["reason"]), {name: move[name] for name in ("field_size", "previous_field_size")})
    own = exceptions[(exceptions["indicator"] == move["indicator"]) & (exceptions["kind"] == BREAK)]
    last = own[(own["year"] > move["previous_year"]) & (own["year"] <= move["year"])].sort_values("year").iloc[-1]
    return {f"text_{lang}": str(last[f"why_{lang}"]) for lang in LANGS}
