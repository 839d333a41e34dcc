"""The parts of the review of a year as blocks of a report: the same rows as on its page, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.reports import bases
from observatory.reports.document import Block, Bullets, Heading, Notice, Paragraph, Table
from observatory.site import numbers, verdicts
from observatory.site import review_figures as review
from observatory.site import warning_figures as warning
from observatory.site.site import Site

_ABOUT = "số liệu do hệ thống dữ liệu mở tính từ các gói đã công bố"
SOURCE = f"gói kết quả annual-review; {_ABOUT}"
_NO_REASON = "Chưa có giải thích"
_KINDS = {"episode": "Đợt khác thường do máy ghi nhận", "incident": "Sự cố đã được phép công bố"}


def targets(found: list[dict[str, Any]]) -> Iterator[Block]:
    """The targets with their verdicts, then why some cannot be assessed."""
    if not found:
        yield Paragraph("Chiến lược đặt mục tiêu từ năm 2026; năm này chưa có mục tiêu nào được đánh giá.")
        return
    yield Table(
        caption="Mục tiêu của Chiến lược và kết quả",
        columns=("Mục tiêu", "Kết quả", "Mức phải có", "Quãng đường đã đi", "Đánh giá"),
        rows=tuple(
            (
                f"{row['target_id']}. {row['text']['text_vi']}",
                _amount(row["value"], row, 0),
                _amount(row["expected_value"], row, row["decimals"]),
                numbers.percent(row["progress_share"], "vi"),
                _verdict(row),
            )
            for row in found
        ),
        widths=(5, 2, 2, 1.6, 2.4),
        align=("left", "right", "right", "right", "left"),
        source=f"gói kết quả annual-review và target-progress; {_ABOUT}",
        note="Đánh giá so nhịp độ đã có với nhịp độ cần có; quãng đường tính theo đường thẳng từ số gốc đến đích. "
        "Hai cách kết luận khác nhau thì ghi cả hai.",
    )
    said = [f"{row['target_id']}: {row['reason'].vi}" for row in found if row["reason"]]
    if said:
        yield Heading("Điều chưa đánh giá được, điều cần lưu ý")
        yield Bullets(tuple(said))


def _amount(value: object, row: dict[str, Any], decimals: int) -> str:
    shown = numbers.number(value, "vi", decimals)
    return f"{shown} ({row['unit'].vi})" if row["unit"] and not numbers.is_missing(value) else shown


def _verdict(row: dict[str, Any]) -> str:
    said = verdicts.WORDS[row["verdict"]].vi
    return f"{said}; theo đường thẳng: {_lower(verdicts.WORDS[row['linear_verdict']].vi)}" if row["both"] else said


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def moves(site: Site, year: int) -> Iterator[Block]:
    """Which indicators of Viet Nam moved, from what to what, and why."""
    moved = review.moves(site, year)
    if not moved:
        yield Paragraph("Năm này không có chỉ số nào của Việt Nam có số liệu.")
        return
    yield Table(
        caption=f"Chỉ số của Việt Nam có số liệu năm {year}, so với lần công bố trước",
        columns=("Chỉ số; đơn vị", f"Năm {year}", "Trước đó", "Thay đổi", "Chiều", "Vì sao"),
        rows=tuple(
            (
                f"{row['named']['name_vi']}; {row['named']['unit_vi']}",
                row["shown"].vi,
                _previous(row),
                numbers.signed(row["change"], "vi", row["decimals"]),
                row["word"].vi,
                str(row["note_vi"] or _NO_REASON),
            )
            for row in moved
        ),
        widths=(4, 1.7, 2.2, 1.6, 1.7, 2.3),
        align=("left", "right", "right", "right", "left", "left"),
        source=SOURCE,
        note="Tốt lên hay kém đi theo chiều của từng chỉ số: với thứ hạng, số nhỏ hơn là tốt hơn. "
        "Thay đổi tính từ số chưa làm tròn.",
    )


def _previous(row: dict[str, Any]) -> str:
    if row["previous_value"] is None:
        return numbers.missing("vi")
    return f"{row['shown_previous'].vi} ({numbers.month(row['previous_year'], row['previous_month'], 'vi')})"


def ranks(site: Site, year: int, about: dict[str, Any]) -> Iterator[Block]:
    """The localities that moved by the most places, with the word that the ranking is a pilot."""
    yield Notice(bases.PILOT)
    rows = review.rank_moves(site, year)
    if not rows:
        ranked = numbers.integer(about["n_localities_ranked"], "vi")
        yield Paragraph(
            "Năm này không có trong xếp hạng hằng năm của các địa phương."
            if numbers.is_missing(about["n_localities_ranked"])
            else f"Số địa phương được xếp hạng: {ranked}. Không có thay đổi thứ hạng nào so được với năm trước."
        )
        return
    yield Table(
        caption="Các địa phương thay đổi nhiều bậc nhất (thử nghiệm)",
        columns=("Địa phương", f"Hạng năm {year}", "Hạng trước đó", "Số bậc"),
        rows=tuple(
            (
                row["name"].vi,
                numbers.integer(row["rank"], "vi"),
                f"{numbers.integer(row['previous_rank'], 'vi')} ({row['previous_year']})",
                numbers.signed(row["rank_change"], "vi"),
            )
            for row in rows
        ),
        widths=(4, 1.5, 2, 1.2),
        align=("left", "right", "right", "right"),
        source=SOURCE,
        note="Dấu cộng là lên hạng. Nguồn không kèm sai số nên chưa nói được đơn vị nào thật sự tốt lên hay kém đi.",
    )


def warnings(site: Site, year: int, about: dict[str, Any]) -> Iterator[Block]:
    """Episodes and incidents by level; what was not collected is said to be so."""
    levels = warning.levels(site)
    rows = review.warnings(site, year)
    if rows:
        yield Table(
            caption="Cảnh báo và sự cố trong năm, theo cấp cao nhất",
            columns=("Loại", "Cấp", "Số lượng"),
            rows=tuple(
                (_KINDS[row["kind"]], _level(row["alert_level"], levels), numbers.integer(row["n"], "vi"))
                for row in rows
            ),
            widths=(4, 2, 1),
            align=("left", "left", "right"),
            source=SOURCE,
            note="Thang cấp là đề xuất: không tìm thấy thang cấp khủng hoảng truyền thông chính thức nào.",
        )
    if about["n_episodes"] is None:
        yield Paragraph(
            "Chưa thu thập tin báo chí của năm này. Không có dữ liệu không có nghĩa là không có cảnh báo nào."
        )
    if not about["n_incidents"]:
        yield Paragraph("Chưa có sự cố nào của năm này được phép công bố; điều đó không có nghĩa là không có sự cố.")


def _level(level: object, levels: dict[int, dict[str, Any]]) -> str:
    if numbers.is_missing(level):
        return numbers.missing("vi")
    return f"{level}: {levels[int(str(level))]['name_vi']}"


def awards(site: Site, year: int) -> Iterator[Block]:
    """The award editions of the year."""
    rows = review.editions(site, year)
    if not rows:
        yield Paragraph("Chưa ghi được kỳ giải thưởng nào của năm này.")
        return
    yield Table(
        caption=f"Các kỳ giải thưởng năm {year}",
        columns=("Giải thưởng", "Lần", "Ngày trao", "Số giải", "Tác phẩm dự giải"),
        rows=tuple(
            (
                str(row["name_vi"]),
                str(row["edition_number"]),
                numbers.date(row["held_on"], "vi"),
                numbers.integer(row["n_prizes"], "vi"),
                numbers.integer(row["n_entries"], "vi"),
            )
            for row in rows
        ),
        widths=(5, 1, 1.8, 1.2, 1.6),
        align=("left", "left", "right", "right", "right"),
        source="gói reference/awards; nguồn của từng dòng ghi trong gói",
    )
    noted = [f"{row['name_vi']}: {row['note_vi']}" for row in rows if row["note_vi"]]
    if noted:
        yield Bullets(tuple(noted))


def completeness(site: Site, year: int, about: dict[str, Any]) -> Iterator[Block]:
    """How many indicators have a figure of the year."""
    yield Paragraph(
        f"{numbers.integer(about['n_with_value'], 'vi')} trong {numbers.integer(about['n_indicators'], 'vi')} chỉ số "
        f"cấp quốc gia có số liệu của năm, bằng {numbers.number(about['completeness_percent'], 'vi', 1)}%."
    )
    rows = review.completeness(site, year)
    if rows:
        yield Table(
            caption="Mức đầy đủ theo nhóm chỉ số",
            columns=("Nhóm chỉ số", "Số chỉ số", "Có số liệu", "Tỷ lệ (%)"),
            rows=tuple(
                (
                    str(row["named"]["name_vi"]),
                    numbers.integer(row["n_indicators"], "vi"),
                    numbers.integer(row["n_with_value"], "vi"),
                    numbers.number(row["share_percent"], "vi", 1),
                )
                for row in rows
            ),
            widths=(4, 1.3, 1.3, 1.3),
            align=("left", "right", "right", "right"),
            source=SOURCE,
        )


def adjustments(site: Site, year: int) -> Iterator[Block]:
    """The decisions of the year, and what to consider."""
    yield Heading("Quyết định trong năm")
    decided = review.decisions(site, year, year)
    if decided:
        yield Bullets(tuple(f"{row['title_vi']} ({row['kind_name'].vi}; {row['status_name'].vi})" for row in decided))
    else:
        yield Paragraph("Sổ quyết định điều chỉnh không có dòng nào cho năm này.")
    yield Heading("Đề xuất xem xét")
    suggested = review.adjustments(site, review.ANNUAL, year)
    if not suggested:
        yield Paragraph("Không có gợi ý điều chỉnh nào cho năm này.")
        return
    yield Notice(
        "Các gợi ý dưới đây do máy rút ra từ số liệu theo quy tắc; chỉ cơ quan có thẩm quyền mới quyết định điều chỉnh."
    )
    yield Table(
        caption="Điều cần xem xét điều chỉnh (đề xuất)",
        columns=("Loại", "Nội dung"),
        rows=tuple((row["kind_name"].vi, str(row["text_vi"])) for row in suggested),
        widths=(2, 8),
        align=("left", "left"),
        source=SOURCE,
    )
