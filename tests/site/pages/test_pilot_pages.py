"""The pages of the two pilot rankings and of their units: honest ranks, in figures that are those of the results."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from reading import Read, check

from observatory.findings import LANGS, Lang
from observatory.site import numbers
from observatory.site.pages import country_profiles, localities, ranking
from observatory.site.pilots import LOCAL, NATIONAL, Pilot, country_slug, factor_name, threshold
from observatory.site.site import HOME, Site, records, unit_slug
from observatory.site.templates import Draft, pages

PILOTS = pytest.mark.parametrize(
    ("slug", "pilot"), [("xep-hang/quoc-gia", NATIONAL), ("xep-hang/dia-phuong", LOCAL)], ids=["national", "local"]
)
Pages = dict[str, dict[Lang, Read]]


@pytest.fixture(scope="module")
def drafts(site: Site) -> dict[str, Draft]:
    found = [*ranking.drafts(site), *country_profiles.drafts(site), *localities.drafts(site)]
    return {draft.slug: draft for draft in found}


@pytest.fixture(scope="module")
def checked(drafts: dict[str, Draft]) -> Pages:
    return {slug: check(draft) for slug, draft in drafts.items()}


def html(draft: Draft, lang: Lang) -> str:
    return next(page.body for page in pages(draft, "2026-11-23") if page.lang == lang)


def result(site: Site, pilot: Pilot, table: str) -> pd.DataFrame:
    return site.result(pilot.name, table)


def test_every_page_of_a_pilot_says_that_it_is_one(checked: Pages) -> None:
    for slug, read in checked.items():
        if slug != "dia-phuong":
            assert "Bản thử nghiệm phương pháp" in read["vi"].text, slug
            assert "A pilot of the method" in read["en"].text, slug


@PILOTS
def test_the_table_shows_rank_interval_and_the_other_mean(site: Site, checked: Pages, slug: str, pilot: Pilot) -> None:
    scores = result(site, pilot, "scores").set_index(pilot.unit)
    intervals = result(site, pilot, "uncertainty").set_index(pilot.unit)
    assert set(intervals.index) == set(scores.index[scores["ranked"].astype(bool)])
    for lang in LANGS:
        cells = checked[slug][lang].cells
        for unit, row in intervals.iterrows():
            place = numbers.rank(scores.loc[unit, "rank"], scores.loc[unit, "field_size"], lang)
            assert any(cell.lstrip("=") == place for cell in cells), place
            ends = dict.fromkeys(numbers.integer(row[end], lang) for end in ("rank_low", "rank_high"))
            shown = "–".join(ends)
            assert any(cell.startswith(shown) for cell in cells), shown
        words = "hạng {} (từ {} đến {})" if lang == "vi" else "rank {} (from {} to {})"
        first = [numbers.integer(intervals.iloc[0][name], lang) for name in ("rank", "rank_low", "rank_high")]
        assert words.format(*first) in checked[slug][lang].text


@PILOTS
def test_what_cannot_be_told_apart_is_said_in_words(site: Site, checked: Pages, slug: str, pilot: Pilot) -> None:
    rows = records(result(site, pilot, "together"))
    assert rows
    for row in rows:
        span = f"{row['first_rank']}–{row['last_rank']}"
        assert f"Hạng {span} không phân biệt được" in checked[slug]["vi"].text
        assert f"Ranks {span} cannot be told apart" in checked[slug]["en"].text
        members = str(row["members"]).split("; ")
        assert len(members) == row["n_members"] >= 2


@PILOTS
def test_rows_and_sliders_carry_what_the_weights_need(
    site: Site, drafts: dict[str, Draft], slug: str, pilot: Pilot
) -> None:
    body = html(drafts[slug], "vi")
    scores = result(site, pilot, "scores")
    units = re.findall(r'<tr data-unit="([^"]+)"( data-rank="(\d+)")?', body)
    assert {unit for unit, _, _ in units} == set(scores[pilot.unit])
    ranked = scores[scores["ranked"].astype(bool)]
    assert {unit: int(rank) for unit, _, rank in units if rank} == dict(
        zip(ranked[pilot.unit], ranked["rank"], strict=True)
    )
    framework = site.data(f"methodology/{pilot.name}", "framework").set_index("code")
    sliders = re.findall(r'data-code="([^"]+)" data-parent="([^"]+)" data-weight="([^"]+)"', body)
    below = framework[framework["parent"].notna() & (framework["weight"] > 0)]
    assert {code: (parent, float(weight)) for code, parent, weight in sliders} == {
        code: (row["parent"], row["weight"]) for code, row in below.iterrows()
    }
    table = re.search(r'data-values="[./]*tai-ve/results/([^"]+)/data/(\w+)\.csv"', body)
    assert table is not None and table[1] == pilot.name
    assert {pilot.unit, "indicator", "normalised"} <= set(result(site, pilot, table[2]).columns)


@PILOTS
def test_the_threshold_of_the_weights_is_that_of_the_results(site: Site, slug: str, pilot: Pilot) -> None:
    """A unit has a score where enough of each group is there, and only there."""
    needed = float(threshold(site, pilot))
    table = "components" if pilot is NATIONAL else "dimensions"
    values = result(site, pilot, table)
    framework = site.data(f"methodology/{pilot.name}", "framework").set_index("code")
    groups = values["indicator"].map(framework["parent"])
    shares = values["normalised"].notna().groupby([values[pilot.unit], groups]).mean() >= needed
    top = framework.index[framework["parent"].isna()][0]
    if set(shares.index.get_level_values(1)) != {top}:
        shares = shares.groupby(level=0).mean() >= needed
    enough = shares.groupby(level=0).all()
    scores = result(site, pilot, "scores").set_index(pilot.unit)["score"]
    assert slug and (enough.reindex(scores.index) == scores.notna()).all()


@PILOTS
def test_the_framework_opens_as_a_tree_with_its_reasons(
    site: Site, drafts: dict[str, Draft], checked: Pages, slug: str, pilot: Pilot
) -> None:
    framework = records(site.data(f"methodology/{pilot.name}", "framework"))
    for lang in LANGS:
        text = checked[slug][lang].text
        for row in framework:
            assert row[f"why_{lang}"] in text and row[f"name_{lang}"] in text
        assert html(drafts[slug], lang).count('<details class="obs-fold"') == len(framework)
        for row in framework:
            if row["level"] == 1:
                assert f"chi-so/{row['code'].replace('_', '-')}/" in "".join(checked[slug][lang].links)


@PILOTS
def test_what_moves_the_ranks_is_named(site: Site, checked: Pages, slug: str, pilot: Pilot) -> None:
    for row in records(result(site, pilot, "sensitivity")):
        for lang in LANGS:
            assert factor_name(row["factor"]).get(lang) in checked[slug][lang].cells
    assert factor_name("weights:7").vi == "trọng số ở cấp 7"


def test_the_door_leads_to_every_ranking(checked: Pages) -> None:
    links = checked["xep-hang"]["vi"].links
    for slug in ("quoc-gia", "dia-phuong", "nam", "giai-doan", "khao-sat", "don-vi"):
        assert f"{slug}/" in links


def test_every_country_has_a_profile_that_adds_up(site: Site, checked: Pages) -> None:
    profile = result(site, NATIONAL, "profile")
    scores = result(site, NATIONAL, "scores").set_index("country_iso3")
    for iso3 in scores.index:
        read = checked[country_slug(iso3)]
        assert site.countries[iso3]["name_vi"] in read["vi"].headings[0]
        assert f"{iso3.lower()}/" in "".join(checked["xep-hang/quoc-gia"]["vi"].links)
        for row in records(profile[profile["country_iso3"] == iso3]):
            if row["gap_contribution"] is not None:
                assert numbers.signed(row["gap_contribution"], "vi", 2) in read["vi"].cells
            if row["one_more_point"] is not None:
                assert numbers.signed(row["one_more_point"], "en", 3) in read["en"].cells
    home = checked[country_slug(HOME)]
    assert numbers.number(scores.loc[HOME, "score"], "vi", 1) in home["vi"].text
    unranked = scores.index[~scores["ranked"].astype(bool)]
    assert len(unranked) and all("Chưa xếp hạng" in checked[country_slug(iso3)]["vi"].text for iso3 in unranked)


def test_the_chance_to_be_first_is_among_the_asean_members_and_theirs_alone(site: Site, checked: Pages) -> None:
    for row in records(result(site, NATIONAL, "uncertainty")):
        told = "đứng đầu các nước ASEAN" in " ".join(checked[country_slug(row["country_iso3"])]["vi"].text.split())
        assert told == bool(site.countries[row["country_iso3"]]["asean"]), row["country_iso3"]


def test_a_locality_shows_its_standing_and_what_sets_it_apart(site: Site, checked: Pages) -> None:
    scores = result(site, LOCAL, "scores").set_index("code")
    profile = result(site, LOCAL, "profile")
    intervals = result(site, LOCAL, "uncertainty").set_index("code")
    for code, row in scores.iterrows():
        read = checked[unit_slug(site.units[str(code)])]
        if row["ranked"]:
            assert numbers.rank(row["peer_rank"], row["peer_size"], "vi") in read["vi"].text
            low, high = (numbers.integer(intervals.loc[code, end], "vi") for end in ("rank_low", "rank_high"))
            assert f"hạng từ {low} đến {high}" in " ".join(read["vi"].text.split())
            for part in records(profile[profile["code"] == code]):
                assert numbers.signed(part["gap_contribution"], "vi", 2) in read["vi"].cells
                assert numbers.number(part["peer_mean"], "en", 1) in read["en"].cells
        assert ("so-voi-vung" in read["vi"].ids) == pd.notna(row["score"])


def test_bars_point_the_way_of_the_contribution(site: Site, drafts: dict[str, Draft]) -> None:
    body = html(drafts[country_slug(HOME)], "vi")
    bars = re.findall(r'class="obs-deviation__(above|below)" x="(-?[\d.]+)" y="2" width="([\d.]+)"', body)
    profile = result(site, NATIONAL, "profile")
    own = {row["indicator"]: row for row in records(profile[profile["country_iso3"] == HOME])}
    order = [code for code in site.data("methodology/national-index-pilot", "framework")["code"] if code in own]
    gaps = [own[code]["gap_contribution"] for code in order]
    largest = max(map(abs, gaps))
    assert len(bars) == len(gaps)
    for (side, x, width), gap in zip(bars, gaps, strict=True):
        assert side == ("above" if gap > 0 else "below")
        assert float(width) == pytest.approx(50 * abs(gap) / largest, abs=0.01)
        assert float(x) == pytest.approx(min(50 * gap / largest, 0), abs=0.01)
