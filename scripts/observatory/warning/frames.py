"""The tables of the policy: their columns and types, also where there are no rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

_NAMED = "place topic place_vi place_en topic_vi topic_en"
_SCORES = "score score_ratio score_excess score_spread score_tone score_persistence"
COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "today": "as_of status level episodes_open series_total series_tested",
        "families": "family kind tests rejected q",
        "series": f"{_NAMED} geo_level usable_days test state missing_days holiday_days",
        "days": "date place observed expected ratio bound p alarm state level",
        "episodes": (
            f"episode_id kind family {_NAMED} first_day last_day status level {_SCORES} peak_day observed expected "
            "bound ratio excess p p_calibrated tests q test days_above single_source level_without_top reopened "
            "parent_id source_countries domains tone_mean tone_baseline needs_person"
        ),
        "episode_days": "episode_id date observed expected bound p p_calibrated alarm",
        "contributors": "episode_id dimension position code name_vi name_en observed expected share_percent is_new",
    }.items()
}
_KINDS = {
    "Int64": (
        "level episodes_open series_total series_tested tests rejected usable_days missing_days holiday_days "
        "days_above level_without_top source_countries domains position"
    ),
    "boolean": "alarm single_source reopened needs_person is_new",
    "float64": (
        f"{_SCORES} observed expected bound ratio excess p p_calibrated q tone_mean tone_baseline share_percent"
    ),
}
_KIND_OF = {column: kind for kind, columns in _KINDS.items() for column in columns.split()}


def frame(name: str, rows: Sequence[Mapping[str, object]] | pd.DataFrame) -> pd.DataFrame:
    """The table ``name`` of these rows: integers and flags may be missing, numbers are NaN where they are."""
    table = pd.DataFrame(rows, columns=list(COLUMNS[name]))
    return table.astype({column: _KIND_OF.get(str(column), "str") for column in table})
