"""Headlines of feeds and sitemaps as mentions, and whether they are about Viet Nam."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from observatory import __version__
from observatory.media import dates, language, outlets, urls
from observatory.media.collect.methodology import FeedSource, Methodology
from observatory.media.feeds import FeedItem
from observatory.media.mention import SEEN_ONLY, Mention, mention_id

HANOI = timedelta(hours=7)
AHEAD = timedelta(days=1)
"""A date further in the future than this is a slip of the source."""


class Headlines:
    """Makes mentions of the items of one system, ``rss`` or ``sitemap``, by the methodology."""

    def __init__(self, system: str, methodology: Methodology) -> None:
        self._system = system
        self._outlets = methodology.outlets
        self._about = _pattern(methodology.about_words)

    def is_about(self, mention: Mention) -> bool:
        """Whether the title holds one of the words that tell of Viet Nam, as whole words in any case."""
        return self._about.search(_folded(mention.title or "")) is not None

    def mention(self, source: FeedSource, item: FeedItem, feed_lang: str | None, seen_at: datetime) -> Mention:
        """The mention that an item is, first seen at ``seen_at`` (UTC, without a zone).

        A date without a zone is taken at the source's usual offset, for ``.vn`` domains of unlisted sources at
        +07:00. The country is the outlet's; where it is not known, the listed source's own if the link lies on the
        source's domain. The record is the canonical address: ids of items are only unique within their feed.
        """
        domain = urls.domain(item.link)
        offset = dates.offset(source.utc_offset) if source.utc_offset else HANOI if domain.endswith(".vn") else None
        published, quality = dates.to_utc(item.date, offset)
        if published and published > seen_at + AHEAD:
            published, quality = None, SEEN_ONLY
        country, method = outlets.country(domain, self._outlets)
        if country is None and source.country_iso2 and domain == urls.domain(source.url):
            country, method = source.country_iso2, "list"
        record = urls.canonical(item.link)
        return Mention(
            mention_id=mention_id(self._system, record),
            source_system=self._system,
            record_id=record,
            seen_at_utc=seen_at,
            published_at_utc=published,
            date_quality=quality,
            url=item.link,
            canonical_url=record,
            domain=domain,
            source_country_iso2=country,
            source_country_method=method,
            lang=item.lang or feed_lang or language.of_tag(source.lang),
            translated=False,
            title=item.title or None,
            tone=None,
            tone_pos=None,
            tone_neg=None,
            word_count=None,
            themes=(),
            adm1_fips=(),
            province_code_2025=(),
            place_names=(),
            story_id=None,
            dup_of=None,
            raw_slice=source.id,
            collector_version=__version__,
        )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of ``words`` between characters that are no part of a word; without words nothing is found."""
    choice = "|".join(re.escape(_folded(word)) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{choice or '(?!)'})(?!\w)")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
