"""Tile maps as the pages ask for them: figures by unit, in classes, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from observatory.findings import Lang
from observatory.site import numbers
from observatory.site.site import LEVEL, Site, records, unit_slug
from observatory.site.tilemap import TileValue, classes, tile_map
from observatory.tables.model import Text

_GRID = "reference/tile-grid"


@dataclass(frozen=True)
class TileMap:
    """A map that a template puts into a language.

    ``values`` are figures by unit code (``None`` where there is none), ``details`` what the tile of a
    unit says beside its name, ``unclassed`` the codes whose figure is shown but has no class. ``page`` gives
    the address that the tile of a unit leads to.
    """

    site: Site
    title: Text
    values: Mapping[str, float | None]
    details: Mapping[str, Text]
    decimals: int
    unclassed: frozenset[str] = frozenset()
    current: str = ""
    page: Callable[[Mapping[str, Any]], str] = unit_slug

    def html(self, lang: Lang, url: Callable[[str], str]) -> str:
        """The map; ``url`` gives the link to the page of a slug."""
        classed = {code: value for code, value in self.values.items() if code not in self.unclassed}
        binned = classes(pd.Series(classed, dtype="float64"))
        tiles = {
            (LEVEL, code): TileValue(
                binned.of(classed.get(code)),
                "" if value is None else numbers.number(value, lang, self.decimals),
                self.details[code].get(lang) if code in self.details else "",
            )
            for code, value in self.values.items()
        }
        units = pd.DataFrame(list(self.site.units.values()))
        tiled = units.merge(self.site.data(_GRID, "tiles"), on=["level", "code"], suffixes=("", "_tile"))
        return tile_map(
            tiled,
            self.site.data(_GRID, "archipelagos"),
            lang,
            link=lambda _level, code: url(self.page(self.site.units[code])),
            values=tiles,
            legend=binned.legend(lang, self.decimals) if binned.cuts else (),
            current=(LEVEL, self.current) if self.current else None,
            label=self.title.get(lang),
        )


def local_pilot_map(site: Site, current: str = "") -> TileMap:
    """The pilot table of localities on the map: scores, with no class for units that are not ranked."""
    rows = records(site.result("local-index-pilot", "scores"))
    return TileMap(
        site=site,
        title=Text("Điểm PAPI 2024, bảng thử nghiệm", "PAPI 2024 score, pilot table"),
        values={row["code"]: row["score"] for row in rows},
        details={row["code"]: Text(_told(row, "vi"), _told(row, "en")) for row in rows},
        decimals=1,
        unclassed=frozenset(row["code"] for row in rows if not row["ranked"]),
        current=current,
    )


def _told(row: Mapping[str, Any], lang: Lang) -> str:
    if not row["ranked"]:
        return "chưa đủ dữ liệu để xếp hạng" if lang == "vi" else "not enough data to be ranked"
    place = numbers.rank(row["rank"], row["field_size"], lang)
    return f"{numbers.number(row['score'], lang, 2)} ({'hạng' if lang == 'vi' else 'rank'} {place})"
