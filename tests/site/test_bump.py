"""Ranks over years, and the bar that shows a rank with its interval."""

from __future__ import annotations

import pandas as pd
import pytest

from observatory.findings import LANGS, Lang
from observatory.site import numbers
from observatory.site.chart_theme import MAX_SERIES, MODES
from observatory.site.chart_years import bump
from observatory.site.charts import Chart, Labels, figure_html, svg
from observatory.site.templates import _environment
from observatory.tables.model import Text

LABELS = Labels(Text("Hạng", "Ranks"), Text("Ai lên.", "Who rises."), Text("hạng", "rank"), Text("Nguồn", "Source"))


def ranks(places: dict[str, dict[int, float | None]], current: tuple[str, ...] = (), field: int = 9) -> pd.DataFrame:
    rows = [
        {"name_vi": name, "name_en": f"{name} (en)", "year": year, "value": place, "current": name in current}
        for name, years in places.items()
        for year, place in years.items()
    ]
    return pd.DataFrame(rows).astype({"value": "float64"}).assign(field_size=field)


def rows(chart: Chart, lang: Lang = "vi") -> list[dict[str, object]]:
    return chart.specs[lang, "light"]["datasets"]["figures"]  # type: ignore[no-any-return]


def test_only_what_is_current_is_coloured_and_all_are_named_at_the_end() -> None:
    chart = bump("thu", ranks({"A": {2024: 2, 2025: 1}, "B": {2024: 1, 2025: 2}}, current=("B",)), LABELS)
    ends = {row["end"]: row["current"] for row in rows(chart) if row.get("end")}
    assert ends == {"1 A": False, "2 B": True}
    assert {row["end"] for row in rows(chart, "en") if row.get("end")} == {"1 A (en)", "2 B (en)"}
    # The coloured ones come first, so that theirs are the first colours.
    assert next(row["name"] for row in rows(chart)) == "B"


def test_equal_ranks_share_one_name() -> None:
    chart = bump("thu", ranks({"A": {2025: 1}, "B": {2025: 1}, "C": {2025: 3}}, current=("B",)), LABELS)
    assert {row["end"] for row in rows(chart) if row.get("end")} == {"1 B, A", "3 C"}


def test_a_year_without_a_rank_interrupts_the_line_and_is_a_dash() -> None:
    chart = bump("thu", ranks({"A": {2023: 1, 2024: None, 2025: 1}, "B": {2023: 2, 2024: 1, 2025: None}}), LABELS)
    values = {(row["name"], row["year"]): row["value"] for row in rows(chart)}
    assert values == {("A", 2023): 1, ("A", 2024): None, ("A", 2025): 1, ("B", 2023): 2, ("B", 2024): 1}
    assert chart.rows["vi"] == (("A", "1/9", "—", "1/9"), ("B", "2/9", "1/9", "—"))
    assert not [row for row in rows(chart) if row["name"] == "B" and row.get("end")]


def test_ranks_out_of_different_numbers_are_not_joined() -> None:
    frame = ranks({"A": {2022: 1, 2023: 1, 2024: 1, 2025: 1}})
    frame["field_size"] = [9, 9, 10, 9]
    fields = [row["field"] for row in rows(bump("thu", frame, LABELS))]
    assert fields[0] == fields[1] and len({*fields}) == 3
    assert all("{'field': 'field'" in str(spec) for spec in bump("thu", frame, LABELS).specs.values())


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_drawn_and_grows_with_the_ranks(lang: Lang) -> None:
    many = ranks({f"T{n}": {2024: n, 2025: 31 - n} for n in range(1, 31)}, current=("T1",))
    chart = bump("thu", many, LABELS)
    drawn = svg(chart.specs[lang, "light"], lang)
    assert "1 T30" in drawn and "role-mark" in drawn
    assert chart.height > bump("ba", ranks({"A": {2025: 3}}), LABELS).height
    assert {chart.specs[lang, mode]["height"] for mode in MODES} == {chart.height}
    assert "<table" in figure_html(chart, lang, "../")


def test_too_many_colours_are_refused() -> None:
    names = tuple(f"T{n}" for n in range(MAX_SERIES + 1))
    with pytest.raises(ValueError, match="more than"):
        bump("thu", ranks({name: {2025: 1} for name in names}, current=names), LABELS)
    with pytest.raises(ValueError, match="field_size"):
        bump("thu", ranks({"A": {2025: 1}}).drop(columns="field_size"), LABELS)


def interval(lang: Lang, **given: object) -> str:
    given = {"low": 2, "high": 6, "rank": 3, "n": 9} | given
    source = '{% import "macros.html" as m %}{{ m.interval(say, low, high, rank, n) }}'
    said = {"say": lambda vi, en: vi if lang == "vi" else en}
    return _environment(lang).from_string(source).render(**given, **said)


def test_an_interval_is_drawn_to_scale_and_told_in_words() -> None:
    html = interval("vi")
    assert "hạng 3 (từ 2 đến 6)" in html and "rank 3 (from 2 to 6)" in interval("en")
    assert '<rect class="obs-interval__range" x="10" y="15" width="50"' in html
    assert '<rect class="obs-interval__rank" x="20"' in html and 'viewBox="0 0 90 100"' in html
    assert "style=" not in html


@pytest.mark.parametrize("missing", ["low", "high", "rank", "n"])
def test_an_interval_that_is_not_known_is_a_dash(missing: str) -> None:
    html = interval("vi", **{missing: None})
    assert "<svg" not in html and numbers.DASH in html
