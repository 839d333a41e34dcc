"""The pilot table of the localities (``local-index-pilot``) as parts of the ranking report."""

from __future__ import annotations

from typing import Any

import pandas as pd

from observatory.findings import Lang
from observatory.reports.document import Block, Figure, Paragraph, Table
from observatory.reports.ranking_parts import SOURCE, SOURCE_EN, Standing, counted, peer_place, place, unranked
from observatory.site import numbers
from observatory.site.chart_rows import bar
from observatory.site.charts import Chart, Labels
from observatory.site.pilots import BANDS, LOCAL, framework, standings, together
from observatory.site.site import Site, by, name
from observatory.tables.model import Text

YEAR = 2024
_SCALE = "thang 80"


def standing(site: Site) -> Standing:
    """The parts of the pilot table."""
    rows = [{**row, "unit": site.units[code]} for code, row in standings(site, LOCAL).items()]
    ranked = [row for row in rows if row["ranked"]]
    left = [(row["unit"]["full_name_vi"], row["reason_vi"]) for row in rows if not row["ranked"]]
    settings = by(site.data(f"methodology/{LOCAL.name}", "settings"), "key")
    n_runs = numbers.integer(site.result(LOCAL.name, "uncertainty")["n_runs"].max(), "vi")
    spread = numbers.percent(float(settings["weight_spread"]["value"]), "vi", 0)
    least = numbers.percent(float(settings["min_availability"]["value"]), "vi", 0)
    parts = "; ".join(row["name_vi"] for row in framework(site, LOCAL).values() if row["level"] == 1)
    return Standing(
        year=YEAR,
        results=(
            counted(len(ranked), len(rows), YEAR),
            _table(rows),
            *_alike(site),
            Figure(f"Điểm của {len(ranked)} địa phương được xếp hạng, năm {YEAR}", _chart(ranked), SOURCE),
        ),
        movement=(
            Paragraph(
                f"Năm {YEAR} là năm duy nhất được tính theo cách này, nên chưa nêu được đơn vị nào lên hay xuống. "
                "Xếp hạng các năm 2011–2016 tính từ sáu nội dung của PAPI, không so được với bảng này."
            ),
        ),
        unranked=unranked(left),
        method=(
            f"Điểm là tổng tám nội dung của PAPI {YEAR}, mỗi nội dung tối đa 10 điểm: {parts}.",
            "Điểm của đơn vị hợp nhất là trung bình cộng của các tỉnh hợp thành, theo tiền lệ của DTI 2024.",
            f"Đơn vị có dưới {least} số liệu của các tỉnh hợp thành được nêu nhưng không xếp hạng.",
            f"Khoảng hạng chứa 90% của {n_runs} lần tính lại, mỗi lần đổi ngẫu nhiên cách quy về thang điểm, cách "
            f"lấy trung bình và tăng hoặc giảm mỗi trọng số tối đa {spread}.",
            f"Mức chia theo mốc cố định trên thang 0–100 ({settings['band_cuts']['value']}), là đề xuất của bản thử "
            "nghiệm.",
            f"Phiên bản phương pháp: {site.results[LOCAL.name].method}.",
        ),
        limits=(
            "PAPI đo quản trị, không đo hình ảnh; thứ hạng ở đây không nói địa phương nào quảng bá hình ảnh tốt hơn.",
            "Khác biệt nhỏ về điểm không nói lên hơn kém; các đơn vị có khoảng hạng chồng lên nhau không phân biệt "
            "được.",
            "Khảo sát thực hiện ở 63 tỉnh, thành phố cũ; trung bình cộng không tính đến dân số của từng tỉnh.",
        ),
        english=(
            Paragraph(
                f"{len(ranked)} of {len(rows)} localities have enough data to be ranked. The score is the sum of the "
                f"eight dimensions of PAPI {YEAR} (80 at most); a merged unit has the arithmetic mean of its former "
                "provinces. The interval of a rank holds 90% of the runs in which weights and methods vary. Where "
                "intervals overlap, none should be called better than another."
            ),
            _english(rows),
        ),
    )


def _table(rows: list[dict[str, Any]]) -> Table:
    return Table(
        caption=f"Xếp hạng thử nghiệm 34 địa phương theo PAPI, năm {YEAR}",
        columns=("Hạng", "Đơn vị", f"Điểm ({_SCALE})", "Mức", "Khoảng hạng 90%", "Hạng trong vùng", "Vùng"),
        rows=tuple(
            (
                place(row, "vi"),
                row["unit"]["full_name_vi"],
                numbers.number(row["score"], "vi", 2),
                BANDS[row["band"]].vi if row["band"] else numbers.missing("vi"),
                _interval(row, "vi"),
                peer_place(row, "vi"),
                row["unit"]["region_vi"],
            )
            for row in rows
        ),
        widths=(8, 24, 10, 12, 12, 9, 25),
        align=("center", "left", "right", "center", "center", "center", "left"),
        source=SOURCE,
        note="Dấu “=” trước hạng: đồng hạng. Dấu “—”: chưa có số liệu.",
        head=1,
    )


def _english(rows: list[dict[str, Any]]) -> Table:
    return Table(
        caption=f"Pilot ranking of the 34 localities from PAPI, {YEAR}",
        columns=("Rank", "Unit", "Score (out of 80)", "90% interval of the rank"),
        rows=tuple(
            (
                place(row, "en"),
                row["unit"]["full_name_en"],
                numbers.number(row["score"], "en", 2),
                _interval(row, "en"),
            )
            for row in rows
        ),
        widths=(15, 45, 20, 20),
        align=("center", "left", "right", "center"),
        source=SOURCE_EN,
        head=1,
    )


def _interval(row: dict[str, Any], lang: Lang) -> str:
    """The first and the last rank of the interval."""
    if row["interval"] is None:
        return numbers.missing(lang)
    ends = [numbers.integer(row["interval"][end], lang) for end in ("rank_low", "rank_high")]
    return "–".join(dict.fromkeys(ends))


def _alike(site: Site) -> tuple[Block, ...]:
    """The runs of ranks that cannot be told apart."""
    runs = together(site, LOCAL, lambda code: name(site.units[code]))
    if not runs:
        return (Paragraph("Mọi khoảng hạng đều tách rời nhau."),)
    return (
        Table(
            caption="Các hạng không phân biệt được với nhau",
            columns=("Hạng", "Các đơn vị có khoảng hạng đều chồng lên nhau"),
            rows=tuple((f"{row['first_rank']}–{row['last_rank']}", row["names"].vi) for row in runs),
            widths=(15, 85),
            align=("center", "left"),
            source=SOURCE,
            head=1,
        ),
    )


def _chart(ranked: list[dict[str, Any]]) -> Chart:
    frame = pd.DataFrame(
        {
            "name_vi": [row["unit"]["name_vi"] for row in ranked],
            "name_en": [row["unit"]["name_en"] for row in ranked],
            "value": [row["score"] for row in ranked],
            "rank": [row["rank"] for row in ranked],
            "field_size": [row["field_size"] for row in ranked],
        }
    )
    labels = Labels(
        title=Text(f"Điểm thử nghiệm theo PAPI {YEAR}", f"Pilot scores from PAPI {YEAR}"),
        description=Text(
            f"Biểu đồ thanh: điểm thử nghiệm của các địa phương được xếp hạng năm {YEAR}, từ cao đến thấp; "
            "các con số có trong bảng xếp hạng.",
            f"Bars: pilot scores of the localities ranked in {YEAR}, highest first; the figures are in the table.",
        ),
        unit=Text("điểm, tối đa 80 (trong ngoặc: hạng)", "points, 80 at most (in brackets: the rank)"),
        source=Text(SOURCE, SOURCE_EN),
    )
    return bar("bao-cao-xep-hang-dia-phuong", frame, labels, decimals=2)
