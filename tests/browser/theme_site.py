"""A small site that shows every part of the theme, in both languages."""

import json
from html import escape
from pathlib import Path

import altair as alt
import pandas as pd
import vl_convert

from observatory.site.finish import finish
from observatory.site.links import page_url, relative
from observatory.site.page import Page, write_markdown
from observatory.site.render import render

SITE_URL = "https://example.vn/observatory/"
LOCALITIES = [
    ("48", "da-nang", "Đà Nẵng", "Da Nang", 41.2),
    ("46", "hue", "Huế", "Hue", 43.9),
    ("56", "khanh-hoa", "Khánh Hòa", "Khanh Hoa", None),
    ("22", "quang-ninh", "Quảng Ninh", "Quang Ninh", 47.8),
    *((f"{60 + i}", f"tinh-{i}", f"Tỉnh thứ {i}", f"Province {i}", 30 + 1.1 * i) for i in range(12)),
]
SECTIONS = {
    "quoc-gia": ("So sánh quốc gia", "Countries compared"),
    "chi-so": ("Chỉ số", "Indicators"),
    "xep-hang": ("Xếp hạng thí điểm", "Pilot rankings"),
    "muc-tieu": ("Mục tiêu của Chiến lược", "Targets of the Strategy"),
    "truyen-thong": ("Truyền thông", "Media"),
    "canh-bao": ("Cảnh báo sớm", "Early warning"),
    "so-ket": ("Sơ kết, tổng kết", "Reviews"),
    "bieu-duong": ("Biểu dương", "Honours"),
    "du-lieu": ("Danh mục dữ liệu", "Data catalogue"),
    "phuong-phap": ("Phương pháp", "Method"),
    "gioi-thieu": ("Giới thiệu", "About"),
}


def spoken(lang, vi, en):
    return vi if lang == "vi" else en


def to(lang, slug, target):
    """The link from one page to another."""
    return relative(slug, lang, page_url(lang, target))


def chart(site):
    """One chart in all its files, and its figure for a page."""
    data = pd.DataFrame({"year": ["2024", "2025", "2026"], "score": [39.4, 40.3, 41.2]})
    for mode, ink in (("light", "#1d4f8b"), ("dark", "#9cc6f5")):
        spec = (
            alt.Chart(data, width="container", height=260, background="transparent")
            .mark_bar(color=ink)
            .encode(alt.X("year:N", title=None), alt.Y("score:Q", title=None), tooltip=["year", "score"])
            .to_dict()
        )
        drawing = vl_convert.vegalite_to_svg({**spec, "width": 640})
        for lang in ("vi", "en"):
            (site / "bieu-do").mkdir(exist_ok=True)
            stem = site / "bieu-do" / f"diem.{lang}.{mode}"
            Path(f"{stem}.svg").write_text(drawing)
            Path(f"{stem}.vl.json").write_text(json.dumps(spec))
    number = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}
    time = vl_convert.get_time_format_locale("en-US")
    for lang in ("vi", "en"):
        (site / "bieu-do" / f"locale.{lang}.json").write_text(json.dumps({"number": number, "time": time}))
    (site / "assets" / "vega.js").write_text(vl_convert.javascript_bundle())


def figure(lang, slug):
    prefix = relative(slug, lang, "bieu-do/")
    alternative = spoken(lang, "Điểm tăng từ 39,4 lên 41,2.", "The score rose.")
    images = "".join(
        f'<img class="obs-{mode}" src="{prefix}diem.{lang}.{mode}.svg" width="640" height="300" alt="{alternative}">'
        for mode in ("light", "dark")
    )
    return (
        f'<figure class="obs-chart" data-chart="diem">{images}<div class="obs-live" hidden></div>'
        f'<button type="button" class="obs-activate" hidden>{spoken(lang, "Tương tác", "Interact")}</button>'
        f"<figcaption>{spoken(lang, 'Điểm qua các năm', 'Score by year')} · "
        f'<a href="{prefix}diem.{lang}.light.svg">SVG</a></figcaption></figure>'
        f'<details class="obs-data"><summary>{spoken(lang, "Xem số liệu", "Show the figures")}</summary>'
        '<table class="obs-table"><thead><tr><th scope="col">2024</th><th scope="col">2025</th></tr></thead>'
        "<tbody><tr><td>39,4</td><td>40,3</td></tr></tbody></table></details>"
    )


def tile_map(lang, slug):
    shades = ["q0", "q1", "q2", "q3", "q4"]
    tiles = "".join(
        f'<a href="{to(lang, slug, f"dia-phuong/{code}-{ascii_name}")}">'
        f'<rect class="{"none" if score is None else shades[i % 5]}{" current" if i == 0 else ""}" '
        f'x="{i % 4 * 62}" y="{i // 4 * 42}" width="60" height="40" rx="4"></rect>'
        f'<text x="{i % 4 * 62 + 30}" y="{i // 4 * 42 + 24}" text-anchor="middle">{code}</text>'
        f"<title>{escape(spoken(lang, vi, en))}</title></a>"
        for i, (code, ascii_name, vi, en, score) in enumerate(LOCALITIES)
    )
    islands = "".join(
        f'<g><rect class="{css} archipelago" x="{x}" y="172" width="80" height="40" rx="4"></rect>'
        f'<text x="{x + 40}" y="196" text-anchor="middle" font-size="12">{label}</text></g>'
        for css, x, label in (("q0", 0, "Hoàng Sa"), ("none", 90, "Trường Sa"))
    )
    legend = "".join(f'<li><span class="q{i}"></span>{30 + 4 * i}</li>' for i in range(5))
    label = spoken(lang, "Bản đồ ô các địa phương", "Tile map of the localities")
    return (
        f'<svg class="obs-tilemap" viewBox="0 0 250 216" role="group" aria-label="{label}">'
        f"{tiles}{islands}</svg>"
        f'<ul class="obs-legend">{legend}</ul>'
    )


def score_table(lang, slug):
    rows = "".join(
        f'<tr><th scope="row"><a href="{to(lang, slug, f"dia-phuong/{code}-{name}")}">'
        f"{spoken(lang, vi, en)}</a></th>"
        f'<td class="obs-number" data-value="{"" if score is None else score}">'
        + ("—" if score is None else f"{score:.1f}".replace(".", ","))
        + "</td></tr>"
        for code, name, vi, en, score in LOCALITIES
    )
    label = spoken(lang, "Bảng điểm", "Scores")
    return (
        f'<div class="obs-scroll" tabindex="0" role="region" aria-label="{label}">'
        '<table class="obs-table" data-sortable><thead><tr>'
        f'<th scope="col">{spoken(lang, "Địa phương", "Locality")}</th>'
        f'<th scope="col" class="obs-number">{spoken(lang, "Điểm", "Score")}</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def home(lang):
    cards = "".join(
        f'<li class="obs-card"><span class="obs-card__label">{label}</span>'
        f'<span class="obs-card__value">{value}</span><span class="obs-card__note">{note}</span></li>'
        for label, value, note in (
            (spoken(lang, "Sức mạnh mềm", "Soft power"), "52/193", "2026"),
            (spoken(lang, "Khách quốc tế", "International visitors"), "21.200.000", "2025"),
            ("HDI", "0,766", "HDR 2025"),
            (spoken(lang, "Di sản thế giới", "World Heritage"), "9", "2025"),
        )
    )
    doors = "".join(
        f'<li><a href="{to(lang, "", slug)}">{spoken(lang, *title)}</a></li>' for slug, title in SECTIONS.items()
    )
    return (
        f"<h1>{spoken(lang, 'Hình ảnh Việt Nam qua số liệu', 'The image of Viet Nam in figures')}</h1>"
        f'<p class="obs-lead">{spoken(lang, "Số liệu mở, có nguồn.", "Open figures with sources.")}</p>'
        f'<ul class="obs-cards">{cards}</ul><ul class="obs-doors">{doors}</ul>'
        f'<h2 id="diem">{spoken(lang, "Điểm qua các năm", "Score by year")}</h2>{figure(lang, "")}'
    )


def localities(lang):
    slug = "dia-phuong"
    notice = spoken(lang, "Bảng thí điểm, không phải xếp hạng chính thức.", "A pilot, not an official ranking.")
    return (
        f"<h1>{spoken(lang, 'Các địa phương', 'Localities')}</h1>"
        f'<aside class="obs-pilot"><p><strong>{notice}</strong></p></aside>'
        f'<h2 id="ban-do">{spoken(lang, "Bản đồ", "Map")}</h2>{tile_map(lang, slug)}'
        f'<h2 id="bang">{spoken(lang, "Bảng", "Table")}</h2>{score_table(lang, slug)}'
    )


def locality(lang, code, name, score):
    words = spoken(lang, "không có số liệu", "no figure")
    missing = f'<span class="obs-missing">—<span class="obs-hidden">{words}</span></span>'
    return (
        f"<h1>{escape(name)}</h1>"
        f'<dl class="obs-meta"><dt>{spoken(lang, "Mã", "Code")}</dt><dd>{code}</dd>'
        f"<dt>{spoken(lang, 'Điểm', 'Score')}</dt><dd>{missing if score is None else score}</dd></dl>"
        f'<p class="obs-source">{spoken(lang, "Nguồn: PAPI 2024", "Source: PAPI 2024")}</p>'
    )


def method(lang):
    copy = spoken(lang, "Chép", "Copy")
    return (
        f'<h1>{spoken(lang, *SECTIONS["phuong-phap"])}</h1><h2 id="duong">Đường đi của số liệu</h2>'
        '<p>Bà Thúy kiểm tra nguồn.</p><pre id="trich-dan">Quan sát hình ảnh\nViệt Nam</pre>'
        f'<button type="button" class="obs-copy" data-copy-target="trich-dan">{copy}</button>'
    )


def fixture_pages():
    for lang in ("vi", "en"):
        site_name = spoken(lang, "Quan sát hình ảnh Việt Nam", "Viet Nam Image Observatory")
        yield Page("", lang, site_name, spoken(lang, "Trang chủ", "Home"), home(lang))
        title = spoken(lang, "Các địa phương", "Localities")
        yield Page("dia-phuong", lang, title, title, localities(lang))
        for code, name, vi, en, score in LOCALITIES:
            title = spoken(lang, vi, en)
            body = locality(lang, code, title, score)
            updated = spoken(lang, "23/11/2026", "23 November 2026")
            yield Page(f"dia-phuong/{code}-{name}", lang, title, title, body, boost=2, updated=updated)
        for slug, titles in SECTIONS.items():
            title = spoken(lang, *titles)
            body = method(lang) if slug == "phuong-phap" else f"<h1>{title}</h1><p>{title}.</p>"
            yield Page(slug, lang, title, title, body)


def build(folder, site_url=SITE_URL):
    for page in fixture_pages():
        write_markdown(page, folder / "pages")
    site = folder / "site"
    render(folder / "pages", site, site_url, 1_795_000_000)
    chart(site)
    finish(site, site_url)
    return site
