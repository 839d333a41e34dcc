import pytest

from observatory.site.finish import finish, with_policy
from observatory.site.verify import verify

SITE_URL = "https://example.vn/observatory/"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 300"><g class="mark-rect role-mark marks" '
    'role="graphics-object"><path d="M0,0h10v10h-10Z" fill="#1d4f8b"/></g>' + "<!-- -->" * 40 + "</svg>"
)
FIGURE = (
    '<figure class="obs-chart" data-chart="diem">'
    '<img class="obs-light" src="{0}bieu-do/diem.light.svg" alt="x">'
    '<img class="obs-dark" src="{0}bieu-do/diem.dark.svg" alt="x"></figure>'
)
PATHS = ["index.html", "chi-so/index.html", "404.html"]


def html(lang, path, body):
    """A page as the theme leaves it, with the switch to the other language."""
    name = path.replace("404.html", "index.html").removesuffix("index.html")
    up = "../" * path.count("/") + ("../" if lang == "en" else "")
    switch = up + ("" if lang == "en" else "en/") + name
    return with_policy(
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>x</title></head><body>'
        f'<a href="{switch or "./"}" hreflang="x">x</a>{body}</body></html>'
    )


@pytest.fixture
def site(tmp_path):
    """A small site with nothing wrong."""
    for lang in ("vi", "en"):
        for path in PATHS:
            put(tmp_path, lang, path, '<h1 id="dau">x</h1>')
    (tmp_path / "bieu-do").mkdir()
    for mode in ("light", "dark"):
        (tmp_path / "bieu-do" / f"diem.{mode}.svg").write_text(DRAWING)
    finish(tmp_path, SITE_URL)
    return tmp_path


def put(site, lang, path, body):
    file = site / ("en" if lang == "en" else "") / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(html(lang, path, body), encoding="utf-8")


def found(site, site_url=SITE_URL):
    return [(finding.code, finding.file, finding.value) for finding in verify(site, site_url)]


def codes(site, body):
    """What is found when ``body`` stands on one page."""
    put(site, "vi", "chi-so/index.html", f'<h1 id="dau">x</h1>{body}')
    return [(code, value) for code, file, value in found(site) if file == "chi-so/index.html"]


def test_nothing_is_wrong_with_a_good_site(site):
    assert verify(site, SITE_URL) == []
    assert verify(site, "") == []


@pytest.mark.parametrize(
    "link",
    [
        "../", "..", "./", ".", "", "#dau", "../chi-so/#dau", "../index.html", "/observatory/en/", "../?q=x",
        "https://example.vn/observatory/chi-so/#dau", "https://example.vn/observatory", "https://example.org/x",
        "mailto:a@example.vn", "../bieu-do/diem.light.svg",
    ],
)  # fmt: skip
def test_good_links(site, link):
    assert codes(site, f'<a href="{link}">x</a>') == []


@pytest.mark.parametrize(
    "link",
    [
        "../khong-co/", "x.csv", "../chi-so", "#khong-co", "../#khong-co", "../../x", "/chi-so/",
        "/observatory/khong-co/", "https://example.vn/observatory/khong-co/",
    ],
)  # fmt: skip
def test_broken_links(site, link):
    assert codes(site, f'<a href="{link}">x</a>') == [("site-broken-link", link)]


def test_a_missing_picture_is_a_broken_link(site):
    assert codes(site, '<img src="x.png" alt="">') == [("site-broken-link", "x.png")]


def test_page_in_one_language_only(site):
    put(site, "vi", "moi/index.html", "<h1>x</h1>")
    assert ("site-missing-twin", "moi/index.html", "") in found(site)


def test_switch_to_another_page_than_the_twin(site):
    page = site / "chi-so" / "index.html"
    page.write_text(page.read_text().replace("../en/chi-so/", "../en/"))
    assert found(site) == [("site-missing-twin", "chi-so/index.html", "")]


def test_page_that_says_the_wrong_language(site):
    (site / "en" / "index.html").write_text(html("en", "index.html", "<h1>x</h1>").replace('lang="en"', 'lang="vi"'))
    assert found(site) == [("site-wrong-language", "en/index.html", "vi")]


def test_whole_charts(site):
    assert codes(site, FIGURE.format("../")) == []


@pytest.mark.parametrize(
    "drawing", ["", "<svg></svg>", DRAWING.replace('<path d="M0,0h10v10h-10Z" fill="#1d4f8b"/>', "")]
)
def test_chart_without_marks(site, drawing):
    (site / "bieu-do" / "diem.dark.svg").write_text(drawing)
    assert codes(site, FIGURE.format("../")) == [("site-empty-chart", "../bieu-do/diem.dark.svg")]


def test_chart_without_a_dark_drawing(site):
    assert codes(site, FIGURE.format("../").replace("obs-dark", "x")) == [("site-empty-chart", "")]


def test_chart_without_any_drawing(site):
    assert codes(site, '<figure class="obs-chart" data-chart="diem"></figure>') == [("site-empty-chart", "")] * 2


@pytest.mark.parametrize("text", ["{{ name }}", "{% if x %}", "a }} b"])
def test_template_marks(site, text):
    assert codes(site, f"<p>{text}</p>") == [("site-template-mark", text)]


@pytest.mark.parametrize("value", ["None", "nan", "NaN", "<NA>", "NaT", "undefined"])
def test_cells_that_show_a_missing_value_as_code(site, value):
    shown = value.replace("<", "&lt;")
    assert codes(site, f"<table><tr><td><b> {shown} </b></td></tr></table>") == [("site-template-mark", value)]


@pytest.mark.parametrize(
    "body", ["<p>None of them</p>", "<code>{{ x }}</code>", "<table><tr><td>Nantes</td></tr></table>"]
)
def test_texts_that_only_look_like_marks(site, body):
    assert codes(site, body) == []


def test_texts_of_contributors_are_quoted_as_they_are(site):
    assert codes(site, '<table><tr><td class="obs-raw">{{ 7*7 }} <br> {% x %}</td></tr></table>') == []
    assert codes(site, '<p class="obs-raw">x</p><p>{{ y }}</p>') == [("site-template-mark", "{{ y }}")]


@pytest.mark.parametrize(
    "body",
    [
        '<p onclick="x()">x</p>', "<p ONMOUSEOVER=x>x</p>", '<p style="x:y">x</p>', '<p srcdoc="x">x</p>',
        "<style>p{}</style>", '<iframe src="x"></iframe>', '<object data="./"></object>', '<base href="./">',
        '<a href="javascript:alert(1)">x</a>', '<a href=" java\nscript:x">x</a>',
        '<a href="vbscript:x">x</a>', '<a href="data:text/html,x">x</a>', '<img src="data:text/html,x">',
        '<img src="https://example.org/x.png" alt="">', '<img src="//example.org/x.png" alt="">',
        '<script src="https://example.org/x.js"></script>', "<svg><use href='https://e.org/x'/></svg>",
        '<link rel="stylesheet" href="https://e.org/x.css">', '<form action="javascript:x"></form>',
        '<meta http-equiv="refresh" content="0;url=x">',
    ],
)  # fmt: skip
def test_what_the_policy_would_block(site, body):
    assert {code for code, _ in codes(site, body)} >= {"site-unsafe-html"}


@pytest.mark.parametrize(
    "body",
    ['<img src="data:image/png;base64,AA==" alt="">', '<link rel="canonical" href="https://example.org/">'],
)
def test_what_is_safe(site, body):
    assert codes(site, body) == []


def test_page_without_its_policy_or_with_another_script(site):
    page = site / "index.html"
    good = page.read_text()
    page.write_text(good.replace("<h1", "<script>x()</script><h1"))
    assert [code for code, _, _ in found(site)] == ["site-unsafe-html"]
    page.write_text(good.replace("Content-Security-Policy", "x"))
    assert found(site) == [("site-unsafe-html", "index.html", "")]


@pytest.mark.parametrize(("body", "count"), [("<p>x</p>", "0"), ("<h1>x</h1><h1>y</h1>", "2")])
def test_one_heading_of_first_level(site, body, count):
    put(site, "vi", "chi-so/index.html", body)
    assert found(site) == [("site-no-heading", "chi-so/index.html", count)]
