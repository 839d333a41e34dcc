"""Models to follow: steps, cost, where they were replicated and what came of it; nothing made up while none is sent."""

from __future__ import annotations

import re

import pytest
from award_rows import with_models
from reading import Read, check, plain

from observatory.findings import LANGS, Lang
from observatory.site.pages import models
from observatory.site.site import Site
from observatory.site.templates import Draft, pages
from observatory.tables.kinds import kinds


@pytest.fixture(scope="module")
def drafts(site: Site) -> dict[str, Draft]:
    return {draft.slug: draft for draft in models.drafts(with_models(site))}


@pytest.fixture(scope="module")
def read(drafts: dict[str, Draft]) -> dict[str, dict[Lang, Read]]:
    return {slug: check(draft) for slug, draft in drafts.items()}


def test_without_models_it_says_so_and_which_tables_to_send(site: Site) -> None:
    (draft,) = models.drafts(site)
    found = check(draft)
    assert "Chưa có mô hình nào." in found["vi"].text and "nothing is made up" in found["en"].text
    assert set(models.KINDS) <= set(kinds())
    for kind in models.KINDS:
        assert f"../../phuong-phap/luoc-do/#{kind}" in found["vi"].links


def test_models_stand_by_how_many_replicated_them(read: dict[str, dict[Lang, Read]]) -> None:
    assert set(read) == {"bieu-duong/mo-hinh", "bieu-duong/mo-hinh/thu-hue", "bieu-duong/mo-hinh/thu-bo"}
    text = plain(read["bieu-duong/mo-hinh"]["vi"].text)
    assert text.index("Mô hình thử một") < text.index("Mô hình thử hai")
    assert "được công nhận theo Quyết định 9/QĐ-THU" in text and "đơn vị tự giới thiệu do đơn vị gửi" in text
    assert read["bieu-duong/mo-hinh"]["en"].cells.count("0/1") == 1


def test_the_steps_are_in_order_with_their_cost(read: dict[str, dict[Lang, Read]]) -> None:
    text = plain(read["bieu-duong/mo-hinh/thu-hue"]["en"].text)
    assert "First this. Cost: VND 10 million Then this." in text
    assert "has not sent the steps" in read["bieu-duong/mo-hinh/thu-bo"]["en"].text


def test_the_effect_is_shown_before_and_after_and_worse_is_said_too(read: dict[str, dict[Lang, Read]]) -> None:
    vi = read["bieu-duong/mo-hinh/thu-hue"]["vi"]
    assert "100 → 125,5 lượt xem ▲ tốt lên (+25,5%)" in vi.cells
    assert "10 → 8 lượt xem ▼ kém đi (\u221220,0%)" in vi.cells
    assert "chưa chứng minh được mô hình là nguyên nhân" in vi.text
    assert "1 lần áp dụng có số trước và sau: 0 tốt lên, 1 kém đi." in plain(vi.text)


def test_the_map_holds_all_units_and_says_where_in_words(drafts: dict[str, Draft]) -> None:
    html = {page.lang: page.body for page in pages(drafts["bieu-duong/mo-hinh/thu-hue"], "2026-11-23")}
    for lang in LANGS:
        assert html[lang].count('class="tile unit') == 34
    tiles = dict(re.findall(r"<title>([^:<]*): ([^<]*)</title>", html["vi"]))
    assert tiles["Đà Nẵng"] == "2024" and tiles["Huế"] == "nơi khởi xướng" and tiles["Cao Bằng"] == "chưa ghi nhận"
    assert tiles["Quần đảo Hoàng Sa (thành phố Đà Nẵng)"] == "2024"
    assert tiles["Quần đảo Trường Sa (tỉnh Khánh Hoà)"] == "2025"


def test_a_model_of_the_ministry_has_no_origin_on_the_map(drafts: dict[str, Draft]) -> None:
    html = next(page.body for page in pages(drafts["bieu-duong/mo-hinh/thu-bo"], "2026-11-23"))
    assert "obs-tilemap" not in html and "Chưa ghi nhận nơi nào áp dụng." in html
