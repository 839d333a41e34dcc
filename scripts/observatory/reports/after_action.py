"""After-action reviews of a year as a report: incidents cleared for publication, times kept, lessons, the process.

Only what may be public is in it; where no incident was cleared it says so, and what the process is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.reports import bases
from observatory.reports.document import Align, Block, Bullets, Document, Heading, Notice, Paragraph, Section, Table
from observatory.reports.needs import reviewed
from observatory.site import numbers
from observatory.site import warning_figures as warning
from observatory.site.site import Site, by, records
from observatory.tables.model import Text

NEEDS = ("results/incidents", warning.PROCESS, "reference/incidents")
_PROPOSED = (
    "Thang cấp và quy trình là đề xuất: không tìm thấy thang cấp khủng hoảng truyền thông chính thức nào. Thời hạn "
    "cũng là đề xuất, trừ việc ghi rõ có nguồn."
)
_TIMES = {
    "time_to_detect_h": "Phát hiện",
    "time_to_ack_h": "Tiếp nhận",
    "time_to_statement_h": "Phát ngôn",
    "time_to_contain_h": "Kiểm soát",
}
_FROM = {
    "detection": "khi phát hiện",
    "event": "khi xảy ra",
    "last_update": "lần cập nhật trước",
    "closed": "khi kết thúc",
}


def years(site: Site) -> list[int]:
    """The years in which an incident that was cleared began, and the year of the data."""
    begun = {int(str(day)[:4]) for day in site.result(warning.INCIDENTS, "incidents")["start_date"].dropna()}
    return sorted({*begun, int(reviewed(site, NEEDS)[:4])})


def build(site: Site, year: int) -> Document:
    """The report on ``year``.

    Raises ``ValueError`` for a year of which there is nothing to report.
    """
    if year not in years(site):
        raise ValueError(f"no incident of {year} was cleared for publication")
    incidents = [
        row
        for row in records(site.result(warning.INCIDENTS, "incidents").sort_values(["start_date", "incident_id"]))
        if str(row["start_date"])[:4] == str(year)
    ]
    return Document(
        kind="after-action",
        year=year,
        title=Text(
            f"Rút kinh nghiệm xử lý khủng hoảng truyền thông năm {year}",
            f"After-action report on media crises in {year}",
        ),
        summary=Text(
            f"Sự cố năm {year} đã được phép công bố, thời gian xử lý, bài học và quy trình đề xuất.",
            f"Incidents of {year} that were cleared for publication, times, lessons and the proposed process.",
        ),
        bases=(bases.EXTERNAL_INFORMATION, bases.SPOKESPERSONS, bases.STRATEGY, bases.annex(4)),
        sections=(
            Section("", tuple(_opening(site, year, incidents))),
            Section("Thống kê sự cố", (_statistics(site, year),)),
            Section("Từng sự cố", tuple(_each(site, incidents))),
            Section("Thời hạn xử lý (đề xuất)", (_hours(site),)),
            Section("Quy trình xử lý (đề xuất)", tuple(_process(site))),
            Section("Bài học và kiến nghị", tuple(_lessons(site, incidents))),
        ),
        recipients=bases.RECIPIENTS,
        english=tuple(_english(site, year, incidents)),
        as_of=reviewed(site, NEEDS),
    )


def _opening(site: Site, year: int, incidents: list[dict[str, Any]]) -> Iterator[Block]:
    day = numbers.date(reviewed(site, NEEDS), "vi")
    yield Paragraph(
        "Thực hiện nhiệm vụ 4 của Phụ lục VI về quy trình giám sát, cảnh báo sớm và xử lý khủng hoảng truyền thông "
        f"quốc gia, báo cáo này tổng hợp phần được phép công bố của các sự cố bắt đầu trong năm {year}, tính đến "
        f"ngày {day}."
    )
    if not incidents:
        yield Notice(
            f"Đến ngày {day} chưa có sự cố nào của năm {year} được phép công bố. Điều đó không có nghĩa là không có sự "
            "cố nào: sổ xử lý nội bộ không công khai. Phần dưới nêu số liệu thống kê được phép công bố và quy trình "
            "đề xuất."
        )
    yield Notice(_PROPOSED)


def _statistics(site: Site, year: int) -> Block:
    frame = site.result(warning.INCIDENTS, "statistics")
    rows = records(frame[frame["year"] == year].sort_values("level_peak"))
    if not rows:
        return Paragraph(f"Không có dòng thống kê nào của năm {year}.")
    return Table(
        caption=f"Sự cố năm {year} đã được phép công bố, theo cấp cao nhất (không kể diễn tập)",
        columns=("Cấp cao nhất", "Số sự cố", "Đã rút kinh nghiệm", "Biết có đúng hạn không", "Đúng hạn đề xuất"),
        rows=tuple(
            (
                f"{row['level_peak']}: {row['level_vi']}",
                *(numbers.integer(row[key], "vi") for key in ("n_incidents", "n_reviewed", "n_sla_known", "n_sla_met")),
            )
            for row in rows
        ),
        widths=(3, 1.3, 1.6, 1.8, 1.6),
        align=("left", "right", "right", "right", "right"),
        source="gói kết quả incidents",
        note="Thang cấp là đề xuất.",
    )


def _each(site: Site, incidents: list[dict[str, Any]]) -> Iterator[Block]:
    if not incidents:
        yield Paragraph("Không có sự cố nào để nêu.")
    reviews = by(site.result(warning.INCIDENTS, "reviews"), "incident_id")
    steps = site.result(warning.INCIDENTS, "timeline").sort_values(["incident_id", "position"])
    for row in incidents:
        yield Heading(f"{row['title_vi']}{' (diễn tập)' if row['exercise'] else ''}")
        yield Paragraph(_facts(row))
        own = records(steps[steps["incident_id"] == row["incident_id"]])
        if own:
            yield Bullets(tuple(f"{numbers.date(step['local_date'], 'vi')}: {step['text_vi']}" for step in own))
        if row["incident_id"] in reviews:
            yield from _review(reviews[str(row["incident_id"])])
        else:
            yield Paragraph("Chưa có bản rút kinh nghiệm được phép công bố.")


def _facts(row: dict[str, Any]) -> str:
    counted, usual = (numbers.integer(row[key], "vi") for key in ("observed_count", "expected_count"))
    ended = f", kết thúc {numbers.date(row['end_date'], 'vi')}" if row["end_date"] else ""
    return (
        f"Cấp cao nhất: {row['level_peak']} ({row['level_vi']}, thang đề xuất). Trạng thái: {row['state_vi']}. Bắt đầu "
        f"{numbers.date(row['start_date'], 'vi')}{ended}. Địa phương: {row['provinces_vi'] or numbers.missing('vi')}. "
        f"Chủ đề: {row['topics_vi'] or numbers.missing('vi')}. Số tin {counted}, thường ngày {usual}."
    )


def _review(row: dict[str, Any]) -> Iterator[Block]:
    yield Paragraph(str(row["public_summary_vi"]))
    met = {True: "có", False: "không", None: numbers.missing("vi")}[row["sla_met"]]
    yield Table(
        caption="Thời gian xử lý (giờ)",
        columns=(*_TIMES.values(), "Đúng thời hạn đề xuất"),
        rows=((*(numbers.number(row[key], "vi", 1) for key in _TIMES), met),),
        widths=(1, 1, 1, 1, 1.4),
        align=("right", "right", "right", "right", "left"),
        source="gói kết quả incidents, tính từ các mốc trong bản rút kinh nghiệm",
    )


def _hours(site: Site) -> Table:
    frame = site.data(warning.PROCESS, "hours")
    levels = sorted({int(level) for level in frame["level"]})
    named = warning.levels(site)
    steps: dict[str, dict[int, dict[str, Any]]] = {}
    for row in records(frame):
        steps.setdefault(str(row["step"]), {})[int(row["level"])] = row
    numeric: list[Align] = ["right" for _ in levels]
    return Table(
        caption="Số giờ tối đa của từng việc, theo cấp",
        columns=("Việc", "Tính từ", *(f"Cấp {level}, {named[level]['name_vi']}" for level in levels), "Căn cứ"),
        rows=tuple(
            (
                str(first["name_vi"]),
                _FROM[str(first["counted_from"])],
                *(numbers.integer(own[level]["hours"] if level in own else None, "vi") for level in levels),
                _basis(own),
            )
            for own in steps.values()
            for first in (next(iter(own.values())),)
        ),
        widths=(3, 2, *(1.4 for _ in levels), 1.3),
        align=("left", "left", *numeric, "left"),
        source=f"gói {warning.PROCESS}, phiên bản {site.catalogue.packages[warning.PROCESS].version}",
        note="Nguồn ghi trong gói; có văn bản mới biết qua báo chí, chưa đọc toàn văn.",
    )


def _basis(own: dict[int, dict[str, Any]]) -> str:
    """Whether the hours of a step are a proposal, and at which levels they have a source."""
    sourced = [str(level) for level, row in own.items() if row["basis"] != "proposal"]
    if len(sourced) == len(own):
        return "có nguồn"
    return f"đề xuất; cấp {', '.join(sourced)} có nguồn" if sourced else "đề xuất"


def _process(site: Site) -> Iterator[Block]:
    yield Table(
        caption="Các trạng thái của một sự cố",
        columns=("Trạng thái", "Ý nghĩa", "Được công bố"),
        rows=tuple(
            (str(row["name_vi"]), str(row["meaning_vi"]), "có" if row["publishable"] else "không")
            for row in records(site.data(warning.PROCESS, "states").sort_values("position"))
        ),
        widths=(2, 5, 1.2),
        align=("left", "left", "left"),
        source=f"gói {warning.PROCESS}",
    )
    yield Paragraph("Quy tắc chung:")
    yield Bullets(tuple(str(row["text_vi"]) for row in records(site.data(warning.PROCESS, "rules"))))
    yield Paragraph("Chỉ công bố khi đủ các điều kiện sau:")
    yield Bullets(
        tuple(str(row["text_vi"]) for row in records(site.data(warning.PROCESS, "clearance").sort_values("position")))
    )


def _lessons(site: Site, incidents: list[dict[str, Any]]) -> Iterator[Block]:
    own = {row["incident_id"] for row in incidents}
    rows = records(site.result(warning.INCIDENTS, "lessons").sort_values(["incident_id", "position"]))
    lessons = tuple(str(row["text_vi"]) for row in rows if row["incident_id"] in own)
    yield Bullets(lessons) if lessons else Paragraph("Chưa có bài học nào được phép công bố.")
    yield Paragraph(
        "Kiến nghị: cấp, thời hạn và quy trình nêu trên là đề xuất của hệ thống; cần cơ quan có thẩm quyền xem xét, "
        "ban hành theo nhiệm vụ 4 của Phụ lục VI (giai đoạn 2026 - 2027)."
    )


def _english(site: Site, year: int, incidents: list[dict[str, Any]]) -> Iterator[Block]:
    day = numbers.date(reviewed(site, NEEDS), "en")
    if incidents:
        yield Paragraph(
            f"As of {day}, {numbers.integer(len(incidents), 'en')} incidents that began in {year} have been cleared "
            "for publication, exercises included:"
        )
        yield Bullets(tuple(f"{row['title_en']} (level {row['level_peak']}, {row['level_en']})" for row in incidents))
    else:
        yield Paragraph(
            f"As of {day} no incident of {year} has been cleared for publication. That does not mean that there was "
            "none: the register of live incidents is not public."
        )
    yield Notice("Levels, hours and the process are proposals: no official scale was found.")
