"""Tables of awards for tests: an edition judged by the trimmed mean that holds together, easy to spoil in one place."""

from __future__ import annotations

from typing import Any

import pandas as pd

from observatory.awards.published import Edition, judged_editions

OF = {"award": "giai", "edition": "2026"}
SHEET = {"a": (9.0, 8.0, 8.0, 7.0, 7.0), "b": (8.0, 7.0, 7.0, 6.0), "c": (5.0, 4.0)}
JUDGED: tuple[dict[str, Any], ...] = (
    {"entry": "a", "score": 7.67, "n": 5, "status": "ok", "place": 1, "borda_place": 1, "copeland_place": 1},
    {"entry": "b", "score": 7.0, "n": 4, "status": "ok", "place": 2, "borda_place": 2, "copeland_place": 2},
    {"entry": "c", "score": 4.5, "n": 2, "status": "too_few_scores"},
)


def panels(**changes: Any) -> pd.DataFrame:
    row = {"method": "trimmed", "n_judges": 5, "n_conflicts_declared": 1, "cut": 1, "published_on": "2026-11-20"}
    return pd.DataFrame([OF | row | {"reason_vi": None, "reason_en": None, "source": "Biên bản"} | changes])


def judged(**changes: dict[str, Any]) -> pd.DataFrame:
    """The outcomes, with the changes of an entry by its name."""
    nothing = {"place": None, "borda_place": None, "copeland_place": None}
    rows = [
        {**OF, **nothing, "n_conflicts": int(row["entry"] == "b"), **row, **changes.get(row["entry"], {})}
        for row in JUDGED
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(("n", *nothing), "Int64"))


def scores(**cells: tuple[float, ...]) -> pd.DataFrame:
    """The scores without names, with other ones of an entry by its name."""
    rows = [
        {**OF, "entry": entry, "criterion": "content", "position": position, "score": score}
        for entry, listed in (SHEET | cells).items()
        for position, score in enumerate(listed, start=1)
    ]
    return pd.DataFrame(rows)


def criteria() -> pd.DataFrame:
    scale = {"weight": 1.0, "scale_min": 1.0, "scale_max": 10.0}
    return pd.DataFrame([{**OF, "criterion": "content", "name_vi": "Nội dung", "name_en": "Content", **scale}])


def edition(
    panel: pd.DataFrame | None = None, outcome: pd.DataFrame | None = None, sheet: pd.DataFrame | None = None
) -> Edition:
    (only,) = judged_editions(
        panels() if panel is None else panel,
        criteria(),
        judged() if outcome is None else outcome,
        scores() if sheet is None else sheet,
    )
    return only
