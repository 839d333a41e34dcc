"""The page of coherence: every measure of both pilots, and plain words about what it means."""

from __future__ import annotations

import pytest
from reading import Read, check

from observatory.findings import LANGS, Lang
from observatory.site import numbers
from observatory.site.pages import coherence
from observatory.site.pilots import LOCAL, NATIONAL
from observatory.site.site import Site, records


@pytest.fixture(scope="module")
def page(site: Site) -> dict[Lang, Read]:
    (draft,) = coherence.drafts(site)
    assert draft.slug == "phuong-phap/do-nhat-quan"
    return check(draft)


def test_sections_are_the_same_in_both_languages(page: dict[Lang, Read]) -> None:
    assert page["vi"].ids == page["en"].ids == ["doc-the-nao", "quoc-gia", "dia-phuong"]


def test_every_measure_of_both_pilots_is_shown(site: Site, page: dict[Lang, Read]) -> None:
    for pilot in (NATIONAL, LOCAL):
        rows = records(site.result(pilot.name, "coherence"))
        assert {row["measure"] for row in rows} >= {
            "cronbach-alpha",
            "correlation-parent",
            "pca-variance",
            "pca-loading",
            "weight-correlation",
            "optimised-weight",
        }
        for lang in LANGS:
            text = page[lang].text
            for row in rows:
                if row["value"] is None:
                    continue
                share = row["measure"] in ("pca-variance", "optimised-weight") or row["other"] == "effective-weight"
                if share:
                    decimals = 0 if row["measure"] == "pca-variance" else 1
                    assert numbers.percent(row["value"], lang, decimals) in text, row
                else:
                    assert numbers.number(row["value"], lang, 2) in text, row


def test_weak_and_negative_correlations_are_counted(site: Site, page: dict[Lang, Read]) -> None:
    for pilot in (NATIONAL, LOCAL):
        rows = records(site.result(pilot.name, "coherence"))
        flags = [row["flag"] for row in rows]
        words = f"Có {flags.count('weak')} tương quan yếu với mục trên, {flags.count('negative')} tương quan âm"
        assert words in " ".join(page["vi"].text.split())


def test_few_indicators_are_said_to_be_only_a_trial(page: dict[Lang, Read]) -> None:
    assert page["vi"].text.count("Với ít chỉ số như vậy") == 1
    assert page["en"].text.count("With so few indicators") == 1
