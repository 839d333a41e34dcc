"""A mention: its columns, its number and the day on which it counts."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media.mention import COLUMNS, Mention, mention_id

SEEN = datetime(2026, 9, 14, 23, 45)
MENTION = Mention(
    mention_id=mention_id("gdelt_gkg", "20260914234500-1"),
    source_system="gdelt_gkg",
    record_id="20260914234500-1",
    seen_at_utc=SEEN,
    published_at_utc=datetime(2026, 9, 13, 1),
    date_quality="exact",
    url="https://example.org/a",
    canonical_url="https://example.org/a",
    domain="example.org",
    source_country_iso2=None,
    source_country_method="unknown",
    lang="en",
    translated=False,
    title=None,
    tone=-2.5,
    tone_pos=1.0,
    tone_neg=3.5,
    word_count=400,
    themes=(),
    adm1_fips=("VM",),
    province_code_2025=(),
    place_names=("Vietnam",),
    story_id=None,
    dup_of=None,
    raw_slice="20260914234500.gkg.csv.zip",
    collector_version="1",
)


def columns_of_the_specification(shared: Path) -> list[str]:
    text = (shared / "method/media.md").read_text(encoding="utf-8")
    listed = re.search(r"^\*\*mentions\*\*: (.+)\.$", text, re.MULTILINE)
    assert listed is not None
    return [re.sub(r"\(.*?\)|\[\]", "", name) for name in listed[1].split(", ")]


@pytest.mark.shared
def test_the_columns_are_those_of_the_specification_in_its_order(shared: Path) -> None:
    assert list(COLUMNS) == columns_of_the_specification(shared)


@pytest.mark.parametrize(
    ("system", "published", "day"),
    [
        ("gdelt_gkg", datetime(2026, 9, 13, 1), date(2026, 9, 14)),
        ("gdelt_gkg", None, date(2026, 9, 14)),
        ("rss", datetime(2026, 9, 13, 1), date(2026, 9, 13)),
        ("sitemap", datetime(2026, 9, 13, 1), date(2026, 9, 13)),
        ("rss", None, date(2026, 9, 14)),
    ],
)
def test_gdelt_counts_when_seen_and_others_when_published(system: str, published: datetime | None, day: date) -> None:
    assert replace(MENTION, source_system=system, published_at_utc=published).day == day


def test_a_mention_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        MENTION.title = "x"  # type: ignore[misc]


def test_the_number_of_a_record_is_fixed() -> None:
    assert mention_id("gdelt_gkg", "20200318104500-1628") == "23e1a6a55b0b24e2"  # b2sum -l 64


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_two_records_have_two_numbers(one: tuple[str, str], other: tuple[str, str]) -> None:
    same = "\0".join(one) == "\0".join(other)
    assert (mention_id(*one) == mention_id(*other)) is same
    assert re.fullmatch("[0-9a-f]{16}", mention_id(*one))


def test_it_imports_nothing_heavy() -> None:
    heavy = "{'pandas', 'pyarrow', 'numpy', 'duckdb', 'click', 'narwhals'}"
    code = f"import sys, observatory.media.mention; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
