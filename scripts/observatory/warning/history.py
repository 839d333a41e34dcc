"""What was known at the end of each of many days, from one run: the same as running the policy as of every one."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from observatory.warning import episode_rows
from observatory.warning.episode_rows import Row, Settled
from observatory.warning.grid import grid
from observatory.warning.names import Names
from observatory.warning.policy import cells
from observatory.warning.rules import Rules
from observatory.warning.scan import days
from observatory.warning.why import Why


def history(
    daily: pd.DataFrame, coverage: pd.DataFrame, domains: pd.DataFrame, rules: Rules, names: Names, since: str
) -> Iterator[tuple[str, list[Row]]]:
    """Each day from ``since`` (ISO) on, with the rows of the table ``episodes`` as ``policy.run`` gives them as of it.

    The tables are those that ``policy.run`` takes; without a day of coverage there is nothing.
    """
    found = grid(daily, coverage, list(names.provinces), list(names.topics))
    listed = cells(domains)
    why: Why | None = None
    settled: Settled = {}
    for day, scanned in zip(found.days, days(found, rules), strict=True):
        why = why or Why(found, scanned, listed, rules)
        if day >= since:
            yield day, episode_rows.episodes(found, scanned, why, rules, names, settled)
