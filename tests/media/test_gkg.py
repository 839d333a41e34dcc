"""The rows of GKG about Viet Nam, and the mentions that they make."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from gkg_rows import FRANCE, HANOI, VIETNAM, gkg_line
from hypothesis import given
from hypothesis import strategies as st

from observatory.media import gkg
from observatory.media.gkg import FIELDS, READ, read_slice, to_mentions
from observatory.media.mention import Mention, mention_id
from observatory.media.places import Crosswalk

PLACES = Crosswalk({"VM44": "01", "VM66": "46"})
LANGUAGES = {"vie": "vi", "zho": "zh"}
OUTLETS = {"baomoi.com": "VN"}
NAME = "20260901001500.gkg.csv.zip"


def mentions(content: bytes, name: str = NAME) -> list[Mention]:
    return to_mentions(read_slice([content]).rows, name, PLACES, LANGUAGES, OUTLETS, "1.0")


def mention(**fields: str) -> Mention:
    (one,) = mentions(gkg_line(**fields))
    return one


# --- real rows ------------------------------------------------------------------------------------


@pytest.mark.shared
def test_one_english_sample_row_is_about_viet_nam(shared: Path) -> None:
    content = (shared / "samples/media/spark-gdelt_gkg.csv").read_bytes()
    found = read_slice([content])
    assert (found.lines, found.bad_lines, found.kept, found.damaged_names, found.duplicate_ids) == (100, 0, 1, 0, 0)
    assert not found.delimiter_problem
    (one,) = mentions(content)
    assert len(one.themes) == 52
    assert {"TAX_DISEASE_CORONAVIRUS", "EPU_POLICY_GOVERNMENT", "EDUCATION"} <= set(one.themes)
    assert replace(one, themes=()) == Mention(
        mention_id="23e1a6a55b0b24e2",
        source_system="gdelt_gkg",
        record_id="20200318104500-1628",
        seen_at_utc=datetime(2020, 3, 18, 10, 45),
        published_at_utc=None,
        date_quality="seen_only",
        url="http://en.people.cn/n3/2020/0318/c90000-9669730.html",
        canonical_url="https://en.people.cn/n3/2020/0318/c90000-9669730.html",
        domain="people.cn",
        source_country_iso2="CN",
        source_country_method="cctld",
        lang="en",
        translated=False,
        title="Made-in-China supplies reinforce world's war on COVID-19",
        tone=-0.421940928270042,
        tone_pos=2.32067510548523,
        tone_neg=2.74261603375527,
        word_count=856,
        themes=(),
        adm1_fips=("VM",),
        province_code_2025=(),
        place_names=("Vietnam, Republic Of", "Vietnam"),
        story_id=None,
        dup_of=None,
        raw_slice=NAME,
        collector_version="1.0",
    )


@pytest.mark.shared
def test_19_translated_sample_rows_are_about_viet_nam_though_the_country_code_of_4_denies_it(shared: Path) -> None:
    content = (shared / "samples/media/spark-gdelt_gkgT.csv").read_bytes()
    found = read_slice([content])
    assert (found.lines, found.bad_lines, found.kept, found.duplicate_ids) == (100, 0, 19, 0)
    by_record = {one.record_id: one for one in mentions(content)}
    in_2015 = [f"20150218224500-T{number}" for number in (220, 221, 223, 225, 226, 227, 228, 229, 230)]
    in_2020 = [f"20200318103000-T{number}" for number in (1581, 1585, 1586, 1587, 1589, 1590, 1592, 1594, 1596, 1597)]
    assert list(by_record) == in_2015 + in_2020
    denied = [row[0] for row in found.rows if "#VM#VM" not in row[gkg.LOCATIONS]]
    assert denied == [f"20150218224500-T{number}" for number in (225, 226, 227, 228)]
    assert {one.lang for one in by_record.values()} == {"vi"}
    assert all(one.translated for one in by_record.values())
    hanoi = [record for record, one in by_record.items() if one.province_code_2025 == ("01",)]
    assert hanoi == [*(in_2015[number] for number in (0, 2)), *(in_2020[number] for number in (2, 3, 6))]
    phuoc = by_record["20200318103000-T1596"]
    assert (phuoc.adm1_fips, phuoc.province_code_2025) == (("VM", "VM66"), ("46",))
    assert phuoc.place_names == ("Vietnam, Republic Of", "Phuoc, Th?A ThiêHu?, Vietnam, Republic Of", "Vietnam")
    assert found.damaged_names == len(hanoi) + 1
    dated = {record: one.published_at_utc for record, one in by_record.items() if one.date_quality == "exact"}
    assert dated == {
        "20200318103000-T1581": datetime(2020, 3, 18, 10, 12),
        "20200318103000-T1597": datetime(2020, 3, 18, 10, 6),
    }
    title = "Thủ tướng: Phải bảo đảm an ninh lương thực để người dân yên tâm"
    assert by_record["20200318103000-T1589"].title == title
    assert [one.title for record, one in by_record.items() if record in in_2015] == [None] * 9


@pytest.mark.shared
@pytest.mark.parametrize("name", ["spark-gdelt_gkg1.csv", "spark-gdelt_gkg1Count.csv", "spark-gdelt_events.csv"])
def test_a_file_of_another_table_has_no_good_line(shared: Path, name: str) -> None:
    found = read_slice([(shared / "samples/media" / name).read_bytes()])
    assert found.lines == found.bad_lines > 0
    assert found.rows == []


# --- which rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("v1", "enhanced", "kept"),
    [
        (VIETNAM, "", True),
        ("", "1#Vietnam#VM#VM##16#107#VM#1941", True),
        (f"{FRANCE};{HANOI}", "", True),
        ("1#Vietnam, Republic Of#SF#VM#16#106#VM", "", True),
        ("1#Thailand#VM#TH#15#100#TH", "1#Thailand#VM#TH##15#100#TH#25", False),
        ("1#South China Sea, Brunei#VM#BX00#15#115#-1337919", "", False),
        ("3#Somewhere#US#USTX#1#2#VM44", "", False),
        ("1#VM#VM", "", False),
        (FRANCE, "", False),
        ("", "", False),
    ],
)
def test_the_fourth_part_of_a_place_decides(v1: str, enhanced: str, kept: bool) -> None:
    found = read_slice([gkg_line(places=v1, f10=enhanced)])
    assert (found.kept, len(found.rows), found.bad_lines) == (kept, kept, 0)


def test_viet_nam_in_another_field_does_not_count() -> None:
    assert read_slice([gkg_line(places="", f11=VIETNAM, f26=VIETNAM)]).rows == []


@pytest.mark.parametrize("fields", [1, 11, 26, 28, 54])
def test_a_line_with_another_number_of_fields_is_bad(fields: int) -> None:
    bad = b"\t".join([VIETNAM.encode()] * fields) + b"\n"
    found = read_slice([gkg_line("1-1"), bad, gkg_line("1-2", places=FRANCE)])
    assert (found.lines, found.bad_lines, found.kept) == (3, 1, 1)


def test_lines_that_are_not_kept_are_checked_too() -> None:
    france = gkg_line(places=FRANCE)
    found = read_slice([france, france[:-1] + b"\tmore\n", france.replace(b"\t", b"", 1)])
    assert (found.lines, found.bad_lines, found.kept) == (3, 2, 0)


def test_of_two_rows_with_one_record_the_first_is_kept() -> None:
    found = read_slice([gkg_line("1-1", f3="first"), gkg_line("1-1", f3="second"), gkg_line("1-2"), gkg_line("1-1")])
    assert [(row[0], row[3]) for row in found.rows] == [("1-1", "first"), ("1-2", "")]
    assert (found.kept, found.duplicate_ids, found.bad_lines) == (2, 2, 0)


def test_a_row_without_a_record_is_bad() -> None:
    found = read_slice([gkg_line(""), gkg_line("1-1")])
    assert (found.lines, found.bad_lines, found.kept) == (2, 1, 1)


def test_only_what_a_mention_is_made_of_is_held() -> None:
    (row,) = read_slice([gkg_line(**{f"f{number}": f"text{number}" for number in range(11, FIELDS)})]).rows
    assert len(row) == FIELDS
    assert {number for number, text in enumerate(row) if text} <= READ
    assert (row[15], row[25], row[26]) == ("text15", "text25", "text26")


@pytest.mark.parametrize("separator", [b"\t", b";", b","])
def test_a_file_with_column_names_is_not_gdelts(separator: bytes) -> None:
    header = separator.join([b"GKGRECORDID", b"DATE", *(b"V%d" % number for number in range(2, FIELDS))]) + b"\n"
    found = read_slice([header, gkg_line().replace(b"\t", separator)])
    assert found.delimiter_problem
    assert (found.rows, found.kept) == ([], 0)


def test_a_file_with_semicolons_is_not_gdelts() -> None:
    assert read_slice([gkg_line().replace(b"\t", b";"), gkg_line().replace(b"\t", b";")]).delimiter_problem


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("Hanoi, Ha N?I, Vietnam", True),
        ("Hu?, Vietnam", True),
        ("Phuoc, Th?A ThiêHu?, Vietnam", True),
        ("H\ufffd N\ufffdi", True),
        ("HÃ\u00a0 Ná»™i", True),
        ("Huáº¿", True),
        ("ÄÃ Náºµng", True),
        ("Tinh ¿ien Bien", True),
        ("Hà Nội, Đắk Lắk, Thừa Thiên-Huế", False),
        ("XÃ LỘC AN, CÁ, Ấp Ổ", False),
        ("", False),
    ],
)
def test_names_with_lost_letters_are_counted_and_kept_as_they_are(name: str, damaged: bool) -> None:
    place = f"4#{name}#VM#VM44#21#105#-1"
    content = gkg_line(places=f"{place};{place}")
    assert read_slice([content]).damaged_names == damaged
    assert mentions(content)[0].place_names == ((name,) if name else ())


def test_bytes_that_are_no_utf_8_are_damage_and_no_error() -> None:
    found = read_slice([gkg_line(places="4#H\xe0 N#VM#VM44#21#105#-1").replace("à".encode(), b"\xe0")])
    assert (found.kept, found.damaged_names) == (1, 1)


def test_damage_outside_viet_nam_does_not_count() -> None:
    assert read_slice([gkg_line(places=f"{VIETNAM};4#S?o Paulo#BR#BR27#-23#-46#1")]).damaged_names == 0


# --- what a mention says --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "seen"),
    [
        ("20150218230000", datetime(2015, 2, 18, 23)),
        ("", datetime(2026, 9, 1, 0, 15)),
        ("20261301000000", datetime(2026, 9, 1, 0, 15)),
        ("2.02E+13", datetime(2026, 9, 1, 0, 15)),
    ],
)
def test_a_row_without_a_usable_time_was_seen_when_its_slice_was(date: str, seen: datetime) -> None:
    assert mention(f1=date).seen_at_utc == seen


def test_without_any_time_there_is_no_mention() -> None:
    with pytest.raises(ValueError, match="latest"):
        mentions(gkg_line(f1=""), "latest.gkg.csv.zip")


@pytest.mark.parametrize(
    ("stamp", "published"),
    [
        ("20260831231500", datetime(2026, 8, 31, 23, 15)),
        ("20260902001500", datetime(2026, 9, 2, 0, 15)),
        ("20260902001501", None),
        ("19891231000000", None),
        ("20260931000000", None),
        ("now", None),
    ],
)
def test_a_time_of_publication_must_be_possible(stamp: str, published: datetime | None) -> None:
    one = mention(f26=f"<PAGE_PRECISEPUBTIMESTAMP>{stamp}</PAGE_PRECISEPUBTIMESTAMP>")
    assert one.published_at_utc == published
    assert one.date_quality == ("exact" if published else "seen_only")


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("<PAGE_TITLE>Th&#xEA;m 5 ng&#x1B0;&#x1EDD;i</PAGE_TITLE>", "Thêm 5 người"),
        ("<PAGE_TITLE>A &amp;amp; B</PAGE_TITLE>", "A & B"),
        ("<PAGE_TITLE>a &lt;script&gt;alert(1)&lt;/script&gt; b</PAGE_TITLE>", "a alert(1) b"),
        ("<PAGE_TITLE>a\x00\x1b\u202eb</PAGE_TITLE>", "ab"),
        ("<PAGE_TITLE>  </PAGE_TITLE>", None),
        ("<PAGE_TITLE>cut off", None),
        ("<PAGE_AUTHORS>x</PAGE_AUTHORS>", None),
        ("", None),
    ],
)
def test_a_title_is_plain_text(raw: str, title: str | None) -> None:
    assert mention(f26=raw).title == title


def test_a_title_is_at_most_500_characters() -> None:
    assert len(mention(f26=f"<PAGE_TITLE>{'ă' * 9999}</PAGE_TITLE>").title or "") == 500


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("-2.5,1,3.5,4.5,20,0,400", (-2.5, 1.0, 3.5, 400)),
        ("6.1E-05,0,0,0,0,0,1", (6.1e-05, 0.0, 0.0, 1)),
        ("-2.5,1,3.5,4.5,20,0", None),
        ("-2.5,1,3.5,4.5,20,0,400,1", None),
        ("NaN,1,3.5,4.5,20,0,400", None),
        ("1e999,1,3.5,4.5,20,0,400", None),
        ("-250,1,3.5,4.5,20,0,400", None),
        ("-2.5,,3.5,4.5,20,0,400", None),
        ("-2.5,1,3.5,4.5,20,0,-1", None),
        ("-2.5,1,3.5,4.5,20,0,4.5", None),
        ("", None),
    ],
)
def test_a_damaged_tone_is_missing(text: str, tone: tuple[float, float, float, int] | None) -> None:
    one = mention(f15=text)
    assert (one.tone, one.tone_pos, one.tone_neg, one.word_count) == (tone or (None,) * 4)


@pytest.mark.parametrize(
    ("record", "info", "lang", "translated"),
    [
        ("20260901001500-1", "", "en", False),
        ("20260901001500-T1", "srclc:vie;eng:GT-VIE 1.0", "vi", True),
        ("20260901001500-T1", "srclc:zho;eng:Moses 2.1.1", "zh", True),
        ("20260901001500-T1", "srclc:ceb;eng:x", "ceb", True),
        ("20260901001500-T1", "srclc:und;eng:x", None, True),
        ("20260901001500-T1", "eng:GT-VIE 1.0", None, True),
        ("20260901001500-T1", "", None, True),
    ],
)
def test_the_language_is_that_of_the_source(record: str, info: str, lang: str | None, translated: bool) -> None:
    one = mention(record=record, f25=info)
    assert (one.lang, one.translated) == (lang, translated)


@pytest.mark.parametrize(
    ("collection", "document", "source", "url", "domain"),
    [
        (
            "1",
            "https://www.baomoi.com/a.epi?utm_source=x",
            "",
            "https://www.baomoi.com/a.epi?utm_source=x",
            "baomoi.com",
        ),
        ("1", "javascript:alert(1)", "Evil.example", "", "evil.example"),
        ("2", "https://baomoi.com/a", "BBC Monitoring", "", "bbc monitoring"),
        ("5", "10.1000/xyz123", "jstor.org", "", "jstor.org"),
        ("1", "", "", "", ""),
    ],
)
def test_only_web_addresses_are_kept(collection: str, document: str, source: str, url: str, domain: str) -> None:
    one = mention(f2=collection, f4=document, f3=source)
    assert (one.url, one.domain) == (url, domain)
    assert bool(one.canonical_url) == bool(url)


@pytest.mark.parametrize(
    ("document", "country", "method"),
    [
        ("https://baomoi.com/a", "VN", "list"),
        ("https://vov.vn/a", "VN", "cctld"),
        ("https://bbc.co.uk/a", "GB", "cctld"),
        ("https://example.com/a", None, "unknown"),
    ],
)
def test_the_country_of_the_source_comes_with_its_method(document: str, country: str | None, method: str) -> None:
    one = mention(f4=document)
    assert (one.source_country_iso2, one.source_country_method) == (country, method)


def test_themes_of_both_fields_are_sorted_each_once() -> None:
    assert mention(f7="TOURISM;LEADER;", f8="EDUCATION,12;LEADER,5;EDUCATION,99;").themes == (
        "EDUCATION",
        "LEADER",
        "TOURISM",
    )


def test_codes_of_viet_nam_are_kept_and_lead_to_units() -> None:
    one = mention(places=f"{HANOI};{VIETNAM};{FRANCE};4#X#VM#VM66#1#1#1;4#Y#VM#VM00#1#1#1")
    assert one.adm1_fips == ("VM", "VM00", "VM44", "VM66")
    assert one.province_code_2025 == ("01", "46")
    assert one.place_names == ("Hanoi, Ha N?I, Vietnam, Republic Of", "Vietnam, Republic Of", "X", "Y")


def test_a_wrong_country_code_adds_no_place_and_takes_none_away() -> None:
    one = mention(places="1#Vietnam, Republic Of#SF#VM#16#106#VM;1#Thailand#VM#TH#15#100#TH")
    assert (one.adm1_fips, one.place_names) == (("VM",), ("Vietnam, Republic Of",))


# --- anything at all ------------------------------------------------------------------------------

PIECES = [b"\t", b"\n", b";", b"#", b"#VM", b"1#", b"<PAGE_TITLE>", b"&#x110000;", b"\xff", b"\x00", b"20260901001500"]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)), max_size=60).map(b"".join))
def test_no_bytes_make_it_raise(content: bytes) -> None:
    found = read_slice([content])
    assert found.kept == len(found.rows) <= found.lines
    to_mentions(found.rows, NAME, PLACES, LANGUAGES, OUTLETS, "1")


FIELD = st.text(st.characters(exclude_characters="\t\n", exclude_categories=["Cs"]), max_size=40)


@given(st.fixed_dictionaries({f"f{number}": FIELD for number in sorted(READ - {gkg.RECORD, gkg.LOCATIONS})}))
def test_any_fields_make_a_mention_that_can_be_shown(fields: dict[str, str]) -> None:
    one = mention(record="1-1", places=HANOI, **fields)
    assert one.mention_id == mention_id("gdelt_gkg", "1-1")
    assert "01" in one.province_code_2025
    assert one.url == "" or one.url.lower().startswith(("http://", "https://"))
    assert one.tone is None or -100 <= one.tone <= 100
    assert one.title is None or 0 < len(one.title) <= 500
    assert list(one.themes) == sorted(set(one.themes))


@given(st.integers(1, 400))
def test_where_a_block_ends_does_not_matter(size: int) -> None:
    content = gkg_line("1-1", f15="1,2,3,4,5,6,7") + gkg_line("1-2", places=FRANCE) + b"x\n" + gkg_line("1-3")[:-1]
    blocks = [content[start : start + size] for start in range(0, len(content), size)]
    assert read_slice(blocks) == read_slice([content])
    assert (read_slice(blocks).lines, read_slice(blocks).kept) == (4, 2)
