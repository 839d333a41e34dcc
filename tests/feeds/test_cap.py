"""CAP 1.2: valid by the schema, references by triples, and every text as it was given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from alert_messages import TERMS, episode, every_kind, known, said
from observatory.feeds import cap
from observatory.feeds.files import cap_path, files

CAP = f"{{{cap.NAMESPACE}}}"
UPDATED = "2026-11-23"
printable = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1)


def documents(**changes: Any) -> dict[str, Any]:
    """The CAP documents of a log with one alert."""
    found = files(said(("2026-11-02", known(episode(**changes)))), UPDATED)
    return {path: etree.fromstring(text.encode()) for path, text in found.items() if "/cap/" in path}


def text(element: Any, name: str) -> str | None:
    found: str | None = element.findtext(f"{CAP}{name}")
    return found


@pytest.mark.shared
def test_every_message_is_valid_by_the_schema(shared: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "samples/cap/CAP-v1.2.xsd"))
    schema.assertValid(etree.parse(shared / "samples/cap/sample_valid.xml"))
    log = every_kind()
    found = files(log, UPDATED)
    for identifier in log["identifier"]:
        schema.assertValid(etree.fromstring(found[cap_path(identifier)].encode()))
    spoiled = found[cap_path(log["identifier"][0])].replace("<status>Actual", "<status>Real")
    assert not schema.validate(etree.fromstring(spoiled.encode()))


def test_updates_and_cancels_name_sender_identifier_and_time_of_earlier_messages() -> None:
    log = every_kind()
    found = files(log, UPDATED)
    seen = set()
    for _, row in log.iterrows():
        alert = etree.fromstring(found[cap_path(row["identifier"])].encode())
        seen.add(text(alert, "msgType"))
        references = text(alert, "references")
        assert (references is None) == (row["msg_type"] == "Alert")
        for triple in (references or "").split():
            sender, identifier, sent = triple.split(",")
            assert sender == cap.SENDER
            assert sent == log.set_index("identifier").loc[identifier, "sent"]
    assert seen == {"Alert", "Update", "Cancel"}


def test_two_languages_a_place_and_the_figures() -> None:
    (alert,) = documents().values()
    vietnamese, english = alert.findall(f"{CAP}info")
    assert (text(vietnamese, "language"), text(english, "language")) == ("vi-VN", "en")
    assert text(vietnamese, "headline") == "Mức 1 (Theo dõi): số tin tăng khác thường, Du lịch, Quảng Ninh"
    assert (text(english, "severity"), text(english, "urgency")) == ("Minor", "Future")
    assert text(english, "responseType") == "Monitor"
    area = english.find(f"{CAP}area")
    assert [node.text for node in area.iter()][1:] == ["Quang Ninh", area[1].text, "VN-ADM1", "22"]
    figures = {text(node, "valueName"): text(node, "value") for node in english.findall(f"{CAP}parameter")}
    assert figures["observed_count"] == "61.0" and figures["tests"] == "680" and figures["q"] == "0.05"


def test_a_figure_that_is_missing_is_left_out() -> None:
    (alert,) = documents(expected_count=None, ratio=None).values()
    names = {text(node, "valueName") for node in alert.iter(f"{CAP}parameter")}
    assert not {"expected_count", "ratio"} & names and "observed_count" in names
    assert not [node for node in alert.iter() if node.text in {"None", "nan"}]


def test_the_status_and_the_all_clear() -> None:
    log = said(
        ("2026-11-02", known(episode())),
        ("2026-11-05", known(episode(status="closed"))),
        terms=replace(TERMS, cap_status="Test"),
    )
    alert = etree.fromstring(files(log, UPDATED)[cap_path("vn-img-e1-r2")].encode())
    assert text(alert, "status") == "Test"
    info = alert.find(f"{CAP}info")
    assert (text(info, "responseType"), text(info, "urgency")) == ("AllClear", "Past")


@settings(max_examples=25)
@given(printable)
def test_hostile_names_come_through_as_they_are(name: str) -> None:
    hostile = f"<b>&\"'{name}]]>{{level}}"
    (alert,) = documents(place_vi=hostile, topic_en=hostile).values()
    vietnamese, english = alert.findall(f"{CAP}info")
    assert vietnamese.find(f"{CAP}area").findtext(f"{CAP}areaDesc") == hostile
    assert hostile in (text(english, "headline") or "")


@pytest.mark.parametrize("character", [*map(chr, range(32)), "\x7f", "\x85", "\ud800", "\ufffe", "\uffff"], ids=ascii)
def test_what_xml_cannot_hold_is_refused(character: str) -> None:
    with pytest.raises(ValueError, match=rf"U\+{ord(character):04X}|surrogates"):
        documents(place_vi=f"Hà{character}Nội")
