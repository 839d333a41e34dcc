"""Results of a build with some of their rows changed, for states that no data show yet."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from observatory.site.site import Site


def with_tables(site: Site, package: str, **frames: pd.DataFrame) -> Site:
    """``site`` with the frames of some tables of a result package replaced; columns not given are missing."""
    result = site.results[package]
    tables = {
        name: replace(table, frame=frames[name].reindex(columns=[field.name for field in table.fields]))
        for name, table in result.tables.items()
        if name in frames
    }
    assert set(tables) == set(frames)
    changed = replace(result, tables={**result.tables, **tables})
    return replace(site, results={**site.results, package: changed})
