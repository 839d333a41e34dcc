"""The pages of corrections and of the release calendar, and the calendar files: with and without anything to tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import icalendar
import pytest
from reading import check, plain

from observatory.findings import LANGS, Lang
from observatory.site import calendar_files
from observatory.site.pages import corrections, data, release_calendar
from observatory.site.site import Site
from observatory.site.templates import Draft
from observatory.tables.corrections import key_text
from observatory.tables.kinds import shared_schema
from observatory.tables.load import load
from packages import ROOT, table, write_package

CALENDAR = ROOT / "datasets" / "reference" / "release-calendar"
HOSTILE = "<script>alert(1)</script>"


def _site(*paths: Path) -> Site:
    loaded = load(paths)
    assert [finding for finding in loaded.findings if finding.level == "error"] == []
    return Site(loaded.catalogue, {})


def _corrected(root: Path, reason: str = "Cộng nhầm hai quý") -> Path:
    schema = {key: value for key, value in (shared_schema("corrections") or {}).items() if key != "title"}
    made = ("A sum was wrong", "Công văn 12/SVHTT", "2026-11-20", "Sở Văn hóa")
    rows = [
        ("values", key_text({"id": "a"}), "value", "71.5", "72.25", reason, *made),
        ("values", key_text({"id": "b"}), "label", "", "Huế", reason, *made),
    ]
    listed = table(rows, schema["fields"], schema, kind="corrections")
    tables = {"values": table(schema={"primaryKey": ["id"]}), "corrections": listed}
    return write_package(root, tables=tables)


def _only(drafts: list[Draft]) -> Draft:
    (draft,) = drafts
    return draft


def test_without_corrections_the_page_says_so(root: Path) -> None:
    write_package(root)
    pages = check(_only(list(corrections.drafts(_site(root)))))
    assert "Đến nay chưa có đính chính nào." in plain(pages["vi"].text)
    assert "There has been no correction so far." in plain(pages["en"].text)


def test_a_correction_is_told_with_before_after_reason_source_and_day(root: Path) -> None:
    _corrected(root)
    site = _site(root)
    assert corrections.count(site, "hue/sample") == {"values": 2}
    assert corrections.count(site, "hue/other") == {}
    (draft,) = corrections.drafts(site)
    pages = check(draft)
    told: dict[Lang, tuple[str, str]] = {
        "vi": ("Cộng nhầm hai quý", "20/11/2026"),
        "en": ("A sum was wrong", "20 November 2026"),
    }
    for lang, words in told.items():
        text = plain(pages[lang].text)
        for word in ("71.5", "72.25", "Công văn 12/SVHTT", *words):
            assert word in text
    assert any(link.endswith("/hue/sample/#bang-values") for link in pages["vi"].links)


def test_hostile_texts_stay_texts(root: Path) -> None:
    _corrected(root, reason=HOSTILE)
    (draft,) = corrections.drafts(_site(root))
    pages = check(draft)
    assert HOSTILE in pages["vi"].text


def test_the_package_page_marks_a_corrected_table(root: Path) -> None:
    _corrected(root)
    site = _site(root, ROOT / "datasets/reference/provincial-units")
    (draft,) = (draft for draft in data.drafts(site, {}) if draft.slug == "du-lieu/hue/sample")
    assert draft.context["corrected"] == {"values": 2}


def test_an_empty_calendar_sets_no_day_of_its_own() -> None:
    site = _site(CALENDAR)
    pages = check(_only(list(release_calendar.drafts(site))))
    assert "Chưa đơn vị nào thông báo ngày công bố" in plain(pages["vi"].text)
    assert "23/5/2027" in pages["vi"].text or "23/05/2027" in pages["vi"].text
    assert any(link.endswith("du-lieu/lich-cong-bo.ics") for link in pages["vi"].links)


@pytest.fixture
def announced(root: Path) -> Site:
    """A site with one release announced and one put off."""
    (resource,) = json.loads((CALENDAR / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    fields = resource["schema"]["fields"]
    given = {
        "title_vi": "Chỉ số năm 2026; lần 1",
        "title_en": "Index of 2026",
        "package": "hue/later",
        "table": "values",
        "period_field": "year",
        "period": "2026",
        "source": "Thông báo A",
    }
    rows = [
        given | {"release": "b", "release_at": "2099-03-31T09:00:00+07:00", "state": "planned"},
        given | {"release": "a", "release_at": "", "state": "postponed", "basis_vi": "Luật"},
        given | {"release": "c", "release_at": "2099-01-31T09:00:00+07:00", "state": "cancelled"},
    ]
    cells = [[row.get(field["name"], "") for field in fields] for row in rows]
    write_package(root, "reference", "release-calendar", {"releases": table(cells, fields, resource["schema"])})
    write_package(root, next_review_due="2027-05-23")
    return _site(root)


def test_releases_stand_by_their_moment(announced: Site) -> None:
    assert [row["release"] for row in release_calendar.releases(announced)] == ["c", "b", "a"]
    pages = check(_only(list(release_calendar.drafts(announced))))
    assert "09:00 ngày 31/" in pages["vi"].text
    assert "chưa định giờ" in pages["vi"].text
    assert "no time set" in pages["en"].text


@pytest.mark.parametrize("lang", LANGS)
def test_the_files_hold_releases_and_reviews(announced: Site, tmp_path: Path, lang: Lang) -> None:
    calendar_files.write(announced, tmp_path)
    path = tmp_path / ("" if lang == "vi" else "en") / "du-lieu" / "lich-cong-bo.ics"
    events: list[Any] = list(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))
    assert [event["uid"].partition("@")[0] for event in events] == ["release-b", "review-2027-05-23"]
    assert events[0]["dtstart"].dt.isoformat() == "2099-03-31T02:00:00+00:00"
    assert ("lần 1" if lang == "vi" else "Index of 2026") in events[0]["summary"]
    assert events[1]["dtstart"].dt.isoformat() == "2027-05-23"
    assert ("Gói mẫu" if lang == "vi" else "Sample package") in events[1]["description"]
    first = path.read_bytes()
    calendar_files.write(announced, tmp_path)
    assert path.read_bytes() == first


def test_a_site_without_the_calendar_has_no_file(root: Path, tmp_path: Path) -> None:
    write_package(root)
    site = _site(root)
    calendar_files.write(site, tmp_path)
    assert not list(tmp_path.rglob("*.ics"))
