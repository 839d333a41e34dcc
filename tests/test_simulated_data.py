"""Simulated figures are marked wherever they go, and no real site takes them in or lets them out."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from observatory import build as building
from observatory import compute as computing
from observatory import manifest, results
from observatory.compute import compute
from observatory.errors import FindingsError, PublishError
from observatory.findings import LANGS
from observatory.gate.descriptor import inspect
from observatory.publish import publish
from observatory.recipes.recipe import Recipe
from observatory.site import chart_rows, simulated
from observatory.site.chart_theme import MODES
from observatory.site.charts import Labels, figure_html, svg
from observatory.site.charts import write as write_charts
from observatory.site.downloads import write_downloads
from observatory.site.finish import finish
from observatory.site.simulated import LABEL
from observatory.site.templates import Draft, pages
from observatory.tables.load import load
from observatory.tables.model import Text
from packages import read_descriptor, write_package

LABELS = Labels(
    Text("Số tin", "Mentions"), Text("Nhiều.", "Many."), Text("tin", "mentions"), Text("Nguồn A", "Source A")
)


@pytest.mark.parametrize("value", ["true", 1, None, "có", [True]])
def test_the_mark_is_true_or_false_and_nothing_else(root: Path, value: object) -> None:
    document = {**read_descriptor(write_package(root)), "simulated": value}
    (finding,) = inspect(document, "datapackage.json")
    assert (finding.code, finding.field, finding.expected) == ("descriptor-wrong-kind", "simulated", "true, false")


@pytest.mark.parametrize("value", [True, False])
def test_a_marked_package_is_read_and_known_as_what_it_is(root: Path, value: bool) -> None:
    write_package(root, simulated=value)
    loaded = load([root])
    assert loaded.findings == ()
    assert loaded.catalogue.packages["hue/sample"].simulated is value


def test_a_real_build_refuses_a_simulated_package(root: Path, tmp_path: Path) -> None:
    write_package(root, simulated=True)
    write_package(root, name="other")
    with pytest.raises(FindingsError) as refused:
        building.build(root, tmp_path / "build", [], lambda _step: None)
    found = [finding for finding in refused.value.findings if finding.code == "simulated-data"]
    assert [finding.package for finding in found] == ["hue/sample"]
    assert not (tmp_path / "build" / "site").exists()


def test_what_is_computed_from_simulated_figures_is_simulated(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_package(root, simulated=True)
    write_package(root, name="other")
    frame = pd.DataFrame({"month": ["2025-01"]})
    described = {"columns": ["month"], "primaryKey": ["month"]}
    monkeypatch.setattr(results, "_described", lambda: _with(results_json(), "made", described))
    for package, expected in (("hue/sample", True), ("hue/other", False)):
        recipe = Recipe(package, ((package, "values"),), lambda _: {"rows": frame})
        monkeypatch.setattr(computing, "RECIPES", {"made": recipe})
        made = compute(load([root]).catalogue)["made"]
        assert made.simulated is expected
        assert results.descriptor(made).get("simulated") == (True if expected else None)


def results_json() -> dict[str, object]:
    text = (Path(results.__file__).parent / "results.json").read_text(encoding="utf-8")
    document: dict[str, object] = json.loads(text)
    return document


def _with(document: dict[str, object], name: str, table: dict[str, object]) -> dict[str, object]:
    columns = {"month": {"type": "string", "title": "Tháng", "title_en": "Month"}}
    return {**document, "packages": {name: {"title": "A", "tables": {"rows": table}}}, "columns": columns}


def test_a_chart_bears_the_label_in_its_drawings_its_specification_and_its_words(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name_vi": ["Huế"], "name_en": ["Hue"], "value": [3.0]})
    plain = chart_rows.bar("tin", frame, LABELS)
    chart = simulated.marked(plain)
    write_charts([chart], tmp_path, tmp_path / "kept")
    for lang in LANGS:
        assert figure_html(chart, lang, "").count(LABEL) >= 4
        assert LABELS.source.get(lang) not in figure_html(chart, lang, "")
        assert LABEL not in figure_html(plain, lang, "")
        for mode in MODES:
            drawing = (tmp_path / chart.path(lang, mode, "svg")).read_text(encoding="utf-8")
            assert f">{LABEL}</text>" in drawing
            spec = json.loads((tmp_path / chart.path(lang, mode, "vl.json")).read_text(encoding="utf-8"))
            assert spec["title"]["subtitle"] == LABEL
            assert spec["title"]["text"] == plain.specs[lang, mode]["title"]["text"]
            assert LABEL in spec["description"]


@pytest.mark.parametrize("title", [None, "tin", {"text": ["một", "hai"]}])
def test_a_chart_is_marked_whatever_its_title(title: object) -> None:
    frame = pd.DataFrame({"name_vi": ["Huế"], "name_en": ["Hue"], "value": [3.0]})
    chart = chart_rows.bar("tin", frame, LABELS)
    specs = {key: {**spec, "title": title} if title else _without(spec, "title") for key, spec in chart.specs.items()}
    marked = simulated.marked(dataclasses.replace(chart, specs=specs))
    assert f">{LABEL}</text>" in svg(marked.specs["vi", "light"], "vi")


def _without(spec: object, key: str) -> dict[str, object]:
    assert isinstance(spec, dict)
    return {name: value for name, value in spec.items() if name != key}


def test_what_is_drawn_in_a_page_itself_bears_the_label(monkeypatch: pytest.MonkeyPatch) -> None:
    class Drawing:
        def html(self, *_: object) -> str:
            return "<svg></svg>"

    draft = Draft("a", "part.html", Text("A"), Text("A"), {"drawing": Drawing()})
    text = '<h1>A</h1>{{ tilemap(drawing) }}{{ calendar(drawing) }}{{ has("b#c") }}{{ has("d") }}'
    monkeypatch.setattr("observatory.site.templates._environment", _environment_of(text))
    real, *_ = pages(draft, "2026-11-23")
    made, *_ = pages(draft, "2026-11-23", frozenset({"a", "b"}), simulated=True)
    assert (real.body.count(LABEL), made.body.count(LABEL)) == (0, 2)
    assert (real.body.count("False"), made.body.count("False")) == (0, 1)


def _environment_of(text: str) -> object:
    from jinja2 import DictLoader, Environment

    return lambda _lang: Environment(loader=DictLoader({"part.html": text}), autoescape=True)


def test_the_files_to_download_say_what_they_are(root: Path, tmp_path: Path) -> None:
    write_package(root, simulated=True)
    package = load([root]).catalogue.packages["hue/sample"]
    write_downloads(package, tmp_path)
    folder = tmp_path / "tai-ve/hue/sample"
    assert read_descriptor(folder)["simulated"] is True
    book = openpyxl.load_workbook(io.BytesIO((folder / "data/values.xlsx").read_bytes()), read_only=True)
    assert book.sheetnames == ["Dữ liệu mô phỏng", "Nguồn"]
    notes = [row[1] for row in book["Nguồn"].iter_rows(max_col=2, values_only=True)]
    assert LABEL in notes
    assert LABEL.encode() in (folder / "data/values.parquet").read_bytes()


def test_search_engines_are_asked_to_stay_away(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    finish(tmp_path, "", simulated=True)
    assert "Disallow: /\n" in (tmp_path / "robots.txt").read_text(encoding="utf-8")
    finish(tmp_path, "")
    assert "Disallow" not in (tmp_path / "robots.txt").read_text(encoding="utf-8")


def test_a_simulated_site_is_never_published(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("x", encoding="utf-8")
    made = manifest.of(site, simulated=True)
    (tmp_path / manifest.NAME).write_text(made.text(), encoding="utf-8")
    assert manifest.read(tmp_path / manifest.NAME) == made
    with pytest.raises(PublishError, match="publish-simulated"):
        publish(site, "origin", "gh-pages", tmp_path, dry_run=True)


def test_a_manifest_that_is_no_object_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="not a manifest"):
        manifest.read(tmp_path / "manifest.json")


def test_the_default_site_knows_nothing_of_it(built: Path) -> None:
    """No page bears the label, no package the mark; the words stand only where the program describes itself."""
    assert not manifest.read(built / manifest.NAME).simulated
    files = [path for path in (built / "site").rglob("*") if path.suffix in {".html", ".svg", ".json"}]
    assert len(files) > 500
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert LABEL not in text, path
        assert "obs-simulated" not in text, path
        if path.name == "datapackage.json":
            assert "simulated" not in json.loads(text), path
    for path in (built / "data").glob("*/datapackage.json"):
        assert "simulated" not in json.loads(path.read_text(encoding="utf-8"))
    tables = (built / "site/tai-ve").rglob("*.csv")
    assert not [path for path in tables if re.search(r"mô phỏng \d|simulated-\d", path.read_text(encoding="utf-8"))]
