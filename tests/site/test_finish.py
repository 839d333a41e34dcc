import base64
import hashlib

import pytest

from observatory.site.finish import finish, policy, script_hashes, with_policy

PAGE = '<!doctype html>\n<html lang="vi">\n  <head>\n<meta charset="utf-8"></head><body>{}</body></html>'


def source(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.fixture
def site(tmp_path):
    for folder in ("", "en"):
        (tmp_path / folder / "chi-so").mkdir(parents=True)
        (tmp_path / folder / "index.html").write_text(PAGE.format("<script>một()</script>"))
        (tmp_path / folder / "chi-so" / "index.html").write_text(PAGE.format("<h1>x</h1>"))
        (tmp_path / folder / "sitemap.xml").write_text("<urlset></urlset>")
        (tmp_path / folder / "sitemap.xml.gz").write_bytes(b"x")
    return tmp_path


def test_each_inline_script_is_allowed_by_its_hash():
    html = PAGE.format('<script>a()</script><script src="x.js"></script><script defer>\n b < c\n</script>')
    assert script_hashes(html) == {source("a()"), source("\n b < c\n")}
    for text in ("a()", "\n b < c\n"):
        assert source(text) in policy(html)


def test_data_blocks_need_no_permission():
    html = PAGE.format(
        '<script id="__config" type="application/json">{}</script><script type="application/ld+json">{}</script>'
    )
    assert script_hashes(html) == set()
    assert "script-src 'self';" in policy(html)


def test_the_policy_comes_first_and_forbids_the_rest():
    html = with_policy(PAGE.format(""))
    head = html.split("<head>")[1]
    assert head.startswith('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; ')
    assert html.encode().index(b"charset") < 1024
    for rule in ("style-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'"):
        assert f"{rule}" in head
    assert "unsafe" not in head


def test_a_second_call_changes_nothing(site):
    finish(site, "https://example.vn/observatory/")
    first = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    finish(site, "https://example.vn/observatory/")
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == first
    assert all(b"Content-Security-Policy" in data for path, data in first.items() if path.suffix == ".html")


def test_sitemaps_where_the_address_is_known(site):
    finish(site, "https://example.vn/observatory")
    assert (site / "robots.txt").read_text() == (
        "User-agent: *\nAllow: /\n"
        "Sitemap: https://example.vn/observatory/sitemap.xml\n"
        "Sitemap: https://example.vn/observatory/en/sitemap.xml\n"
    )
    assert sorted(path.name for path in site.iterdir() if path.is_file()) == [
        ".nojekyll",
        "index.html",
        "robots.txt",
        "sitemap.xml",
    ]


def test_no_sitemap_without_an_address(site):
    finish(site, "")
    assert (site / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    assert list(site.rglob("sitemap*")) == []
