from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.site.links import absolute, base_path, page_url, relative

SLUGS = st.lists(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True), max_size=3).map("/".join)
LANGS = st.sampled_from(["vi", "en"])


@pytest.mark.parametrize(
    ("lang", "slug", "url"),
    [
        ("vi", "", ""),
        ("en", "", "en/"),
        ("vi", "chi-so", "chi-so/"),
        ("en", "dia-phuong/48-da-nang", "en/dia-phuong/48-da-nang/"),
    ],
)
def test_address_of_a_page(lang, slug, url):
    assert page_url(lang, slug) == url


@pytest.mark.parametrize(
    ("slug", "lang", "target", "link"),
    [
        ("", "vi", "", "./"),
        ("", "vi", "en/", "en/"),
        ("", "en", "", "../"),
        ("chi-so", "vi", "chi-so/", "./"),
        ("chi-so", "vi", "tai-ve/x.csv", "../tai-ve/x.csv"),
        ("dia-phuong/48-da-nang", "en", "dia-phuong/48-da-nang/", "../../../dia-phuong/48-da-nang/"),
        ("chi-so", "vi", "phuong-phap/#thang-diem", "../phuong-phap/#thang-diem"),
    ],
)
def test_relative_link(slug, lang, target, link):
    assert relative(slug, lang, target) == link


@given(SLUGS, LANGS, SLUGS, LANGS)
def test_a_browser_follows_the_link_to_the_page(slug, lang, other, other_lang):
    root = "https://example.vn/observatory/"
    link = relative(slug, lang, page_url(other_lang, other))
    assert urljoin(root + page_url(lang, slug), link) == root + page_url(other_lang, other)


@pytest.mark.parametrize("target", ["/x", "../x", "a/../../x", "https://example.org/", "javascript:alert(1)"])
def test_only_addresses_inside_the_site(target):
    with pytest.raises(ValueError, match="not an address"):
        relative("chi-so", "vi", target)


def test_absolute_address_only_where_the_site_has_one():
    assert absolute("https://example.vn/observatory/", "en/") == "https://example.vn/observatory/en/"
    assert absolute("https://example.vn", "en/") == "https://example.vn/en/"
    assert absolute("", "en/") == ""


@pytest.mark.parametrize(
    ("site_url", "path"),
    [("", "/"), ("https://example.vn", "/"), ("https://example.vn/a/b", "/a/b/"), ("https://e.vn/a/", "/a/")],
)
def test_path_that_the_site_is_served_under(site_url, path):
    assert base_path(site_url) == path
