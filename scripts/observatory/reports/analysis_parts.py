"""The parts of the report on the database as its tables: main figures, packages, coverage, the press."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.reports.document import Block, Bullets, Notice, Paragraph, Table
from observatory.site import media_figures as media
from observatory.site import numbers
from observatory.site import warning_figures as warning
from observatory.site.pages.formats import figure_text
from observatory.site.site import Site, records

CATALOGUE = "danh mục gói dữ liệu của hệ thống, đếm khi lập báo cáo"


def figures(site: Site) -> Table:
    """The latest figures on the image of Viet Nam, each with the row that it comes from."""
    rows = records(site.result("headline", "figures").sort_values("position"))
    return Table(
        caption="Số liệu mới nhất",
        columns=("Chỉ số; đơn vị", "Giá trị", "Thời gian", "Trước đó", "Gói và dòng dữ liệu"),
        rows=tuple(
            (
                f"{named['name_vi']}; {named['unit_vi']}",
                figure_text(row["value"], row["field_size"], named).vi,
                _period(row),
                figure_text(row["previous_value"], row["previous_field_size"], named).vi,
                _origin(row),
            )
            for row in rows
            for named in (site.indicators[str(row["indicator"])],)
        ),
        widths=(3.4, 1.8, 1.5, 1.8, 4),
        align=("left", "right", "left", "right", "left"),
        source="gói kết quả headline; nguồn công bố của từng dòng ghi trong gói dữ liệu nêu ở cột cuối",
    )


def _period(row: dict[str, Any]) -> str:
    month = numbers.month(row["year"], row["month"], "vi")
    return f"tháng 1 đến {month}" if row["period"] == "ytd" else month


def _origin(row: dict[str, Any]) -> str:
    """The package of a figure, and its row where it is not a sum of rows."""
    package = str(row["source_package"])
    return f"{package}, {row['source_row']}" if row["source_row"] else package


def packages(site: Site) -> Table:
    """The packages of reference data, with the days of their reviews."""
    return Table(
        caption="Các gói dữ liệu tham chiếu",
        columns=("Gói", "Tên", "Số dòng", "Rà soát gần nhất", "Hạn rà soát tiếp"),
        rows=tuple(
            (
                package.id,
                package.title.vi,
                numbers.integer(sum(len(table.frame) for table in package.tables.values()), "vi"),
                numbers.date(package.last_reviewed, "vi"),
                numbers.date(package.descriptor.get("next_review_due"), "vi"),
            )
            for package in site.catalogue
            if package.owner == "reference"
        ),
        widths=(3.2, 4, 1.2, 1.7, 1.7),
        align=("left", "left", "right", "right", "right"),
        source=CATALOGUE,
    )


def coverage(site: Site) -> Iterator[Block]:
    """How many rows and units each indicator has, then those that have none."""
    order = list(site.indicators)
    rows = records(site.result("indicator-coverage", "coverage"))
    rows.sort(key=lambda row: (order.index(str(row["indicator"])), str(row["unit_level"])))
    yield Paragraph(
        f"Khung chỉ số hiện nay có {numbers.integer(len(site.indicators), 'vi')} chỉ số; bảng dưới nêu các chỉ số đã "
        "có dòng số liệu, theo cấp đơn vị."
    )
    yield Table(
        caption="Độ bao phủ của từng chỉ số",
        columns=("Chỉ số", "Các năm", "Số dòng", "Có số liệu năm cuối", "Kiểm chứng hai nguồn"),
        rows=tuple(
            (
                str(site.indicators[str(row["indicator"])]["name_vi"]),
                _span(row),
                numbers.integer(row["n_rows"], "vi"),
                numbers.rank(row["n_last_year"], row["expected_units"], "vi"),
                numbers.percent(row["verified_share"], "vi", 0),
            )
            for row in rows
        ),
        widths=(4.5, 1.6, 1.2, 1.6, 1.6),
        align=("left", "left", "right", "right", "right"),
        source="gói kết quả indicator-coverage",
        note="Có số liệu năm cuối: số đơn vị có số liệu trên số đơn vị cần có.",
    )
    absent = [row["name_vi"] for code, row in site.indicators.items() if code not in {row["indicator"] for row in rows}]
    if absent:
        yield Paragraph("Các chỉ số đã có định nghĩa nhưng chưa có số liệu:")
        yield Bullets(tuple(str(name) for name in absent))


def _span(row: dict[str, Any]) -> str:
    first, last = row["first_year"], row["last_year"]
    if numbers.is_missing(first):
        return numbers.missing("vi")
    return str(first) if first == last else f"{first}–{last}"


def press(site: Site) -> Iterator[Block]:
    """Whether the press was collected, by stream, and the state of early warning."""
    month = media.headline(site)
    if month is None:
        yield Notice(
            "Chưa có tháng nào thu đủ tin báo chí thế giới về Việt Nam, nên báo cáo không nêu số liệu truyền thông. Bộ "
            "thu thập, các phép thử cảnh báo và quy trình đã sẵn sàng; không có dữ liệu không có nghĩa là bình thường."
        )
    else:
        yield Paragraph(
            f"Tháng gần nhất thu đủ là {month['name'].vi}: {numbers.integer(month['mentions_per_day'], 'vi')} lượt "
            f"nhắc mỗi ngày, từ {numbers.integer(month['source_countries'], 'vi')} nước, bằng "
            f"{numbers.integer(month['languages'], 'vi')} ngôn ngữ; thu đủ "
            f"{numbers.rank(month['days_complete'], month['days'], 'vi')} ngày."
        )
    yield Table(
        caption="Tình trạng các luồng dữ liệu truyền thông",
        columns=("Luồng", "Ngày đầu", "Ngày cuối", "Lượt cần có", "Đã nhận", "Độ phủ"),
        rows=tuple(
            (
                str(row["name_vi"]),
                _day(row["first_day"]),
                _day(row["last_day"]),
                numbers.integer(row["expected"], "vi"),
                numbers.integer(row["received"], "vi"),
                numbers.percent(row["coverage"], "vi", 1),
            )
            for row in media.streams(site)
        ),
        widths=(4, 1.6, 1.6, 1.4, 1.4, 1.2),
        align=("left", "right", "right", "right", "right", "right"),
        source="gói kết quả media-health",
        note="Dấu gạch ngang: chưa thu thập.",
    )
    today = warning.standing(site)
    if today["alert_level"] is None:
        yield Paragraph("Chưa nói được đang ở cấp cảnh báo nào, vì chưa đủ dữ liệu.")
    else:
        yield Paragraph(
            f"Cảnh báo sớm tính đến ngày {numbers.date(today['as_of'], 'vi')}: cấp {today['alert_level']}, "
            f"{today['level']['name_vi']}; thang cấp là đề xuất, do máy mở."
        )


def _day(text: object) -> str:
    return numbers.date(None if numbers.is_missing(text) else str(text)[:10], "vi")
