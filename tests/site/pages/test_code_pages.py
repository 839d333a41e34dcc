"""The pages of error codes: every code has one, in both languages, that says what to do and why."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

import pytest
from reading import Read, check, plain

from observatory import messages
from observatory.findings import LANGS, Lang
from observatory.site import codes
from observatory.site.page import markdown
from observatory.site.pages import codes as pages
from observatory.site.templates import pages as rendered
from packages import ROOT

CODES = codes.codes()
LIST = next(pages.drafts())


@pytest.fixture(scope="module")
def checked() -> dict[str, dict[Lang, Read]]:
    return {draft.slug: check(draft) for draft in pages.drafts()}


@cache
def _findings_made() -> list[tuple[str, str]]:
    """The code and the level of each call of ``Finding`` in the program; a computed level is “by the case”."""
    made = []
    for file in (ROOT / "scripts" / "observatory").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or getattr(call.func, "id", "") != "Finding" or not call.args:
                continue
            given = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "level")]
            level = given[0].value if given and isinstance(given[0], ast.Constant) else "by the case"
            if isinstance(call.args[0], ast.Constant):
                made.append((str(call.args[0].value), str(level) if given else "error"))
    return made


def _page(checked: dict[str, dict[Lang, Read]], code: str) -> dict[Lang, Read]:
    return checked[f"{pages.SLUG}/{code}"]


def test_every_code_is_in_one_group() -> None:
    counted = Counter(code for group in codes.groups() for code in group.codes)
    assert counted == Counter(CODES)
    assert [code for code in codes._named() if code not in CODES] == []


def test_every_code_has_a_page_and_the_list_leads_to_it(checked: dict[str, dict[Lang, Read]]) -> None:
    assert set(checked) == {pages.SLUG, *(f"{pages.SLUG}/{code}" for code in CODES)}
    assert all(re.fullmatch(r"[a-z0-9-]+", code) for code in CODES)
    for read in checked[pages.SLUG].values():
        assert {f"{code}/" for code in CODES} == {link for link in read.links if re.fullmatch(r"[a-z0-9-]+/", link)}


def test_every_code_stands_with_message_and_remedy(checked: dict[str, dict[Lang, Read]]) -> None:
    for lang, read in checked[pages.SLUG].items():
        cells = set(read.cells)
        shown = {code: plain(_page(checked, code)[lang].text) for code in CODES}
        for code, texts in messages.catalogue().items():
            assert code.replace("/", "-").lower() in read.ids
            assert code in cells
            for text in (texts[lang], texts[f"{lang}_hint"]):
                if "{" not in text:
                    assert plain(text) in cells, code
                    assert plain(text) in shown[code.partition("/")[0]], code


def test_places_in_messages_are_named(checked: dict[str, dict[Lang, Read]]) -> None:
    for page in checked.values():
        for read in page.values():
            assert not re.search(r"\{[a-z_]+\}", read.text)


def test_every_place_has_a_name_in_both_languages() -> None:
    for texts in messages.catalogue().values():
        for text in texts.values():
            for part in pages._parts(text):
                if part.place is not None:
                    assert part.text in pages._PLACES, text


@pytest.mark.parametrize("code", codes.explained())
def test_examples_say_what_the_program_says(checked: dict[str, dict[Lang, Read]], code: str) -> None:
    example = codes.example(code)
    assert example and example.bad != example.good
    for lang in LANGS:
        said = [messages.message(example.finding, lang), messages.hint(example.finding, lang)]
        said += [messages.place(example.finding, lang), example.bad, example.good, example.why.get(lang)]
        shown = plain(_page(checked, code)[lang].text)
        assert [text for text in said if plain(text) not in shown] == []
        assert "“”" not in said[0] + said[1], "a place of the example is empty"


def test_the_codes_that_contributors_meet_most_are_explained() -> None:
    assert len(codes.explained()) >= 25
    assert {"type-error", "primary-key", "extra-cell", "encoding-error", "personal-data"} <= set(codes.explained())


def test_levels_are_those_that_findings_are_made_with() -> None:
    told = {code: codes.level(code).en.partition(":")[0] for code in CODES}
    made: dict[str, set[str]] = {}
    for code, level in _findings_made():
        made.setdefault(code, set()).add(level)
    for code, levels in made.items():
        expected = levels.pop() if len(levels) == 1 else "by the case"
        assert told[code] == ("error or warning, by the case" if expected == "by the case" else expected), code


def test_the_pages_stay_out_of_the_search_and_the_list_does_not() -> None:
    assert LIST.searched
    page = next(draft for draft in pages.drafts() if draft.slug.endswith("/type-error"))
    assert all('search: {"exclude": true}' in markdown(found) for found in rendered(page, "2026-11-23"))
    assert all("search:" not in markdown(found) for found in rendered(LIST, "2026-11-23"))


def test_pages_are_lean(checked: dict[str, dict[Lang, Read]]) -> None:
    assert max(len(read.text) for slug, page in checked.items() if slug != pages.SLUG for read in page.values()) < 6000
