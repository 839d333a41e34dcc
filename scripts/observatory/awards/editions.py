"""Awards, their editions and laureates: prizes added up, and what keeps a row from being published."""

from __future__ import annotations

import pandas as pd

from observatory.awards.placed import at, rows
from observatory.findings import Finding

KINDS = ("n_special", "n_first", "n_second", "n_third", "n_consolation")
# Without these an edition's prizes are not all known; many editions have no special prize.
USUAL = KINDS[1:]
_EDITION = ["award", "edition"]


def check(editions: pd.DataFrame, rules: pd.DataFrame, laureates: pd.DataFrame) -> list[Finding]:
    """Totals that are not the sum of the prizes, and persons named without a recorded ground.

    The frames are tables of ``reference/awards``; rows may carry the place they stand at.
    """
    added = prizes(editions, rules)
    found = [
        at(row, "award-total-differs", "n_total", row["n_total"], int(total))
        for row, total in zip(rows(editions), added, strict=True)
        if not pd.isna(total) and row["n_total"] is not None and row["n_total"] != total
    ]
    return found + [
        at(row, "award-person-no-ground", "ground", row["person"])
        for row in rows(laureates)
        if row["person"] is not None and row["ground"] is None
    ]


def prizes(editions: pd.DataFrame, rules: pd.DataFrame) -> pd.Series[int]:
    """The prizes of each edition added up: those of each kind, or else those of its rules in every category.

    Missing where neither is known whole.
    """
    by_kind = editions[list(KINDS)].sum(axis=1).where(editions[list(USUAL)].notna().all(axis=1))
    by_rule = rules.groupby(_EDITION, as_index=False)["n_prizes"].sum()
    joined = editions[_EDITION].merge(by_rule, on=_EDITION, how="left").set_index(editions.index)
    return by_kind.astype("Int64").fillna((joined["n_prizes"] * editions["n_categories"]).astype("Int64"))


def summary(awards: pd.DataFrame, editions: pd.DataFrame) -> pd.DataFrame:
    """``awards`` with the number of their editions recorded and the years of the first and the last."""
    years = editions.groupby("award", as_index=False).agg(
        n_editions=("year", "size"), first_year=("year", "min"), last_year=("year", "max")
    )
    return awards.merge(years, on="award", how="left").assign(
        n_editions=lambda joined: joined["n_editions"].fillna(0).astype("Int64")
    )


def named(awards: pd.DataFrame, editions: pd.DataFrame, rules: pd.DataFrame, laureates: pd.DataFrame) -> pd.DataFrame:
    """``editions`` with the names of their award, ``n_prizes`` and the number of laureates recorded."""
    counts = laureates.groupby(_EDITION, as_index=False).agg(n_laureates_recorded=("position", "size"))
    return (
        editions.assign(n_prizes=prizes(editions, rules))
        .rename(columns={"number": "edition_number", "date": "held_on"})
        .merge(awards[["award", "name_vi", "name_en"]], on="award", how="left")
        .merge(counts, on=_EDITION, how="left")
        .assign(n_laureates_recorded=lambda joined: joined["n_laureates_recorded"].fillna(0).astype("Int64"))
    )


def with_words(frame: pd.DataFrame, prizes: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with the words of its ``prize`` and ``theme`` in both languages; missing where it has none.

    ``themes`` has ``code, name_vi, name_en``.
    """
    by_prize, by_theme = prizes.set_index("prize"), themes.set_index("code")
    return frame.assign(
        **{f"prize_{lang}": frame["prize"].map(by_prize[f"name_{lang}"]) for lang in ("vi", "en")},
        **{f"theme_{lang}": frame["theme"].map(by_theme[f"name_{lang}"]) for lang in ("vi", "en")},
    )
