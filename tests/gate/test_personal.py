"""Personal data: found in every spelling of a made-up set, and not found in what statistics are made of."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import MAKERS, figures, people

from observatory.findings import LANGS, Finding
from observatory.gate.personal import KINDS, named, personal
from observatory.gate.personal_cells import cells, hidden, lines
from observatory.messages import hint, message
from observatory.tables.load import load
from packages import ROOT, edit_csv, edit_descriptor, table, write_package

KNOWN = {
    "phone": (
        *("0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "(0912) 345 678", "09 12 34 56 78"),
        *("+84 912 345 678", "+84912345678", "(+84) 912 345 678", "0084 912 345 678", "+84 (0)912 345 678"),
        *("０９１２３４５６７８", "٠٩١٢٣٤٥٦٧٨", "0‑912‑345‑678", "0912 – 345 – 678", "0912\u00a0345\u00a0678"),
        *("SĐT0912345678", "điện thoại 912345678", "Zalo: 84912345678", "84912345678 (zalo)", "tel:+84912345678"),
        *("024 3825 5555", "(024) 3825 5555", "+84 24 3825 5555", "0236.3822.123"),
        *("+1 202-555-0143", "+44 20 7946 0958", "0044 20 7946 0958", "+86 138 0013 8000"),
        *("https://zalo.me/0912345678", "0912345678/0987654321", "gọi 0912345678."),
    ),
    "email": (
        *("a.b@c.vn", "nguyen (at) gmail.com", "nguyen [at] gmail [dot] com", "nguyen a còng gmail.com"),
        *("nguyen at gmail dot com", "nguyen＠gmail.com", "mailto:a@b.vn", "a&#64;b.vn", "a%40b.vn", "nguyễn@huế.vn"),
    ),
    "citizen-id": (
        *("001199012345", "CCCD001199012345", "001 199 012 345", "079.085.012.345", "CMND 123456789"),
        *("CMND số: 123 456 789", "Số định danh cá nhân: 048306001234", "０４８３０６００１２３４"),
    ),
    "passport": ("Hộ chiếu B1234567", "passport no. C12345678"),
    "bank-account": (
        *("STK 1903456789012", "Số tài khoản: 0123 456 789", "Vietcombank 0011001234567"),
        "DE89 3704 0044 0532 0130 00",
    ),
    "bank-card": ("4111 1111 1111 1111", "4111111111111111", "5500-0000-0000-0004", "thẻ 9704198526191432198"),
}
HARMLESS = (
    *("173/QĐ-TTg", "2539/QĐ-BVHTTDL ngày 23/11/2026", "1.234.567.890", "1 234 567 890 123", "12,345,678,901"),
    *("58 060 087 981 548.0", "-7 700 030 442 432.8", "5 076 022 616.7 nghìn tấn", "4000000000000002 đồng"),
    *("2011-2016", "2024-2025 2026", "0.9123456789", "-0.0912345678", "84.9123456789", "+533227.88", "1e10"),
    *("16.054407, 108.202167", "08.8123456", "9123456789", "20150218230000-1", "20150218230000-T52"),
    *("978-604-0-12345-6", "ISBN 0-596-52068-9", "10.1016/j.tourman.2012.03.005", "US0378331005"),
    *("https://www.google.com/maps/@16.05,108.2,15z", "https://a.vn/0912345678-tin.html", "logo@2x.png"),
    *("2026-11-23T10:00:00+07:00", "09/11/2024 10:30", "550e8400-e29b-41d4-a716-446655440000"),
    *("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "MST 0301442989"),
    *("thuê bao di động: 912.345.678 thuê bao", "tổng số tài khoản: 12.345.678", "0-500000000"),
    *("673 060 112 757 156", "căn cước: 12.345.678 thẻ", "BIDV 123456789 triệu đồng", "git@github.com:a/b"),
)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KNOWN.items() for text in texts])
def test_every_known_spelling_is_found(kind: str, text: str) -> None:
    assert kind in personal(text)
    assert kind in personal(f"Liên hệ ({text}), trước 30/6/2026")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_alike_is_not_found(text: str) -> None:
    assert personal(text) == ()


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_nearly_all_of_a_made_up_set_is_found(kind: str) -> None:
    texts = list(people(kind, 2_000, seed=7))
    missed = [text for text in texts if kind not in personal(text)]
    assert len(missed) <= len(texts) // 100, missed[:5]


def test_figures_of_all_magnitudes_raise_hardly_an_alarm() -> None:
    records = figures(3_000, seed=11)
    found = cells(records, [{"name": name} for name in records[0]], "figures.csv")
    assert len(found) <= len(records) * len(records[0]) // 10_000, [(f.field, f.expected) for f in found[:5]]


def test_our_own_tables_raise_none() -> None:
    found = []
    for folder in sorted((ROOT / "datasets").glob("*/*/")):
        for resource in json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
            with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
                found += cells(list(csv.reader(file)), resource["schema"]["fields"], resource["path"])
    assert found == []


@pytest.mark.shared
def test_tables_of_others_raise_none(shared: Path) -> None:
    count, found = 0, []
    for name in ("gdp", "country-codes", "co2"):
        for path in sorted((shared / "samples/packages" / name).rglob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
                records = list(csv.reader(file))
            count += sum(map(len, records))
            found += cells(records, [{"name": name} for name in records[0]], path.name)
    assert count > 10_000
    assert len(found) <= count // 10_000, [(f.file, f.row, f.field, f.expected) for f in found[:5]]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        *((name, "phone") for name in ("phone", "so_dien_thoai", "Số điện thoại", "phone_number", "SĐT", "mobile_no")),
        *((name, "citizen-id") for name in ("cccd", "Số CCCD", "so_can_cuoc", "citizen_id")),
        *((name, "bank-account") for name in ("stk", "Số tài khoản", "bank_account")),
        *((name, "") for name in ("phone_subscriptions", "Thuê bao điện thoại di động", "hotel", "id", "unit_code")),
        *((name, "") for name in ("country_passport", "Tỷ lệ người dùng điện thoại", "share_mobile_users", "value")),
    ],
)
def test_columns_are_known_by_their_last_words(field: str, kind: str) -> None:
    assert named(field) == kind


def test_a_bare_number_is_one_under_a_column_named_for_it() -> None:
    assert personal("912345678") == ()
    assert personal("912345678", "Số điện thoại") == ("phone",)
    assert personal("79085012345", "cccd") == ("citizen-id",)
    fields = [{"name": "id", "type": "string"}, {"name": "sdt", "type": "integer"}]
    assert [(f.row, f.field, f.expected) for f in cells([["id", "sdt"], ["a", "912345678"]], fields, "x")] == [
        (2, "sdt", "phone")
    ]


@pytest.mark.parametrize(
    ("start", "kind"), [("9123450{}", "phone"), ("790850123{}", "citizen-id"), ("11990123{}", "citizen-id")]
)
def test_a_column_of_numbers_without_their_zero_is_found(start: str, kind: str) -> None:
    numbers = [start.format(n) for n in range(10, 20)]
    field = {"name": "lien_he", "type": "integer"}
    found = cells([["lien_he"], *([number] for number in numbers)], [field], "x")
    assert [f.expected for f in found] == [kind] * len(numbers)
    few = cells([["lien_he"], *([number] for number in numbers[:3])], [field], "x")
    assert few == []


def test_a_card_among_short_figures_is_found_and_long_figures_are_not_cards() -> None:
    short = [["code"], *([str(n)] for n in range(40)), ["4111111111111111"]]
    assert [f.row for f in cells(short, [{"name": "code"}], "x")] == [42]
    long = [["gdp"], *([str(10**15 + 7919 * n)] for n in range(40)), ["4111111111111111"]]
    assert cells(long, [{"name": "gdp"}], "x") == []


def test_every_place_is_named_and_no_value() -> None:
    found = lines("# Gói\n\nLiên hệ 0912345678\nhoặc a@b.vn", "README.md")
    assert [(f.row, f.expected, f.value) for f in found] == [(3, "phone", ""), (4, "email", "")]
    others = [
        Finding("type-error", file="README.md", row=3, value="x"),
        Finding("edge-space", file="b", value=" c@d.vn"),
    ]
    assert [f.value for f in hidden(others, found)] == ["", ""]
    other = Finding("type-error", file="README.md", row=5, value="abc", expected="integer")
    assert hidden([other], found) == [other]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_in_words_of_its_own(kind: str) -> None:
    finding = Finding("personal-data", file="a.csv", row=2, field="b", expected=kind)
    for lang in LANGS:
        assert message(finding, lang) != message(Finding("personal-data"), lang)
        assert "methodology/waivers" in hint(finding, lang)


SECRET = "0912345678"


@pytest.mark.parametrize(
    "spoil", ["cell", "header", "extra", "quote", "readme", "descriptor", "escaped", "key", "stray"]
)
def test_a_package_with_a_phone_number_is_refused_and_the_number_is_told_nowhere(root: Path, spoil: str) -> None:
    folder = write_package(root)
    match spoil:
        case "cell":
            edit_csv(folder, "Báo cáo A", SECRET)
        case "header":
            edit_csv(folder, "label", SECRET)
        case "extra":
            edit_csv(folder, "Báo cáo A\n", f"Báo cáo A,{SECRET}\n")
        case "quote":
            edit_csv(folder, "b,2025", f'"{SECRET}"x,2025')
        case "readme":
            (folder / "README.md").write_text(f"# Gói\n\nGọi {SECRET}\n", encoding="utf-8")
        case "descriptor":
            edit_descriptor(folder, lambda document: document.update(description=f"Gọi {SECRET}"))
        case "escaped":
            path = folder / "datapackage.json"
            text = path.read_text(encoding="utf-8").replace("Số liệu để thử", f"G\\u1ecdi \\u0030{SECRET[1:]}")
            path.write_text(text, encoding="utf-8")
        case "key":
            edit_csv(folder, "a,2024", f"{SECRET},2024")
            edit_csv(folder, "b,2025", f"{SECRET},2025")
        case "stray":
            (folder / "ghi-chu.txt").write_text(SECRET, encoding="utf-8")
    loaded = load([root])
    assert loaded.catalogue.packages == {}
    found = [finding for finding in loaded.findings if finding.code == "personal-data"]
    assert found
    assert {finding.expected for finding in found} == {"phone"}
    assert all(finding.row for finding in found)
    told = repr(loaded.findings) + "".join(message(f, lang) + hint(f, lang) for f in loaded.findings for lang in LANGS)
    assert SECRET not in told
    assert SECRET[1:] not in told


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_is_judged(text: str, field: str) -> None:
    assert set(personal(text, field)) <= set(KINDS)
    assert list(personal(text, field)) == sorted(set(personal(text, field)))


@given(st.sampled_from([text for texts in KNOWN.values() for text in texts]), st.text("ab .,;:()", max_size=12))
def test_what_stands_around_hides_nothing(text: str, around: str) -> None:
    assert personal(f"{around.rstrip('ab')} {text} {around}")


def test_figures_typed_as_figures_are_let_be(root: Path) -> None:
    rows = [(f"r{n}", 2024, 912345678 + 7919 * n, "", "A") for n in range(4)]
    assert load([write_package(root, tables={"values": table(rows)})]).findings == ()
