import hashlib
import json
from html import escape

import pytest
import yaml

from observatory.errors import RenderError
from observatory.site.finish import finish
from observatory.site.page import Page, write_markdown
from observatory.site.render import PROJECT, render
from observatory.site.verify import verify

SLUGS = [
    "",
    "dia-phuong",
    "quoc-gia",
    "chi-so",
    "xep-hang",
    "muc-tieu",
    "truyen-thong",
    "canh-bao",
    "so-ket",
    "bieu-duong",
    "du-lieu",
    "phuong-phap",
    "gioi-thieu",
]
NAUGHTY = '</title><script>alert(1)</script>" onload="x\n---\n# x {{ 7*7 }}\n```\n'
SITE_URL = "https://example.vn/observatory/"
EPOCH = 1_795_000_000


def write_pages(folder):
    for lang in ("vi", "en"):
        for slug in [*SLUGS, "dia-phuong/48-da-nang"]:
            title = NAUGHTY if slug == "chi-so" else f"{lang} {slug}"
            shown = f'<p class="obs-raw" title="{escape(title)}">{escape(title)}</p>'
            body = f'<h1>{escape(title)}</h1>\n\n<h2 id="mot">Một</h2>\n{shown}'
            if slug == "chi-so":
                body = f'<h1>x</h1><h2 id="mot">{escape("<script>")}</h2>{shown}'
            write_markdown(Page(slug, lang, title, title, body), folder)


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """The same pages rendered twice, in different places."""
    made = []
    for name in ("a", "b"):
        folder = tmp_path_factory.mktemp(name)
        write_pages(folder / "pages")
        (folder / "site").mkdir()
        (folder / "site" / "old.html").write_text("x")
        render(folder / "pages", folder / "site", SITE_URL, EPOCH)
        finish(folder / "site", SITE_URL)
        made.append(folder / "site")
    return made


def test_equal_input_gives_equal_bytes(sites):
    assert tree(sites[0]) == tree(sites[1])


def test_both_languages_and_nothing_old(sites):
    files = tree(sites[0])
    assert {"index.html", "en/index.html", "404.html", "en/404.html", "assets/observatory.css"} <= set(files)
    assert "old.html" not in files
    assert not sites[0].with_name("site.en").exists()


def test_no_title_or_text_is_live(sites):
    assert verify(sites[0], SITE_URL) == []
    html = (sites[0] / "chi-so" / "index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7*7 }}" in html


def test_search_index_holds_escaped_text_and_addresses_of_sections(sites):
    index = json.loads((sites[0] / "search" / "search_index.json").read_text(encoding="utf-8"))
    entries = {entry["location"]: entry for entry in index["docs"]}
    assert {"chi-so/", "chi-so/#mot", "dia-phuong/48-da-nang/"} <= set(entries)
    assert entries["chi-so/#mot"]["title"] == "&lt;script&gt;"
    assert all("<script" not in entry["title"] + entry["text"] for entry in index["docs"])


def test_addresses_of_both_languages_are_named(sites):
    for path in ("chi-so/index.html", "en/chi-so/index.html"):
        html = (sites[0] / path).read_text(encoding="utf-8")
        assert f'hreflang="vi" href="{SITE_URL}chi-so/"' in html
        assert f'hreflang="en" href="{SITE_URL}en/chi-so/"' in html
        assert f'hreflang="x-default" href="{SITE_URL}chi-so/"' in html
        assert f'rel="canonical" href="{SITE_URL}{path.removesuffix("index.html")}"' in html


def test_table_of_contents_and_current_section(sites):
    html = (sites[0] / "dia-phuong" / "48-da-nang" / "index.html").read_text(encoding="utf-8")
    assert '<a href="#mot" class="md-nav__link">' in html
    assert '<a href="../" class="md-tabs__link" aria-current="true">Địa phương</a>' in html


def test_without_an_address_no_absolute_link_of_ours(tmp_path):
    write_pages(tmp_path / "pages")
    render(tmp_path / "pages", tmp_path / "site", "", EPOCH)
    finish(tmp_path / "site", "")
    html = (tmp_path / "site" / "en" / "dia-phuong" / "index.html").read_text(encoding="utf-8")
    assert "canonical" not in html
    assert 'hreflang="x-default"' not in html
    assert verify(tmp_path / "site", "") == []


def test_a_warning_of_the_renderer_stops_the_build(tmp_path):
    write_pages(tmp_path / "pages")
    (tmp_path / "pages" / "en" / "xep-hang" / "index.md").unlink()
    with pytest.raises(RenderError) as error:
        render(tmp_path / "pages", tmp_path / "site", "", EPOCH)
    assert "xep-hang/index.md" in error.value.details["detail"]


def test_only_the_search_plugin_and_mirrored_navigation():
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!ENV", lambda loader, node: loader.construct_sequence(node))
    vi, en = (
        yaml.load((PROJECT / name).read_text(encoding="utf-8"), Loader) for name in ("mkdocs.yml", "site_src/en.yml")
    )
    assert set(vi["plugins"]) == set(en["plugins"]) == {"search"}
    assert "hooks" not in vi
    assert vi["theme"]["font"] is False
    assert [list(item.values()) for item in vi["nav"]] == [list(item.values()) for item in en["nav"]]
    # As many as stand in one row of tabs on the narrowest screen that has tabs: see tests/browser/test_theme.py.
    assert len(vi["nav"]) <= 12
