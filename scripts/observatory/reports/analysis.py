"""The database as a report: what it holds, how recent and how complete it is, where it comes from, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from observatory.reports import analysis_parts as parts
from observatory.reports import bases
from observatory.reports.document import Block, Bullets, Document, Paragraph, Section, Table
from observatory.reports.review_parts import completeness
from observatory.results import OWNER as RESULTS
from observatory.site import media_figures as media
from observatory.site import numbers
from observatory.site import review_figures as review
from observatory.site.site import Site
from observatory.tables.model import Text

NEEDS = (
    *("results/annual-review", "results/indicator-coverage", "results/headline", "results/warning"),
    *("results/media-days", "results/media-health", "methodology/indicators", "methodology/media"),
)
_GROUPS = {"reference": "Dữ liệu tham chiếu", "methodology": "Phương pháp", RESULTS: "Kết quả tính toán"}
_CONTRIBUTED = "Dữ liệu do đơn vị, địa phương gửi"
_LACKS = ("missing_data", "old_data", "not_measured", "no_baseline")


def years(site: Site) -> list[int]:
    """The one year whose state the database shows: that of the last review of its packages."""
    return [int(site.updated[:4])]


def build(site: Site, year: int) -> Document:
    """The report on the database as it stands in ``year``.

    Raises ``ValueError`` for any other year: no earlier state of the database is kept in it.
    """
    if year not in years(site):
        raise ValueError(f"the database shows the state of {years(site)}, not of {year}")
    sizes = _sizes(site)
    return Document(
        kind="analysis",
        year=year,
        title=Text(
            f"Phân tích cơ sở dữ liệu mở về hình ảnh Việt Nam năm {year}",
            f"Analysis of the open database on the image of Viet Nam in {year}",
        ),
        summary=Text(
            "Quy mô, nguồn, độ mới, mức đầy đủ của dữ liệu và điều còn thiếu.",
            "Size, sources, recency and completeness of the data, and what is missing.",
        ),
        bases=(bases.STRATEGY, bases.annex(1), bases.DIGITAL_DATA),
        sections=(
            Section("", (_opening(site),)),
            Section("Quy mô cơ sở dữ liệu", tuple(_size(sizes))),
            Section("Số liệu chính về hình ảnh Việt Nam", (parts.figures(site),)),
            Section("Các gói dữ liệu tham chiếu và độ mới", (parts.packages(site),)),
            Section("Độ bao phủ của các chỉ số", tuple(parts.coverage(site))),
            Section("Mức đầy đủ của số liệu trong năm", _completeness(site, year)),
            Section("Dữ liệu truyền thông", tuple(parts.press(site))),
            Section("Hạn chế và điều cần bổ sung", tuple(_lacks(site, year))),
        ),
        recipients=bases.RECIPIENTS,
        english=tuple(_english(site, sizes)),
        as_of=site.updated,
    )


def _opening(site: Site) -> Paragraph:
    return Paragraph(
        "Thực hiện nhiệm vụ 1 của Phụ lục VI về hệ thống cơ sở dữ liệu thông tin đối ngoại quốc gia, báo cáo này mô tả "
        f"cơ sở dữ liệu mở “{bases.SITE}” tại ngày {numbers.date(site.updated, 'vi')}. Dữ liệu được chép từ nguồn công "
        "khai, kiểm tra trước khi nhận và giữ nguồn của từng dòng; hệ thống chưa kết nối với hệ thống của đơn vị nào."
    )


@dataclass(frozen=True)
class _Size:
    """How much a group of packages holds."""

    group: str
    packages: int
    tables: int
    rows: int


def _sizes(site: Site) -> list[_Size]:
    """The size of each group, the results last."""
    found: dict[str, list[list[int]]] = {}
    for package in site.catalogue:
        rows = [len(table.frame) for table in package.tables.values()]
        found.setdefault(_GROUPS.get(package.owner, _CONTRIBUTED), []).append(rows)
    for result in site.results.values():
        found.setdefault(_GROUPS[RESULTS], []).append([len(table.frame) for table in result.tables.values()])
    order = (_GROUPS["reference"], _CONTRIBUTED, _GROUPS["methodology"], _GROUPS[RESULTS])
    return [
        _Size(group, len(found[group]), sum(map(len, found[group])), sum(map(sum, found[group])))
        for group in order
        if group in found
    ]


def _size(sizes: list[_Size]) -> Iterator[Block]:
    yield Table(
        caption="Số gói, số bảng và số dòng",
        columns=("Nhóm", "Số gói", "Số bảng", "Số dòng"),
        rows=tuple(
            (size.group, *(numbers.integer(count, "vi") for count in (size.packages, size.tables, size.rows)))
            for size in sizes
        ),
        widths=(4, 1, 1, 1.4),
        align=("left", "right", "right", "right"),
        source=parts.CATALOGUE,
    )
    yield Paragraph(
        "Mỗi gói là một gói dữ liệu mở có mô tả cột, phiên bản, giấy phép và mã kiểm tra của từng tệp; tải về dạng CSV "
        "không cần đăng nhập."
    )


def _completeness(site: Site, year: int) -> tuple[Block, ...]:
    about = review.years(site).get(year)
    if about is None:
        return (Paragraph("Chưa có chỉ số nào có số liệu của năm này."),)
    return tuple(completeness(site, year, about))


def _lacks(site: Site, year: int) -> Iterator[Block]:
    yield Bullets(
        (
            "Số liệu chép lại từ nguồn công khai, không phải từ cơ sở dữ liệu của nơi công bố; cách tính của nơi công "
            "bố có thể đổi giữa các ấn bản.",
            "Chưa có khảo sát riêng về cảm nhận quốc tế; mạng xã hội, phát thanh và truyền hình chưa được theo dõi.",
            "Các bảng xếp hạng là bản thử nghiệm, không phải xếp hạng chính thức.",
        )
    )
    suggested = [
        row
        for row in (review.adjustments(site, review.ANNUAL, year) if year in review.years(site) else [])
        if row["kind"] in _LACKS
    ]
    if suggested:
        yield Table(
            caption="Điều cần bổ sung (đề xuất rút từ số liệu)",
            columns=("Loại", "Nội dung"),
            rows=tuple((row["kind_name"].vi, str(row["text_vi"])) for row in suggested),
            widths=(2, 8),
            align=("left", "left"),
            source="gói kết quả annual-review",
        )


def _english(site: Site, sizes: list[_Size]) -> Iterator[Block]:
    packages = numbers.integer(sum(size.packages for size in sizes), "en")
    tables = numbers.integer(sum(size.tables for size in sizes), "en")
    rows = numbers.integer(sum(size.rows for size in sizes), "en")
    collected = "has been" if media.headline(site) is not None else "has not yet been"
    yield Paragraph(
        f"This report describes the open database on the image of Viet Nam as of {numbers.date(site.updated, 'en')} "
        f"(task 1 of Annex VI): {packages} packages with {tables} tables and {rows} rows, the results included. Every "
        "row keeps its source. The database is not connected to any body's own system."
    )
    yield Paragraph(
        f"{numbers.integer(len(site.indicators), 'en')} indicators are defined. A whole month of the world's press on "
        f"Viet Nam {collected} collected. Rankings are pilots and not official."
    )
