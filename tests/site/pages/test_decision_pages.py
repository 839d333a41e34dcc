"""Pages on decisions and versions: what changed, why and to what effect, and proposals that are called proposals."""

from __future__ import annotations

import pandas as pd
import pytest
from reading import Read, check

from observatory.findings import Lang
from observatory.site import numbers
from observatory.site.pages import decisions, method_versions
from observatory.site.site import Site, records
from observatory.site.versioned import FOLDER, REGISTER, STATUSES, decision_slug, version_slug

PILOT = {"vi": "Đây không phải là xếp hạng chính thức", "en": "not an official ranking"}
NOT_IN_FORCE = {"vi": "Đề xuất, chưa áp dụng.", "en": "A proposal, not in force."}
Pages = dict[str, dict[Lang, Read]]


@pytest.fixture(scope="module")
def register(site: Site) -> Pages:
    return {draft.slug: check(draft) for draft in decisions.drafts(site)}


@pytest.fixture(scope="module")
def versions(site: Site) -> Pages:
    return {draft.slug: check(draft) for draft in method_versions.drafts(site)}


def test_each_decision_has_a_line_and_a_page(site: Site, register: Pages) -> None:
    rows = records(site.result("decisions", "register"))
    assert set(register) == {REGISTER, *(decision_slug(row["decision"]) for row in rows)}
    for lang, read in register[REGISTER].items():
        for row in rows:
            assert row["decision"] in read.cells and row[f"title_{lang}"] in read.cells
            assert f"{decision_slug(row['decision']).rpartition('/')[2]}/" in " ".join(read.links)
        assert numbers.date("2026-11-23", lang) in read.cells


def test_a_proposal_is_called_one_and_no_other_page_is(site: Site, register: Pages) -> None:
    for row in records(site.result("decisions", "register")):
        for lang, read in register[decision_slug(row["decision"])].items():
            assert (NOT_IN_FORCE[lang] in read.text) is (row["status"] == "proposed")
            assert STATUSES[row["status"]].get(lang) in read.text
            assert row[f"why_{lang}"] in read.text and row[f"basis_{lang}"] in " ".join(read.cells)


def test_the_effect_is_that_of_the_result(site: Site, register: Pages) -> None:
    effects = site.result("decisions", "effects")
    rows = records(effects[effects["decision"] == "D-2026-10"])
    assert any(row["rank_change"] for row in rows)
    for lang, read in register[decision_slug("D-2026-10")].items():
        assert PILOT[lang] in read.text
        for row in rows:
            assert site.countries[row["code"]][f"name_{lang}"] in read.cells
            assert numbers.number(row["score_after"], lang, 2) in read.cells
        up, down = {"vi": ("lên", "xuống"), "en": ("up", "down")}[lang]
        shown = {cell for cell in read.cells if up in cell or down in cell}
        signs = {(f"▲ {up}" if row["rank_change"] > 0 else f"▼ {down}") for row in rows if row["rank_change"]}
        assert {sign for sign in signs if any(cell.startswith(sign) for cell in shown)} == signs


def test_a_cell_stands_before_and_after_in_its_own_language(site: Site, register: Pages) -> None:
    changes = site.result("decisions", "changes")
    of_target = records(changes[changes["decision"] == "D-2026-08"])
    for lang, read in register[decision_slug("D-2026-08")].items():
        for change in of_target:
            shown = change["field"].endswith(f"_{lang}")
            assert (change["cell_before"] in read.cells) is shown and (change["cell_after"] in read.cells) is shown
        assert "T2030-2" in read.cells and {"vi": "20,0", "en": "20.0"}[lang] in read.cells


def test_each_version_has_a_line_and_a_page(site: Site, versions: Pages) -> None:
    rows = records(site.result("method-versions", "versions"))
    assert set(versions) == {FOLDER, *(version_slug(row["index"], row["version"]) for row in rows)}
    for lang, read in versions[FOLDER].items():
        assert PILOT[lang] in read.text
        assert read.cells.count({"vi": "chưa công bố lúc đó", "en": "not published by then"}[lang]) == 2


def test_a_version_shows_what_was_published_and_what_it_gives_today(site: Site, versions: Pages) -> None:
    published = site.result("method-versions", "published")
    for row in records(published[published["index"] == "local-index-pilot"]):
        for lang, read in versions[version_slug(row["index"], row["version"])].items():
            assert site.units[row["code"]][f"full_name_{lang}"] in read.cells
            if row["score"] is not None:
                assert read.cells.count(numbers.number(row["score"], lang, 2)) >= 2


@pytest.mark.parametrize("index", ["national-index-pilot", "local-index-pilot"])
def test_the_present_version_gives_the_index_that_the_site_shows(site: Site, index: str) -> None:
    scores = site.result(index, "scores").rename(columns={"country_iso3": "code"}).set_index("code")
    replayed = site.result("method-versions", "replayed")
    now = site.result("method-versions", "versions").set_index(["index", "current"]).loc[(index, True), "version"]
    again = replayed[(replayed["index"] == index) & (replayed["version"] == now)].set_index("code")
    assert set(again.index) == set(scores.index)
    pd.testing.assert_frame_equal(again.loc[scores.index, ["score", "rank"]], scores[["score", "rank"]])


def test_an_old_version_says_that_nothing_was_published(versions: Pages) -> None:
    words = {"vi": "chưa được công bố lúc nó còn áp dụng", "en": "had not been published while it was in force"}
    old, new = (versions[version_slug("national-index-pilot", version)] for version in ("1.0.0", "1.1.0"))
    for lang in words:
        assert words[lang] in old[lang].text and words[lang] not in new[lang].text  # type: ignore[index]
        assert "threshold = 0.5" in old[lang].text  # type: ignore[index]
        assert "band_cuts" not in old[lang].cells and "band_cuts" in new[lang].cells  # type: ignore[index]
