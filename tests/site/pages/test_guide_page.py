"""The guide for senders: every step, pictures that say what the program says, and words for who does not see them."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import pytest
from reading import body, check, plain

from observatory.contribution import comment, intake
from observatory.excel.layout import EXAMPLE_MARKS, SEPARATOR
from observatory.findings import LANGS, Lang
from observatory.site import guide_pictures as drawn
from observatory.site.pages import guide
from observatory.site.pictures import WIDTH, Drawing
from observatory.site.site import Site
from observatory.site.templates import Draft
from observatory.tables.load import load
from packages import ROOT

ADDRESS = "https://github.com/someone/somewhere"
STEPS = ("lay-mau", "dien", "gui", "doc-tra-loi", "sau-do", "sua-so-da-cong-bo")


@cache
def site() -> Site:
    return Site(
        load([ROOT / "datasets" / name for name in ("reference/provincial-units", drawn.PACKAGE)]).catalogue, {}
    )


def draft(repository: str = ADDRESS) -> Draft:
    return next(guide.drafts(site(), repository))


@pytest.mark.parametrize("repository", ["", ADDRESS])
def test_the_guide_holds_and_has_every_step_in_both_languages(repository: str) -> None:
    found = check(draft(repository))
    for lang in LANGS:
        assert set(STEPS) <= set(found[lang].ids)
        form = [link for link in found[lang].links if "/issues/new?template=" in link]
        assert form == ([f"{ADDRESS}/issues/new?template=gui-so-lieu.yml"] if repository else [])
    assert (ROOT / ".github" / "ISSUE_TEMPLATE" / guide.FORM).is_file()


@pytest.mark.parametrize("lang", LANGS)
def test_every_picture_is_one_drawing_with_an_alternative_and_says_that_it_is_one(lang: Lang) -> None:
    for name, told in drawn.pictures(site()).items():
        figure = ElementTree.fromstring(str(told[lang]))
        svg, caption = figure
        assert svg.get("role") == "img" and len(svg.get("aria-label", "")) > 60, name
        assert (caption.text or "").startswith({"vi": "Hình minh họa: ", "en": "Illustration: "}[lang])
        assert not {"script", "image", "a", "foreignObject"} & {node.tag for node in svg.iter()}
        assert body(draft(), lang).count(f'id="hinh-{name}"') == 1


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_drawn_outside_its_picture(lang: Lang) -> None:
    for name, told in drawn.pictures(site()).items():
        svg = ElementTree.fromstring(str(told[lang]))[0]
        _, _, width, height = (float(part) for part in svg.get("viewBox", "").split())
        assert width == WIDTH
        for node in svg:
            if node.tag == "rect":
                assert float(node.get("x", "")) + float(node.get("width", "")) <= width, name
                assert float(node.get("y", "")) + float(node.get("height", "")) <= height, name
            if node.tag == "text":  # at most 7.3 units to a letter, on the mean
                assert float(node.get("x", "")) + 6 * len(node.text or "") <= width, (name, node.text)


def words(name: str, lang: Lang) -> str:
    svg = ElementTree.fromstring(str(drawn.pictures(site())[name][lang]))[0]
    return " ".join(node.text or "" for node in svg if node.tag == "text")


def test_the_pictures_say_what_the_program_says() -> None:
    assert {lang: drawn.EXAMPLE.get(lang) for lang in LANGS} == dict(EXAMPLE_MARKS)
    assert tuple(f"{label.vi} / {label.en}" for label in drawn.LABELS) == intake.LABELS
    assert all(drawn.VERDICT.get(lang) == comment.WORDS[lang]["invalid"] for lang in LANGS)
    assert f"48{SEPARATOR}Đà Nẵng" in words("mau", "vi") and f"48{SEPARATOR}Da Nang" in words("mau", "en")
    for lang in LANGS:
        assert drawn.EXAMPLE.get(lang) in words("mau", lang)
        assert drawn.VERDICT.get(lang) in words("tra-loi", lang)
        assert drawn.FOUR.get(lang) in words("danh-dau", lang) and drawn.ERROR.get(lang) in words("danh-dau", lang)


def test_the_columns_of_the_sheet_are_those_of_the_package() -> None:
    fields = {field.name: field for field in site().catalogue.packages[drawn.PACKAGE].tables[drawn.TABLE].fields}
    for name in drawn.SHOWN:
        assert name in words("mau", "vi") and fields[name].title.vi in words("mau", "vi")


def test_what_is_drawn_is_escaped() -> None:
    drawing = Drawing()
    drawing.note('<script> & "x"', head="<b>")
    drawing.cells("1", (100,), ("<i>",))
    html = drawing.html("a", '"><script>', "<u>")
    assert not re.search(r"<(script|b|i|u)>", html)
    assert ElementTree.fromstring(str(html))[0].get("aria-label") == '"><script>'


def test_the_guide_warns_before_it_asks_for_anything() -> None:
    found = check(draft())
    text = plain(found["vi"].text)
    first = text.index("Bước 1")
    for warned in ("Gửi là công khai", "Không có thông tin cá nhân", "Không gửi sự việc đang xử lý", "ngày công bố"):
        assert text.index(warned) < first
    assert "chưa cam kết thời hạn trả lời" in text
