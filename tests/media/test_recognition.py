"""Recognition: views by edition, and when the editions of a period may be added up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from daily_frames import views
from observatory.media import recognition

ENTITIES = pd.DataFrame(
    {
        "entity": ["viet-nam", "da-nang"],
        "unit_level": [None, "province34"],
        "unit_code": [None, "48"],
        "name_vi": ["Việt Nam", "Đà Nẵng"],
        "name_en": ["Viet Nam", "Da Nang"],
    }
)
PROJECTS = pd.DataFrame(
    {
        "project": ["en.wikipedia", "fr.wikipedia"],
        "lang": ["en", "fr"],
        "name_vi": ["Tiếng Anh", "Tiếng Pháp"],
        "name_en": ["English", "French"],
    }
)
MARCH = ("2026-03", "viet-nam", "en.wikipedia", 3000, 30, "observed")


def test_months_have_names_and_the_views_of_a_day_that_has_a_figure() -> None:
    read = views(MARCH, ("2026-03", "da-nang", "fr.wikipedia", None, 0, "not_published"))
    found = recognition.months(read, ENTITIES, PROJECTS).set_index("entity")
    assert found.loc["viet-nam", "per_day"] == 100 and found.loc["viet-nam", "unit_code"] == "VNM"
    assert found.loc["da-nang", "language_en"] == "French" and np.isnan(found.loc["da-nang", "per_day"])


def test_languages_are_of_one_entity_and_share_its_views() -> None:
    read = views(
        MARCH,
        ("2026-03", "viet-nam", "fr.wikipedia", 1000, 31, "observed"),
        ("2026-03", "da-nang", "en.wikipedia", 500, 31, "observed"),
    )
    found = recognition.languages(read, PROJECTS, "viet-nam").set_index("lang")
    assert found["share"].to_dict() == {"en": 0.75, "fr": 0.25}


def test_a_month_that_lacks_an_edition_seen_before_is_not_added_up() -> None:
    read = views(
        MARCH,
        ("2026-03", "viet-nam", "fr.wikipedia", 310, 31, "observed"),
        ("2026-04", "viet-nam", "en.wikipedia", 3000, 30, "observed"),
        ("2026-04", "viet-nam", "fr.wikipedia", None, 0, "not_published"),
    )
    found = recognition.per_day(read, "month", 0.8).set_index("period_id")
    assert found.loc["2026-03", "value"] == pytest.approx(110)
    assert not found.loc["2026-04", "complete"] and np.isnan(found.loc["2026-04", "value"])


def test_an_edition_is_not_expected_before_it_was_first_read() -> None:
    read = views(
        ("2026-02", "viet-nam", "en.wikipedia", 2800, 28, "observed"),
        MARCH,
        ("2026-03", "viet-nam", "fr.wikipedia", 310, 31, "observed"),
    )
    found = recognition.per_day(read, "month", 0.8).set_index("period_id")["value"]
    assert found.to_dict() == {"2026-02": 100, "2026-03": pytest.approx(110)}


def test_what_the_source_says_it_does_not_have_is_not_expected() -> None:
    read = views(MARCH, ("2026-03", "viet-nam", "fr.wikipedia", None, 0, "absent_verified"))
    assert recognition.per_day(read, "month", 0.8)["value"].tolist() == [100]


def test_a_year_needs_most_of_its_days() -> None:
    months = [(f"2026-{n:02}", "viet-nam", "en.wikipedia", 310, 30, "observed") for n in range(1, 11)]
    assert recognition.per_day(views(*months), "year", 0.8)["complete"].tolist() == [True]
    assert recognition.per_day(views(*months[:9]), "year", 0.8)["complete"].tolist() == [False]
