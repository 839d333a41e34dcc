"""Units of the ministry: no scores today, both scores side by side once they are frozen."""

from __future__ import annotations

import pandas as pd
import pytest
from fixtures import with_tables
from reading import Read, check, render

from observatory.findings import Lang
from observatory.site.members import KINDS, MINISTRY_UNIT, agencies
from observatory.site.pages import ministry
from observatory.site.site import Site

LEAD = "CTTCSTTDN"
PAGE = f"xep-hang/don-vi/{LEAD.lower()}"


@pytest.fixture(scope="module")
def checked(site: Site) -> dict[str, dict[Lang, Read]]:
    return {draft.slug: check(draft) for draft in ministry.drafts(site)}


def assessed(site: Site, state: str, *, revision: int = 0, **scores: float) -> Site:
    """The lead unit of Annex VI in another state and, where it is frozen, with scores and a row drawn."""
    units = site.result("unit-assessment", "units").copy()
    row = (units["scope"] == MINISTRY_UNIT) & (units["code"] == LEAD)
    assert row.sum() == 1
    units.loc[row, ["state", "reply_until"]] = [state, "2026-12-07"]
    units.loc[row, list(scores)] = list(scores.values())
    key = units.loc[row, ["scope", "level", "code", "year"]].iloc[0].to_dict()
    told = {"criterion": "tin-dang-tai", "part": "result", "reason": "Thiếu danh sách kèm theo."}
    kept = {"revision": revision, "no_evidence": False, "evidence_url": "https://example.org/tai-lieu"}
    criteria = pd.DataFrame([{**key, **told, **kept, **scores}] if state == "frozen" else [])
    audit = pd.DataFrame([{**key, "criterion": "tin-dang-tai", "why": "drawn"}] if state == "frozen" else [])
    return with_tables(site, "unit-assessment", units=units, criteria=criteria, audit=audit)


def test_each_unit_assessed_has_a_page_and_no_scores_yet(site: Site, checked: dict[str, dict[Lang, Read]]) -> None:
    listed = site.data("methodology/unit-assessment", "assessed_units")
    codes = set(listed.loc[listed["assessed"].astype(bool), "code"])
    assert {slug.removeprefix("xep-hang/don-vi/") for slug in checked if "/don-vi/" in slug} == {
        code.lower() for code in codes
    }
    assert checked["xep-hang/don-vi"]["vi"].cells.count("chưa có điểm") == len(codes)
    for code in codes:
        read = checked[f"xep-hang/don-vi/{code.lower()}"]
        assert "Chưa có điểm nào được công bố" in read["vi"].text
        assert "No scores have been published" in read["en"].text


def test_every_kind_of_unit_has_a_name(site: Site) -> None:
    listed = site.data("methodology/unit-assessment", "assessed_units")
    known = agencies(site)
    assert {known[code]["kind"] for code in listed["code"]} <= set(KINDS)


def test_the_process_is_marked_as_a_proposal(site: Site, checked: dict[str, dict[Lang, Read]]) -> None:
    steps = site.data("methodology/unit-assessment", "steps")
    for lang, word in (("vi", "đề xuất"), ("en", "proposal")):
        read = checked["xep-hang/don-vi"][lang]  # type: ignore[index]
        for row in steps.to_dict("records"):
            assert row[f"title_{lang}"] in read.text and " ".join(row[f"rule_{lang}"].split()) in read.text
            assert row["step"] in read.ids
        assert read.text.count(word) >= len(steps)
    assert "chưa có văn bản nào ban hành" in checked["xep-hang/don-vi"]["vi"].text


def test_tasks_that_a_unit_leads_stand_on_its_page(site: Site, checked: dict[str, dict[Lang, Read]]) -> None:
    tasks = site.data("reference/strategy-targets", "annex_tasks")
    for row in tasks[tasks["lead_agency"] == LEAD].to_dict("records"):
        assert row["text_vi"] in checked[PAGE]["vi"].text and row["text_en"] in checked[PAGE]["en"].text


def test_frozen_scores_stand_side_by_side(site: Site) -> None:
    scores = {"max_score": 10.0, "self_score": 9.0, "verified_score": 7.5, "gap": 1.5, "final_score": 7.25}
    drafts = {draft.slug: draft for draft in ministry.drafts(assessed(site, "frozen", **scores))}
    listed, own = render(drafts["xep-hang/don-vi"]), check(drafts[PAGE])
    assert {"9,00", "7,50", "1,50", "7,25", "đã chốt"} <= set(listed["vi"].cells)
    assert {"9.00", "7.50", "1.50", "7.25", "frozen"} <= set(listed["en"].cells)
    assert {"tin-dang-tai", "kết quả", "10,00", "9,00", "7,50", "1,50", "7,25"} <= set(own["vi"].cells)
    assert ("vi", "Thiếu danh sách kèm theo.") in own["en"].prose
    assert "https://example.org/tai-lieu" in own["en"].links
    assert "rút thăm để kiểm tra lại" in own["vi"].text and "đính chính" not in own["vi"].text


def test_a_correction_is_told(site: Site) -> None:
    drafts = {draft.slug: draft for draft in ministry.drafts(assessed(site, "frozen", revision=1, max_score=10.0))}
    own = check(drafts[PAGE])
    assert "đính chính lần 1" in own["vi"].text and "correction 1" in own["en"].text


def test_each_year_of_a_unit_stands_on_one_page(site: Site) -> None:
    units = site.result("unit-assessment", "units")
    later = units[units["scope"] == MINISTRY_UNIT].assign(year=units["year"].max() + 1)
    both = with_tables(site, "unit-assessment", units=pd.concat([units, later], ignore_index=True))
    drafts = list(ministry.drafts(both))
    assert len({draft.slug for draft in drafts}) == len(drafts)
    ids = check(next(draft for draft in drafts if draft.slug == PAGE))["vi"].ids
    assert [key for key in ids if key.startswith("nam-")] == ["nam-2027", "nam-2026"]


@pytest.mark.parametrize("state", [state for state in ministry.STATES if state != "frozen"])
def test_before_the_freeze_only_the_state_is_told(site: Site, state: str) -> None:
    drafts = {draft.slug: draft for draft in ministry.drafts(assessed(site, state))}
    listed, own = render(drafts["xep-hang/don-vi"]), render(drafts[PAGE])
    assert ministry.STATES[state].vi in listed["vi"].text and ministry.STATES[state].en in own["en"].text
    assert ("07/12/2026" in own["vi"].text) == (state == "reply-window")
    assert "Thẩm định" not in own["vi"].cells and "Chưa có điểm nào được công bố" in own["vi"].text


def test_every_state_and_part_of_the_rules_has_words() -> None:
    from observatory.ranking.assessment import STATES
    from observatory.tables.kinds import shared_schema

    assert set(ministry.STATES) == set(STATES)
    fields = {field["name"]: field for field in (shared_schema("assessment-scores") or {})["fields"]}
    assert set(ministry.PARTS) == set(fields["part"]["constraints"]["enum"])
