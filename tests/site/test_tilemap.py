from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.findings import Lang
from observatory.site.tilemap import Classes, TileValue, classes, tile_map

REPOSITORY = Path(__file__).resolve().parents[2]
GRID = REPOSITORY / "datasets" / "reference" / "tile-grid" / "data"
UNITS = REPOSITORY / "datasets" / "reference" / "provincial-units" / "data"
LEVEL = "province34"


def units() -> pd.DataFrame:
    rows = [
        ("48", "DNA", 4, 9, "Đà Nẵng", "Da Nang", "Thành phố Đà Nẵng", "Da Nang City"),
        ("56", "KHO", 4, 13, "Khánh Hoà", "Khanh Hoa", "Tỉnh Khánh Hoà", "Khanh Hoa Province"),
        ("01", "HNO", 2, 2, "Hà Nội", "Hanoi", "Thành phố Hà Nội", "Hanoi City"),
    ]
    columns = ["code", "short", "col", "row", "name_vi", "name_en", "full_name_vi", "full_name_en"]
    return pd.DataFrame(rows, columns=columns).assign(level=LEVEL)


def archipelagos() -> pd.DataFrame:
    rows = [
        ("Quần đảo Hoàng Sa", "Hoang Sa archipelago", "HS", "48", 6, 9),
        ("Quần đảo Trường Sa", "Truong Sa archipelago", "TS", "56", 6, 13),
    ]
    return pd.DataFrame(rows, columns=["name_vi", "name_en", "short", "code", "col", "row"]).assign(level=LEVEL)


def link(level: str, code: str) -> str:
    return f"../{level}-{code}/"


class Tile:
    def __init__(self, attributes: dict[str, str | None]) -> None:
        self.attributes = attributes
        self.rect: dict[str, str | None] = {}
        self.title = ""
        self.texts: list[str] = []

    @property
    def classes(self) -> set[str]:
        return set((self.attributes["class"] or "").split())


class Map(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tiles: list[Tile] = []
        self.inside = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.by_title = {tile.title.split(":")[0]: tile for tile in self.tiles}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self.tiles.append(Tile(dict(attrs)))
        elif tag == "rect":
            self.tiles[-1].rect = dict(attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.inside = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.tiles[-1].title += data
        elif self.inside == "text":
            self.tiles[-1].texts.append(data)


VALUES = {
    (LEVEL, "48"): TileValue("q3", "41,2", "41,2 (hạng 5/29)"),
    (LEVEL, "56"): TileValue("q1", "40,0", "40,0 (hạng 9/29)"),
    (LEVEL, "01"): TileValue("none", "—", "chưa đủ dữ liệu"),
}


@pytest.mark.parametrize(
    ("lang", "hoang_sa", "truong_sa", "labels"),
    [
        (
            "vi",
            "Quần đảo Hoàng Sa (thành phố Đà Nẵng)",
            "Quần đảo Trường Sa (tỉnh Khánh Hoà)",
            ("Hoàng Sa", "Trường Sa"),
        ),
        (
            "en",
            "Hoang Sa archipelago (Da Nang City)",
            "Truong Sa archipelago (Khanh Hoa Province)",
            ("Hoang Sa", "Truong Sa"),
        ),
    ],
)
def test_archipelagos_repeat_their_unit(lang: Lang, hoang_sa: str, truong_sa: str, labels: tuple[str, str]) -> None:
    drawn = Map(tile_map(units(), archipelagos(), lang, link=link, values=VALUES))
    for name, code, label in ((hoang_sa, "48", labels[0]), (truong_sa, "56", labels[1])):
        tile = drawn.by_title[name]
        value = VALUES[LEVEL, code]
        assert "archipelago" in tile.classes
        assert tile.rect["class"] == value.css_class
        assert tile.texts == [label, value.text]
        assert tile.attributes["href"] == link(LEVEL, code)


@pytest.mark.parametrize("values", [None, VALUES])
def test_archipelagos_are_drawn_without_figures_too(values: dict[tuple[str, str], TileValue] | None) -> None:
    drawn = Map(tile_map(units(), archipelagos(), "vi", link=link, values=values))
    assert len(drawn.tiles) == 5
    assert sum("archipelago" in tile.classes for tile in drawn.tiles) == 2


@pytest.mark.parametrize("keep", [[], [0], [1]])
def test_a_map_without_an_archipelago_is_refused(keep: list[int]) -> None:
    with pytest.raises(ValueError, match="archipelago"):
        tile_map(units(), archipelagos().iloc[keep], "vi", link=link)


def test_an_archipelago_under_another_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="HS"):
        tile_map(units(), archipelagos().assign(code=["51", "56"]), "vi", link=link)
    with pytest.raises(ValueError, match="not on the map"):
        tile_map(units().query("code != '48'"), archipelagos(), "vi", link=link)


def test_two_tiles_on_one_place_are_refused() -> None:
    with pytest.raises(ValueError, match="one place"):
        tile_map(units().assign(col=2, row=2), archipelagos(), "vi", link=link)


def test_tiles_say_what_they_show() -> None:
    drawn = Map(tile_map(units(), archipelagos(), "vi", link=link, values=VALUES, current=(LEVEL, "01")))
    titles = [tile.title for tile in drawn.tiles]
    assert "Đà Nẵng: 41,2 (hạng 5/29)" in titles
    tile = drawn.by_title["Hà Nội"]
    assert tile.texts == ["HNO", "—"]
    assert tile.classes == {"tile", "unit", "t-dark", "current"}
    assert tile.attributes["aria-current"] == "true"
    assert tile.rect["class"] == "none current"
    assert drawn.by_title["Đà Nẵng"].classes == {"tile", "unit", "t-light"}
    assert sum("aria-current" in tile.attributes for tile in drawn.tiles) == 1


def test_legend_swatches_follow_the_classes() -> None:
    legend = classes(pd.Series([40.0, 41.0, 45.0])).legend("vi")
    html = tile_map(units(), archipelagos(), "vi", link=link, legend=legend)
    assert html.count('<span class="obs-swatch ') == 6
    assert "40,0 – 41,0" in html
    assert "obs-legend" not in tile_map(units(), archipelagos(), "vi", link=link)


def test_foreign_text_stays_text() -> None:
    evil = '"><script>alert(1)</script>'
    values = {(LEVEL, "48"): TileValue("q0", evil, evil)}
    html = tile_map(
        units().assign(name_vi=evil),
        archipelagos(),
        "vi",
        link=lambda *_: evil,
        values=values,
        legend=[("q0", evil)],
        label=evil,
    )
    assert "<script" not in html
    assert escape(evil) in html
    assert not any("style" in attributes for _, attributes in Map(html).tags)


@given(st.lists(st.floats(0, 100) | st.none(), max_size=40))
def test_classes_are_of_equal_width_and_keep_the_order(figures: list[float | None]) -> None:
    found = classes(pd.Series(figures, dtype="float64"))
    assert [found.of(figure) == "none" for figure in figures] == [figure is None for figure in figures]
    known = sorted(figure for figure in figures if figure is not None)
    names = [found.of(figure) for figure in known]
    assert names == sorted(names)
    assert set(names) <= {"q0", "q1", "q2", "q3", "q4"}
    if known and known[0] < known[-1]:
        assert (names[0], names[-1]) == ("q0", "q4")
        widths = [high - low for low, high in zip(found.cuts, found.cuts[1:], strict=False)]
        assert widths == pytest.approx([widths[0]] * 5, abs=1e-9)


def test_no_figures_no_classes() -> None:
    assert classes(pd.Series([], dtype="float64")) == Classes(())
    assert Classes(()).of(1.0) == "none"
    assert classes(pd.Series([7.0, 7.0])).of(7.0) == "q0"


@pytest.mark.skipif(not GRID.is_dir(), reason="datasets/reference/tile-grid is absent")
def test_the_34_units_and_both_archipelagos() -> None:
    def read(path: Path) -> pd.DataFrame:
        return pd.read_csv(path, dtype={"code": str})

    statuses = read(UNITS / "statuses.csv").query("valid_to.isna()")
    named = read(UNITS / "units.csv")[["level", "code", "name_vi", "name_en"]]
    full = statuses[["level", "code", "full_name_vi", "full_name_en"]]
    key = ["level", "code"]
    tiles = read(GRID / "tiles.csv").merge(named, on=key, validate="1:1").merge(full, on=key, validate="1:1")
    drawn = Map(tile_map(tiles, read(GRID / "archipelagos.csv"), "vi", link=link))
    assert len(drawn.tiles) == 36
    assert "Quần đảo Hoàng Sa (thành phố Đà Nẵng)" in drawn.by_title
    assert sum(title.startswith("Quần đảo Trường Sa (tỉnh Khánh H") for title in drawn.by_title) == 1
