"""The yearly ranking report of the 34 localities: the pilot rankings of the site, told as an official report is.

Years of the annual ranking have their own table; the pilot of ``PILOT_YEAR`` has its. A year without either takes the
newest before it and says so.
"""

from __future__ import annotations

from observatory.reports import bases, ranking_annual, ranking_pilot
from observatory.reports.document import Bullets, Document, Notice, Paragraph, Section
from observatory.reports.needs import reviewed
from observatory.reports.ranking_parts import Standing
from observatory.site.site import Site
from observatory.tables.model import Text

NEEDS = (
    *("results/annual-ranking", "results/local-index-pilot"),
    *("methodology/ranking-periods", "methodology/local-index-pilot", "methodology/indicators"),
    *("reference/provincial-units", "reference/agencies"),
)


def years(site: Site) -> list[int]:
    """The years that have a ranking of their own, in order."""
    return sorted({*ranking_annual.years(site), ranking_pilot.YEAR})


def build(site: Site, year: int) -> Document:
    """The report of ``year``, with the newest ranking at or before it.

    Raises ``ValueError`` for a year before the first ranking.
    """
    own = max((known for known in years(site) if known <= year), default=None)
    if own is None:
        raise ValueError(f"no ranking in or before {year}")
    standing = ranking_pilot.standing(site) if own == ranking_pilot.YEAR else ranking_annual.standing(site, own)
    later = "" if own == year else f" (báo cáo năm {year})"
    later_en = "" if own == year else f" (report of {year})"
    return Document(
        kind="ranking",
        year=year,
        title=Text(
            f"Kết quả xếp hạng thử nghiệm 34 địa phương theo số liệu năm {own}{later}",
            f"Results of the pilot ranking of the 34 localities on data of {own}{later_en}",
        ),
        summary=Text(
            f"Xếp hạng thử nghiệm 34 tỉnh, thành phố theo số liệu PAPI năm {own}; không phải xếp hạng chính thức.",
            f"A pilot ranking of the 34 provinces and cities on PAPI data of {own}; not an official ranking.",
        ),
        bases=(bases.STRATEGY, bases.annex(5)),
        sections=_sections(standing, year),
        recipients=(
            "Lãnh đạo Bộ Văn hóa, Thể thao và Du lịch (để báo cáo)",
            "Ủy ban nhân dân các tỉnh, thành phố",
            "Các đơn vị có liên quan thuộc Bộ",
            "Lưu: VT, …",
        ),
        english=(
            *([Paragraph(f"There is no ranking of {year} yet; this is the newest one before.")] if own != year else []),
            Notice(
                "This is a pilot of the method, not an official ranking of any body; weights and method may change. "
                "PAPI measures governance and public administration, not the image of a locality."
            ),
            *standing.english,
        ),
        as_of=reviewed(site, NEEDS),
    )


def _sections(standing: Standing, year: int) -> tuple[Section, ...]:
    absent = Notice(
        f"Năm {year} chưa có xếp hạng riêng. Báo cáo dùng xếp hạng gần nhất trước đó, theo số liệu năm {standing.year}."
    )
    return (
        Section(
            "Phạm vi và số liệu",
            (
                Notice(bases.PILOT),
                *([absent] if standing.year != year else []),
                Paragraph(
                    "Nhiệm vụ 5 của Phụ lục VI yêu cầu đánh giá, xếp hạng kết quả thực hiện của các đơn vị, địa phương "
                    "trong truyền thông quảng bá hình ảnh quốc gia. Chưa có điểm nào về kết quả ấy của các địa phương, "
                    "nên bản thử này lấy số liệu PAPI, nguồn cấp tỉnh đầy đủ nhất hiện có."
                ),
                Paragraph(
                    "PAPI đo hiệu quả quản trị và hành chính công, không đo hình ảnh của địa phương. Số liệu khảo "
                    "sát ở 63 tỉnh, thành phố trước khi sắp xếp; điểm của đơn vị hiện nay là trung bình cộng của các "
                    "tỉnh hợp thành. PAPI không công bố thứ hạng; thứ hạng trong báo cáo này do hệ thống tính."
                ),
            ),
        ),
        Section("Kết quả xếp hạng", standing.results),
        Section("Biến động so với năm trước", standing.movement),
        Section("Đơn vị chưa xếp hạng", standing.unranked),
        Section("Phương pháp", (Bullets(standing.method),)),
        Section(
            "Hạn chế và đề xuất",
            (
                Bullets(standing.limits),
                Paragraph("Đề xuất của hệ thống, chưa phải ý kiến của cơ quan nào:"),
                Bullets(
                    (
                        "Khi có điểm đánh giá kết quả truyền thông quảng bá hình ảnh của từng đơn vị, địa phương thì "
                        "thay chuỗi PAPI bằng các điểm ấy.",
                        "Bổ sung số liệu của những đơn vị chưa đủ để xếp hạng và công bố sai số chọn mẫu cùng với "
                        "điểm.",
                    )
                ),
            ),
        ),
    )
