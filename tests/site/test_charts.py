from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from observatory.findings import LANGS
from observatory.site import chart_rows, chart_years
from observatory.site.chart_theme import MAX_SERIES, MODES, PALETTES, WIDTH, recolour
from observatory.site.charts import Chart, Labels, figure_html, svg, vega_bundle, write
from observatory.tables.model import Text

BACKGROUNDS = {"light": "#ffffff", "dark": "#1e2129"}
NAMES = [("Việt Nam", "Viet Nam"), ("Thái Lan", "Thailand"), ("Ma-lai-xi-a", "Malaysia")]
LABELS = Labels(
    Text("Chỉ số quyền lực mềm", "Soft power index"),
    Text("Việt Nam tăng bậc.", "Viet Nam rises."),
    Text("điểm", "points"),
    Text("Brand Finance", "Brand Finance"),
    "tai-ve/reference/country-reputation/data/values.csv",
)


def years(values: dict[int, float | None], name: tuple[str, str] = NAMES[0]) -> pd.DataFrame:
    rows = [{"name_vi": name[0], "name_en": name[1], "year": year, "value": value} for year, value in values.items()]
    return pd.DataFrame(rows).astype({"value": "float64"})


def countries(**columns: list[float | None]) -> pd.DataFrame:
    named = pd.DataFrame(NAMES, columns=["name_vi", "name_en"])
    return named.assign(**columns, current=[True, False, False])


def line() -> Chart:
    frame = pd.concat([years({2020: 1.0, 2021: 2.5, 2024: 3.0}), years({2020: 4.0, 2021: 5.0}, NAMES[1])])
    return chart_years.line("duong", frame, LABELS)


def months() -> Chart:
    rows = [{"year": y, "month": m, "value": 1e6 + m} for y in (2025, 2026) for m in range(1, 7)]
    return chart_years.months("thang", pd.DataFrame(rows).assign(estimate=lambda f: f["month"] == 6), LABELS)


def path() -> Chart:
    rows = [{"year": y, "value": 20.0 + y - 2025, "kind": "path"} for y in range(2025, 2031)]
    rows.append({"year": 2025, "value": 21.2, "kind": "result"})
    return chart_years.target_path("duong-di", pd.DataFrame(rows), LABELS)


def bars() -> Chart:
    frame = countries(value=[1234.56, None, 30.0], rank=[52, None, 3], field_size=[193, None, 193])
    return chart_rows.bar("cot", frame, LABELS)


def ranks() -> Chart:
    return chart_rows.rank_dots("hang", countries(value=[52, None, 3], field_size=[193, None, 193]), LABELS)


def intervals() -> Chart:
    frame = countries(value=[6.1, None, 5.9], low=[6.0, None, 5.8], high=[6.2, None, 6.0])
    return chart_rows.interval("khoang", frame, LABELS)


def medians() -> Chart:
    frame = countries(value=[5.1, 6.0, None], median=[5.5, 5.9, 5.0])
    return chart_rows.dot_median("trung-vi", frame, LABELS, unit=Text("Đà Nẵng", "Da Nang"))


ALL: list[Callable[[], Chart]] = [line, months, path, bars, ranks, intervals, medians]


def figures(chart: Chart, lang: str = "vi") -> list[dict[str, object]]:
    return chart.specs[lang, "light"]["datasets"]["figures"]  # type: ignore[index,no-any-return]


@pytest.mark.parametrize("make", ALL)
def test_drawings_fit_their_frame_and_show_marks(make: Callable[[], Chart]) -> None:
    chart = make()
    for lang in LANGS:
        drawing = svg(chart.specs[lang, "light"], lang)
        assert f'width="{WIDTH}" height="{chart.height}" viewBox="0 0 {WIDTH} {chart.height}"' in drawing
        assert 'class="mark-' in drawing
        assert "NaN" not in drawing


@pytest.mark.parametrize("make", ALL)
def test_dark_drawing_is_the_light_one_in_other_colours(make: Callable[[], Chart]) -> None:
    chart = make()
    light = svg(chart.specs["vi", "light"], "vi")
    assert recolour(light) == svg(chart.specs["vi", "dark"], "vi")
    assert not re.search('="(?:' + "|".join(map(re.escape, colours("light"))) + ')"', recolour(light))


@pytest.mark.parametrize("make", ALL)
def test_same_frame_same_chart(make: Callable[[], Chart]) -> None:
    first, second = make(), make()
    assert json.dumps(dict(first.specs["vi", "dark"])) == json.dumps(dict(second.specs["vi", "dark"]))
    assert svg(first.specs["en", "light"], "en") == svg(second.specs["en", "light"], "en")


def test_missing_years_break_the_line() -> None:
    vietnam = [(row["year"], row["value"]) for row in figures(line()) if row["name"] == "Việt Nam"]
    assert vietnam == [(2020, 1.0), (2021, 2.5), (2022, None), (2023, None), (2024, 3.0)]
    alone = chart_years.line("mot", years({2020: 1.0, 2021: 2.0, 2023: 4.0, 2024: 5.0}), LABELS)
    stroke = PALETTES["light"].series[0]
    drawn = re.findall(rf'<path [^>]*d="([^"]+)"[^>]*stroke="{stroke}"', svg(alone.specs["vi", "light"], "vi"))
    lines = next(d for d in drawn if "L" in d)
    assert lines.count("M") == 2
    assert lines.count("L") == 2


def test_a_missing_year_given_as_a_row_is_a_gap_too() -> None:
    chart = chart_years.line("mot", years({2020: 1.0, 2021: None, 2022: 3.0}), LABELS)
    assert [row["value"] for row in figures(chart)] == [1.0, None, 3.0]
    assert [row[1] for row in chart.rows["vi"]] == ["3,0", "1,0"]


def test_the_current_series_comes_first() -> None:
    frame = pd.concat([years({2020: 4.0}, NAMES[1]).assign(current=False), years({2020: 1.0}).assign(current=True)])
    chart = chart_years.line("mot", frame, LABELS)
    assert [text.vi for text in chart.header] == ["Năm", "Việt Nam", "Thái Lan"]


def test_tables_are_written_in_each_language() -> None:
    assert bars().rows["vi"][0] == ("Việt Nam", "1.234,6", "52/193")
    assert bars().rows["en"][0] == ("Viet Nam", "1,234.6", "52/193")
    assert bars().rows["vi"][1] == ("Thái Lan", "—", "—")
    assert [row["label"] for row in figures(bars())] == ["1.234,6 (52/193)", "—", "30,0 (3/193)"]
    assert line().rows["en"] == (("2024", "3.0", "—"), ("2021", "2.5", "5.0"), ("2020", "1.0", "4.0"))
    assert intervals().rows["vi"] == (
        ("Việt Nam", "6,10", "6,00 – 6,20"),
        ("Thái Lan", "—", "—"),
        ("Ma-lai-xi-a", "5,90", "5,80 – 6,00"),
    )
    assert months().rows["vi"][0] == ("1", "1.000.001", "1.000.001")
    assert path().rows["en"][0] == ("2025", "20.0", "21.2")
    assert medians().rows["en"][2] == ("Malaysia", "—", "5.00")


def test_axes_follow_the_language() -> None:
    chart = months()
    assert ">1.000.000</text>" in svg(chart.specs["vi", "light"], "vi")
    assert ">1,000,000</text>" in svg(chart.specs["en", "light"], "en")


def test_rows_keep_their_order_though_one_is_missing() -> None:
    for chart in (bars(), ranks()):
        drawing = svg(chart.specs["vi", "light"], "vi")
        places = [drawing.index(f">{name}</text>") for name, _ in NAMES]
        heights = [float(re.findall(r"translate\([\d.-]+,([\d.]+)\)", drawing[:place])[-1]) for place in places]
        assert heights == sorted(heights)


def test_estimates_are_said_to_be_so() -> None:
    title = months().specs["vi", "light"]["title"]["text"]
    assert "ước tính" in " ".join(title)
    assert "ước tính" not in " ".join(line().specs["vi", "light"]["title"]["text"])


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"name_vi": ["a"], "name_en": ["a"]}), "value"),
        (countries(value=[1, 2, 3]).iloc[:0], "nothing"),
        (pd.concat([countries(value=[1, 2, 3])] * 2), "twice"),
    ],
)
def test_a_frame_that_cannot_be_drawn_is_refused(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        chart_rows.bar("cot", frame, LABELS)


def test_too_much_for_one_chart_is_refused() -> None:
    frames = [years({2020: 1.0}, (f"N{n}", f"N{n}")) for n in range(MAX_SERIES + 1)]
    with pytest.raises(ValueError, match="series"):
        chart_years.line("duong", pd.concat(frames), LABELS)
    with pytest.raises(ValueError, match="3 years"):
        chart_years.months("thang", pd.DataFrame({"year": [1, 2, 3], "month": 1, "value": 1.0}), LABELS)
    with pytest.raises(ValueError, match="draft"):
        frame = pd.DataFrame({"year": [2025], "value": [1.0], "kind": ["draft"]})
        chart_years.target_path("duong", frame, LABELS)


@pytest.mark.parametrize("chart_id", ["", "A", "a b", "../a", 'a"b', "a--b", "ă"])
def test_ids_that_are_no_file_names_are_refused(chart_id: str) -> None:
    with pytest.raises(ValueError, match="not a chart id"):
        chart_rows.bar(chart_id, countries(value=[1, 2, 3]), LABELS)


def test_write_leaves_all_files_and_the_same_bytes_twice(tmp_path: Path) -> None:
    charts = [line(), bars()]
    for site in (tmp_path / "a", tmp_path / "b"):
        assert write(charts, site, tmp_path / "kept" / site.name) == 2 * 2 * 2 * 2 + 2
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*"))
    assert Path("bieu-do/duong.vi.dark.svg") in files
    assert Path("bieu-do/cot.en.light.vl.json") in files
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    number = json.loads((tmp_path / "a/bieu-do/locale.vi.json").read_text(encoding="utf-8"))["number"]
    assert (number["decimal"], number["thousands"]) == (",", ".")
    live = json.loads((tmp_path / "a/bieu-do/cot.vi.dark.vl.json").read_text(encoding="utf-8"))
    assert live["width"] == "container"
    with pytest.raises(ValueError, match="duong"):
        write([line(), line()], tmp_path, tmp_path / "kept")


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


def test_figure_is_whole_without_scripts() -> None:
    page = Elements(figure_html(bars(), "vi", "../../"))
    light, dark = page.all("img")
    assert (light["src"], dark["src"]) == (
        "../../bieu-do/cot.vi.light.svg",
        "../../bieu-do/cot.vi.dark.svg",
    )
    assert light["alt"] == "Việt Nam tăng bậc."
    assert (light["width"], light["height"]) == (str(WIDTH), str(bars().height))
    assert "hidden" in page.all("button")[0]
    assert [link["href"] for link in page.all("a")] == [
        "../../bieu-do/cot.vi.light.svg",
        "../../bieu-do/cot.vi.light.vl.json",
        "../../tai-ve/reference/country-reputation/data/values.csv",
    ]
    assert "1.234,6" in page.text
    assert "Nguồn: Brand Finance" in page.text
    assert not any("style" in attributes for _, attributes in page.seen)


def test_foreign_text_stays_text() -> None:
    evil = '<img src=x onerror=alert(1)>"&]]>'
    text = Text(evil, evil)
    frame = countries(value=[1, 2, 3]).assign(name_vi=[evil, "b", "c"])
    chart = chart_rows.bar("cot", frame, replace(LABELS, title=text, description=text, unit=text, source=text))
    page = Elements(figure_html(chart, "vi", ""))
    assert len(page.all("img")) == 2
    assert page.all("img")[0]["alt"] == evil
    assert page.text.count(evil) == 5
    drawing = svg(chart.specs["vi", "light"], "vi")
    assert "<img" not in drawing
    series = years({2020: 1.0}, (evil, "b"))
    chart = chart_years.line("duong", pd.concat([series, years({2020: 2.0})]), LABELS)
    assert chart.specs["vi", "light"]["layer"][0]["encoding"]["color"]["scale"]["domain"][0] == evil


def test_bundle_carries_the_live_charts() -> None:
    assert "window.vegaEmbed" in vega_bundle()
    assert vega_bundle() is vega_bundle()


def colours(mode: str) -> list[str]:
    palette = PALETTES[mode]  # type: ignore[index]
    return [
        palette.ink,
        palette.grid,
        palette.current,
        palette.plain,
        palette.earlier,
        *palette.series,
    ]


def linear(colour: str) -> list[float]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, relative luminance and contrast ratio."""
    a, b = (
        sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        for colour in (first, second)
    )
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_colours_stand_out_from_the_page(mode: str) -> None:
    palette, page = PALETTES[mode], BACKGROUNDS[mode]  # type: ignore[index]
    assert contrast(palette.ink, page) >= 7
    for colour in (palette.current, palette.plain, *palette.series):
        assert contrast(colour, page) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_colours_differ_to_readers_with_red_green_blindness(mode: str) -> None:
    """Machado, Oliveira and Fernandes (2009), severity 1; distance in CIE L*a*b*."""
    palette = PALETTES[mode]  # type: ignore[index]
    pairs = [*itertools.combinations(palette.series, 2), (palette.current, palette.plain)]
    for matrix in (PROTANOPIA, DEUTERANOPIA):
        for first, second in pairs:
            apart = sum((a - b) ** 2 for a, b in zip(lab(first, matrix), lab(second, matrix), strict=True))
            assert apart**0.5 >= 10, (first, second)


PROTANOPIA = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
TO_XYZ = (
    (0.4124 / 0.95047, 0.3576 / 0.95047, 0.1805 / 0.95047),
    (0.2126, 0.7152, 0.0722),
    (0.0193 / 1.08883, 0.1192 / 1.08883, 0.9505 / 1.08883),
)


def lab(colour: str, seen_by: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    rgb = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear(colour), strict=True)))) for row in seen_by]
    xyz = [sum(a * b for a, b in zip(row, rgb, strict=True)) for row in TO_XYZ]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_ranks_out_of_different_numbers_are_not_joined() -> None:
    frame = years({2023: 69.0, 2024: 53.0, 2025: 52.0}).assign(field_size=[121, 193, 193])
    joined = chart_years.line("hang", frame.assign(field_size=193), LABELS, ranks=True)
    parted = chart_years.line("hang", frame, LABELS, ranks=True)
    drawings = [svg(chart.specs["vi", "light"], "vi") for chart in (joined, parted)]
    strokes = [drawing.count('aria-roledescription="line mark"') for drawing in drawings]
    assert strokes == [1, 2]
