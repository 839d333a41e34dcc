"""Atom: one feed for each language, ids that stay, the newest first and no more than fifty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from alert_messages import TERMS, episode, every_kind, known, said
from observatory.feeds.atom import NAMESPACE, NEWEST
from observatory.feeds.files import atom_path, files
from observatory.findings import LANGS, Lang
from observatory.warning import log

UPDATED = "2026-11-23"
ATOM = f"{{{NAMESPACE}}}"


def feed(messages: Any, lang: Lang = "vi") -> Any:
    return etree.fromstring(files(messages, UPDATED)[atom_path(lang)].encode())


@pytest.mark.parametrize("lang", LANGS)
def test_a_reader_of_feeds_understands_it(lang: Lang) -> None:
    messages = every_kind()
    parsed = feedparser.parse(files(messages, UPDATED)[atom_path(lang)])
    assert not parsed.bozo and parsed.version == "atom10"
    assert parsed.feed.language == lang
    assert [entry.title for entry in parsed.entries] == messages[f"headline_{lang}"].to_list()[::-1]
    assert [entry.updated for entry in parsed.entries] == messages["sent"].to_list()[::-1]
    assert parsed.feed.updated == messages["sent"].iloc[-1]
    home = "cap/" if lang == "vi" else "../../canh-bao/cap/"
    assert parsed.entries[-1].links[0].href == f"{home}{messages['identifier'].iloc[0]}.xml"


def test_what_the_standard_asks_for_is_there_without_a_message() -> None:
    element = feed(log.empty())
    assert element.findtext(f"{ATOM}updated") == "2026-11-23T00:00:00Z"
    assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title"))
    assert element.find(f"{ATOM}author/{ATOM}name").text == "Quan sát hình ảnh Việt Nam"
    assert element.findall(f"{ATOM}entry") == []


def test_ids_are_distinct_and_stay_when_messages_come() -> None:
    days = [("2026-11-02", known(episode())), ("2026-11-03", known(episode(alert_level=2)))]
    ids = [
        [node.text for node in feed(said(*days[:count]), lang).iter(f"{ATOM}id")] for count in (1, 2) for lang in LANGS
    ]
    assert ids[0] == [ids[2][0], ids[2][2]]
    assert len({*ids[2], *ids[3]}) == 6 and all(one.startswith("urn:uuid:") for one in ids[2])


def test_only_the_newest_are_listed() -> None:
    many = said(("2026-11-02", known(*(episode(f"e{number:03}") for number in range(NEWEST + 5)))))
    titles = [node.text for node in feed(many).findall(f"{ATOM}entry/{ATOM}link") if node.text]
    links = [node.get("href") for node in feed(many).findall(f"{ATOM}entry/{ATOM}link")]
    assert titles == [] and len(links) == NEWEST
    assert links[0] == "cap/vn-img-e054-r1.xml"


def test_a_test_message_says_so_in_its_title() -> None:
    terms = replace(TERMS, cap_status="Test")
    (entry,) = feed(said(("2026-11-02", known(episode())), terms=terms)).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title").startswith("[Test] Mức 1")


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1))
def test_hostile_names_come_through_as_they_are(name: str) -> None:
    hostile = f'</title><script a="{name}">&'
    (entry,) = feed(said(("2026-11-02", known(episode(topic_vi=hostile))))).iter(f"{ATOM}entry")
    assert hostile in entry.findtext(f"{ATOM}title")
