"""Where a model began and where it was replicated, on the tile map of the localities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from observatory.findings import Lang
from observatory.site.award_figures import place_page
from observatory.site.site import LEVEL, Site
from observatory.site.tilemap import NO_CLASS, TileValue, tile_map
from observatory.tables.model import Text

_GRID = "reference/tile-grid"
_REPLICATED = Text("nơi đã áp dụng, với năm đầu tiên", "replicated here, with the first year")
_ORIGIN = Text("nơi khởi xướng", "begun here")
_BOTH = Text("nơi khởi xướng, nay áp dụng tiếp", "begun here and taken further")
_NONE = Text("chưa ghi nhận", "none on record")


@dataclass(frozen=True)
class ModelMap:
    """The map of one model that a template puts into a language.

    ``years`` are the first years of its replications by the code of a locality; ``origin`` is the code of the
    locality that began it, or empty. A tile says it in a word and a year; its colour repeats that.
    """

    site: Site
    title: Text
    years: Mapping[str, int]
    origin: str = ""

    def html(self, lang: Lang, url: Callable[[str], str]) -> str:
        """The map; ``url`` gives the link to the page of a slug."""
        units = pd.DataFrame(list(self.site.units.values()))
        legend = [("q2", _REPLICATED.get(lang)), (NO_CLASS, _NONE.get(lang))]
        return tile_map(
            units.merge(self.site.data(_GRID, "tiles"), on=["level", "code"], suffixes=("", "_tile")),
            self.site.data(_GRID, "archipelagos"),
            lang,
            link=lambda _level, code: url(place_page(self.site, code)),
            values={(LEVEL, code): self._tile(code, lang) for code in self.site.units},
            legend=[("q4", _ORIGIN.get(lang)), *legend] if self.origin else legend,
            label=self.title.get(lang),
        )

    def _tile(self, code: str, lang: Lang) -> TileValue:
        year = "" if code not in self.years else str(self.years[code])
        if code == self.origin:
            return TileValue("q4", year or "★", (_BOTH if year else _ORIGIN).get(lang))
        return TileValue("q2", year, year) if year else TileValue(NO_CLASS, "", _NONE.get(lang))
