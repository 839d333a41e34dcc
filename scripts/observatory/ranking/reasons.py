"""Why a unit is shown without a rank, in words."""

from __future__ import annotations

import pandas as pd

FORMER_VALUES = {"vi": "số liệu của các tỉnh cũ", "en": "values of the former provinces"}


def too_little_data(
    ranked: pd.Series[bool],
    present: pd.Series[int],
    total: pd.Series[int],
    needed: float,
    what: dict[str, str],
) -> pd.DataFrame:
    """Columns ``reason_vi`` and ``reason_en``, empty for the units that are ranked.

    ``present`` of ``total`` values are there, ``needed`` (0 to 1) would be enough; ``what`` names the
    values in each language.
    """
    rows = []
    for ok, n, of in zip(ranked, present, total, strict=True):
        vi = f"Mới có {n}/{of} {what['vi']}" if n else f"Chưa có {what['vi']} (0/{of})"
        rows.append(
            {
                "reason_vi": None if ok else f"{vi}, chưa đạt mức {needed:.0%}",
                "reason_en": None if ok else f"{n} of {of} {what['en']}, short of the {needed:.0%} required",
            }
        )
    return pd.DataFrame(rows, index=ranked.index, columns=["reason_vi", "reason_en"], dtype=object)
