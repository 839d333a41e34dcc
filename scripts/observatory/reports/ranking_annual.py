"""A year of the annual ranking of the localities (``annual-ranking``) as parts of the ranking report."""

from __future__ import annotations

from typing import Any

from observatory.reports.document import Figure, Paragraph, Table
from observatory.reports.ranking_parts import SOURCE, SOURCE_EN, Standing, counted, peer_place, place, unranked
from observatory.site import numbers
from observatory.site.members import LOCALITY, best_first, members
from observatory.site.pages import annual
from observatory.site.site import Site, by
from observatory.tables.model import Text

MOVEMENT = {
    "up": Text("▲ lên", "▲ up"),
    "down": Text("▼ xuống", "▼ down"),
    "same": Text("= chưa thấy khác", "= no clear change"),
    "unknown": Text("chưa rõ", "unknown"),
}


def years(site: Site) -> list[int]:
    """The years of the ranking of the localities."""
    frame = site.result(annual.RESULT, "rankings")
    return sorted({int(year) for year in frame.loc[frame["scope"] == LOCALITY, "year"]})


def standing(site: Site, year: int) -> Standing:
    """The parts of one year."""
    frame = site.result(annual.RESULT, "rankings")
    listed = members(site, frame[frame["scope"] == LOCALITY])
    rows = best_first(row for row in listed if row["year"] == year)
    before = {row["code"]: row for row in listed if row["year"] == year - 1}
    left = [(row["name"].vi, row["reason_vi"]) for row in rows if not row["ranked"]]
    series = next(row for row in by(site.data(annual.METHOD, "series"), "series").values() if row["scope"] == LOCALITY)
    scale = "–".join(numbers.integer(series[end], "vi") for end in ("scale_low", "scale_high"))
    settings = by(site.data(annual.METHOD, "settings"), "key")
    least = numbers.percent(float(settings["min_availability"]["value"]), "vi", 0)
    n_ranked = len(rows) - len(left)
    (chart,) = next(annual.drafts(site)).charts
    return Standing(
        year=year,
        results=(
            counted(n_ranked, len(rows), year),
            _table(rows, before, year, scale),
            Figure(chart.labels.title.vi, chart, SOURCE),
        ),
        movement=(
            Paragraph(
                "Chỉ nói một đơn vị lên hay xuống khi xác suất đơn vị ấy thật sự tốt lên hoặc kém đi đạt ít nhất "
                "90%. Muốn tính xác suất ấy phải biết sai số chọn mẫu của từng điểm; chuỗi số liệu này không kèm sai "
                "số, nên cột “So với năm trước” ghi “chưa rõ”. Chênh lệch vài bậc giữa hai năm không nói lên tiến "
                "hay lùi."
                if before
                else f"Năm {year} là năm đầu của chuỗi số liệu, nên chưa có năm trước để so."
            ),
        ),
        unranked=unranked(left),
        method=(
            f"Chuỗi số liệu: {series['title_vi']}, thang {scale}. {series['why_vi']}",
            "Điểm của đơn vị hiện nay là trung bình cộng của các tỉnh hợp thành.",
            f"Đơn vị có dưới {least} số liệu của các tỉnh hợp thành được nêu nhưng không xếp hạng năm đó.",
            f"Phiên bản phương pháp: {site.results[annual.RESULT].method}.",
        ),
        limits=(
            "PAPI đo quản trị, không đo hình ảnh; thứ hạng ở đây không nói địa phương nào quảng bá hình ảnh tốt hơn.",
            "Nguồn không công bố sai số chọn mẫu, nên không có khoảng hạng và khác biệt nhỏ về điểm không nói lên "
            "hơn kém.",
            "Khảo sát thực hiện ở 63 tỉnh, thành phố cũ; trung bình cộng không tính đến dân số của từng tỉnh.",
        ),
        english=(
            Paragraph(
                f"{n_ranked} of {len(rows)} localities have enough data to be ranked in {year}. The score is the sum "
                f"of six dimensions of PAPI (scale {scale}); a merged unit has the arithmetic mean of its former "
                "provinces. The source publishes no sampling error, so no rise or fall can be called real."
            ),
            _english(rows, year),
        ),
    )


def _table(rows: list[dict[str, Any]], before: dict[str, dict[str, Any]], year: int, scale: str) -> Table:
    return Table(
        caption=f"Xếp hạng thử nghiệm 34 địa phương theo PAPI, năm {year}",
        columns=(
            *("Hạng", "Đơn vị", f"Điểm (thang {scale})", "Hạng trong vùng", "Vùng"),
            *(f"Hạng năm {year - 1}", "So với năm trước"),
        ),
        rows=tuple(
            (
                place(row, "vi"),
                row["name"].vi,
                numbers.number(row["score"], "vi", 2),
                peer_place(row, "vi"),
                row["peers"].vi,
                place(before[row["code"]], "vi") if row["code"] in before else numbers.missing("vi"),
                MOVEMENT[row["movement"]].vi if row["movement"] else numbers.missing("vi"),
            )
            for row in rows
        ),
        widths=(10, 26, 13, 11, 25, 11, 13),
        align=("center", "left", "right", "center", "left", "center", "center"),
        source=SOURCE,
        note="Dấu “=” trước hạng: đồng hạng. Dấu “—”: chưa có số liệu.",
        head=1,
    )


def _english(rows: list[dict[str, Any]], year: int) -> Table:
    return Table(
        caption=f"Pilot ranking of the 34 localities from PAPI, {year}",
        columns=("Rank", "Unit", "Score"),
        rows=tuple((place(row, "en"), row["name"].en, numbers.number(row["score"], "en", 2)) for row in rows),
        widths=(20, 55, 25),
        align=("center", "left", "right"),
        source=SOURCE_EN,
        head=1,
    )
