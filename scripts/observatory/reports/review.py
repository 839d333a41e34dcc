"""The review of a year as a report: targets against results, what moved, warnings, awards, what to adjust."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from observatory.reports import bases
from observatory.reports import review_parts as parts
from observatory.reports.document import Block, Document, Notice, Paragraph, Section, Table
from observatory.site import numbers, verdicts
from observatory.site import review_figures as review
from observatory.site import warning_figures as warning
from observatory.site.site import Site
from observatory.tables.model import Text

NEEDS = (
    *("results/annual-review", "results/target-progress", "results/awards", "results/decisions"),
    *(review.TARGETS, warning.PROCESS, "methodology/indicators", "reference/provincial-units"),
)


def years(site: Site) -> list[int]:
    """The years that there is a review of, the earliest first."""
    return sorted(review.years(site))


def build(site: Site, year: int) -> Document:
    """The report on ``year``.

    Raises ``KeyError`` for a year that has no review.
    """
    about = review.years(site)[year]
    notes = review.notes(site, review.ANNUAL, year)
    targets = review.targets(site, review.ANNUAL, year)
    return Document(
        kind="review",
        year=year,
        title=_title(about),
        summary=Text(
            f"Mục tiêu, kết quả, chỉ số thay đổi và điều cần điều chỉnh của năm {year}.",
            f"Targets, results, indicators that moved and what to adjust in {year}.",
        ),
        bases=(bases.STRATEGY, bases.annex(6), bases.EXTERNAL_INFORMATION),
        sections=(
            Section("", tuple(_opening(about))),
            Section("Tình hình chung", (*_edited(notes, "overview"), _counts(about))),
            Section("Mục tiêu và kết quả", tuple(parts.targets(targets))),
            Section("Các chỉ số của Việt Nam", (*_edited(notes, "moves"), *parts.moves(site, year))),
            Section(
                "Thứ hạng của các địa phương (thử nghiệm)", (*_edited(notes, "ranks"), *parts.ranks(site, year, about))
            ),
            Section("Cảnh báo và sự cố", (*_edited(notes, "warnings"), *parts.warnings(site, year, about))),
            Section("Giải thưởng trong năm", (*_edited(notes, "awards"), *parts.awards(site, year))),
            Section("Mức đầy đủ của số liệu", tuple(parts.completeness(site, year, about))),
            Section("Điều chỉnh phương hướng thực hiện", tuple(parts.adjustments(site, year))),
            Section("Nguồn số liệu", (Paragraph(_sources(site)),)),
        ),
        recipients=bases.RECIPIENTS,
        english=tuple(_english(about, targets)),
        as_of=str(about["as_of"]),
    )


def _title(about: dict[str, Any]) -> Text:
    year = about["year"]
    if about["phase"] == "before":
        return Text(
            f"Số liệu nền năm {year} phục vụ sơ kết việc triển khai Chiến lược",
            f"Background figures of {year} for reviews of the Strategy",
        )
    return Text(f"Sơ kết việc triển khai Chiến lược năm {year}", f"Review of the Strategy in {year}")


def _opening(about: dict[str, Any]) -> Iterator[Block]:
    yield Paragraph(
        "Thực hiện nhiệm vụ 6 của Phụ lục VI về sơ kết, tổng kết việc triển khai Chiến lược và điều chỉnh phương hướng "
        f"thực hiện theo từng giai đoạn, báo cáo này tổng hợp số liệu của năm {about['year']} từ cơ sở dữ liệu mở "
        f"“{bases.SITE}”. Số liệu tính đến ngày {numbers.date(about['as_of'], 'vi')}."
    )
    if about["phase"] == "before":
        yield Notice(
            "Năm này có trước Quyết định số 173/QĐ-TTg. Các con số là số liệu nền, điểm xuất phát để so sánh, không "
            "phải kết quả của Chiến lược."
        )
    if not about["complete"]:
        yield Notice("Năm chưa kết thúc; các con số dưới đây là số tạm tính đến ngày nêu trên.")


def _counts(about: dict[str, Any]) -> Table:
    rows = (
        ("Chỉ số cấp quốc gia của khung hiện nay", "n_indicators"),
        ("Chỉ số có số liệu của năm", "n_with_value"),
        ("Chỉ số tốt lên so với lần công bố trước", "n_better"),
        ("Chỉ số kém đi", "n_worse"),
        ("Chỉ số không đổi đáng kể", "n_steady"),
        ("Chỉ số không so được", "n_not_comparable"),
        ("Địa phương được xếp hạng (thử nghiệm)", "n_localities_ranked"),
        ("Đợt cảnh báo được phát", "n_episodes"),
        ("Sự cố đã được phép công bố", "n_incidents"),
        ("Kỳ giải thưởng được ghi", "n_editions"),
        ("Quyết định điều chỉnh có hiệu lực từ năm này", "n_decisions"),
    )
    return Table(
        caption=f"Tổng hợp năm {about['year']}",
        columns=("Nội dung", "Số lượng"),
        rows=tuple((name, numbers.integer(about[key], "vi")) for name, key in rows),
        widths=(4, 1),
        align=("left", "right"),
        source=parts.SOURCE,
        note="Dấu gạch ngang: chưa có số liệu; chưa có số liệu không có nghĩa là không có.",
    )


def _edited(notes: dict[str, list[dict[str, Any]]], section: str) -> Iterable[Block]:
    return [Paragraph(str(row["text_vi"])) for row in notes.get(section, [])]


def _sources(site: Site) -> str:
    return (
        f"Số liệu lấy từ các gói kết quả annual-review (phương pháp {site.results[review.ANNUAL].method}) và "
        f"target-progress (phương pháp {site.results[review.PROGRESS].method}) của “{bases.SITE}”; nguồn của từng dòng "
        "ghi trong các gói dữ liệu được công bố cùng trang."
    )


def _english(about: dict[str, Any], targets: list[dict[str, Any]]) -> Iterator[Block]:
    year, as_of = about["year"], numbers.date(about["as_of"], "en")
    yield Paragraph(
        f"This report reviews {year} under task 6 of Annex VI of the Strategy adopted by Decision No. 173/QD-TTg of 27 "
        f"January 2026. Figures are as of {as_of}. Of {numbers.integer(about['n_indicators'], 'en')} national "
        f"indicators {numbers.integer(about['n_with_value'], 'en')} have a figure for the year: "
        f"{numbers.integer(about['n_better'], 'en')} became better, {numbers.integer(about['n_worse'], 'en')} worse, "
        f"{numbers.integer(about['n_steady'], 'en')} did not change to speak of and "
        f"{numbers.integer(about['n_not_comparable'], 'en')} cannot be compared."
    )
    if about["phase"] == "before":
        yield Notice("The year comes before the Strategy: its figures are background, not results of the Strategy.")
    if not about["complete"]:
        yield Notice("The year is not over; the figures are provisional.")
    if targets:
        yield Table(
            caption="Targets and verdicts",
            columns=("Target", "Verdict"),
            rows=tuple(
                (f"{row['target_id']}. {row['text']['text_en']}", verdicts.WORDS[row["verdict"]].en) for row in targets
            ),
            widths=(5, 2),
            align=("left", "left"),
            source="result packages annual-review and target-progress, computed from published open data",
        )
    yield Paragraph(
        "Rankings of localities are a pilot and not official. Suggestions for adjustment are drawn from the figures by "
        "rule; only the competent body decides."
    )
