"""Names of places, topics and sources in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from observatory.warning.grid import ALL, COUNTRY, LANGUAGE, NATION, TOPIC
from observatory.warning.why import DIMENSIONS, DOMAIN, OTHER, PROVINCE

Titles = Mapping[str, tuple[str, str]]

_NATION = ("Việt Nam", "Viet Nam")
_ALL_TOPICS = ("Mọi chủ đề", "All topics")
_OTHER = ("Khác", "Other")


@dataclass(frozen=True)
class Names:
    """Vietnamese and English names by code; ``provinces`` and ``topics`` are also the series, in their order."""

    provinces: Titles
    topics: Titles
    countries: Titles
    languages: Titles

    def where(self, place: str, topic: str) -> dict[str, object]:
        """A place and a topic with their names, as columns of a table."""
        place_vi, place_en = _NATION if place == NATION else self.provinces[place]
        topic_vi, topic_en = _ALL_TOPICS if topic == ALL else self.topics[topic]
        named = {"place_vi": place_vi, "place_en": place_en, "topic_vi": topic_vi, "topic_en": topic_en}
        return {"place": place, "topic": topic, **named}

    def part(self, dimension: str, code: str) -> tuple[str, str]:
        """The name of a part of an excess; a domain, or a code without a name, is its own name."""
        if code == OTHER:
            return _OTHER
        named: dict[str, Titles] = {
            DIMENSIONS[COUNTRY]: self.countries,
            DIMENSIONS[LANGUAGE]: self.languages,
            DIMENSIONS[TOPIC]: self.topics,
            PROVINCE: self.provinces,
            DOMAIN: {},
        }
        return named[dimension].get(code, (code, code))
