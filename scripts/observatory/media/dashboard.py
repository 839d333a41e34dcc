"""Tables of the dashboard: the days, the months, what they are made of, and one period beside another.

Breakdowns are of complete days, see ``measures``. The tone of a part is weighted by its mentions, because the daily
table does not say how many of them have one.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from observatory.media.measures import KINDS, NATION, Collected, measures, period_ids

MEASURES = ("mentions_per_day", "tone_mean", "share_negative", "share_of_all_news", "source_countries", "languages")
_WEEK = 7


def days(found: Collected) -> pd.DataFrame:
    """The days of the nation; ``mentions_week`` is the mean of the complete ones among the last seven days."""
    table = found.days
    if table.empty:
        return table.assign(mentions_week=pd.Series(dtype="float64"))
    dates = pd.to_datetime(table["date"])
    counted = pd.Series(table["mentions"].astype("float64").where(table["complete"]).to_numpy(), index=dates)
    week = counted.asfreq("D").rolling(_WEEK, min_periods=1).mean()
    return table.assign(mentions_week=week.loc[dates].to_numpy())


def months(found: Collected) -> pd.DataFrame:
    """The months of the nation with the measures of their complete days."""
    return measures(found, "month", [NATION]).rename(columns={"period_id": "year_month"})


def breakdown(found: Collected, dimension: str, names: pd.DataFrame) -> pd.DataFrame:
    """Mentions of the nation by month and value of one of the dimensions, with the share in all of the month.

    ``names`` has the values as ``code`` with ``name_vi`` and ``name_en``. A mention may have several topics, so
    their shares add up to more than 1.
    """
    parts = found.parts[dimension]
    rows = parts[parts["place"] == NATION]
    weight = rows["mentions"]
    sums = (
        rows.assign(
            year_month=period_ids(rows["date"], "month"),
            tone_sum=rows["tone_mean"] * weight,
            tone_rows=weight.where(rows["tone_mean"].notna()),
            negative=rows["share_negative"] * weight,
            toned=weight.where(rows["share_negative"].notna()),
        )
        .groupby(["year_month", "code"])[["mentions", "tone_sum", "tone_rows", "negative", "toned"]]
        .sum(min_count=1)
        .reset_index()
    )
    every = months(found)[["year_month", "mentions"]].rename(columns={"mentions": "every"})
    table = sums.merge(every, on="year_month", how="left")
    table = table.merge(names, on="code", how="left").rename(columns={"code": dimension})
    return table.assign(
        share=table["mentions"] / table["every"].where(table["every"] > 0),
        tone_mean=table["tone_sum"] / table["tone_rows"].where(table["tone_rows"] > 0),
        share_negative=table["negative"] / table["toned"].where(table["toned"] > 0),
    )


def provinces(found: Collected, units: pd.DataFrame) -> pd.DataFrame:
    """The months of each province of ``units`` (``code``, ``name_vi``, ``name_en``) that have a complete day.

    ``share`` is that of the nation's mentions; a mention may name several provinces, or none.
    """
    table = measures(found, "month", list(units["code"]))
    table = table[table["days_complete"] > 0].rename(columns={"period_id": "year_month", "place": "province_code"})
    every = months(found)[["year_month", "mentions"]].rename(columns={"mentions": "every"})
    table = table.merge(every, on="year_month").merge(
        units.rename(columns={"code": "province_code"}), on="province_code"
    )
    return table.assign(share=table["mentions"] / table["every"].where(table["every"] > 0))


def periods(found: Collected) -> pd.DataFrame:
    """Every month, quarter and year of the nation (``kind``) that holds a day."""
    return pd.concat([measures(found, kind, [NATION]).assign(kind=kind) for kind in KINDS], ignore_index=True)


def changes(table: pd.DataFrame, least: float) -> pd.DataFrame:
    """Each of ``periods`` against the one before it and the same one a year before, where there is such a period.

    ``before``, ``after`` and ``change_percent`` are missing unless both periods have at least the share ``least`` of
    their days complete; tone, which has no natural zero, has no ``change_percent``.
    """
    parts = [
        _against(table[table["kind"] == kind], label, shift, least) for kind in KINDS for label, shift in _shifts(kind)
    ]
    return pd.concat(parts, ignore_index=True)


def _shifts(kind: str) -> Sequence[tuple[str, int]]:
    """What a period is held against, and how many periods of its kind before it that lies."""
    a_year = {"month": 12, "quarter": 4, "year": 1}[kind]
    return [("previous", 1)] if a_year == 1 else [("previous", 1), ("year-before", a_year)]


def _against(rows: pd.DataFrame, label: str, shift: int, least: float) -> pd.DataFrame:
    earlier = [_earlier(one, shift) for one in rows["period_id"]]
    whole = rows["days_complete"] >= least * rows["days"]
    values = rows[["period_id", *MEASURES]].astype(dict.fromkeys(MEASURES, "float64"))
    values[list(MEASURES)] = values[list(MEASURES)].where(whole, axis=0)
    long = values.melt("period_id", var_name="measure")
    after = long.merge(rows.assign(against=pd.Series(earlier, index=rows.index, dtype="str"))[["period_id", "against"]])
    pairs = after.rename(columns={"value": "after"}).merge(
        long.rename(columns={"period_id": "against", "value": "before"}), on=["against", "measure"]
    )
    both = pairs["before"].notna() & pairs["after"].notna()
    pairs[["before", "after"]] = pairs[["before", "after"]].where(both, axis=0)
    rising = (pairs["after"] / pairs["before"].where(pairs["before"] > 0) - 1) * 100
    return pairs.assign(kind=label, change_percent=rising.where(pairs["measure"] != "tone_mean"))


def _earlier(period_id: str, shift: int) -> str:
    """The period of the same kind that lies ``shift`` before."""
    text = str(pd.Period(period_id.replace("-Q", "Q")) - shift)
    return text.replace("Q", "-Q")
