"""The pictures of the guide for senders, drawn from our own tables, labels and messages: they cannot go out of date.

They show what a person meets on the way, in its order: the sheet, the form, the answer, the marked copy, the way whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from observatory.findings import Finding, Lang
from observatory.messages import hint, message
from observatory.site.pictures import LINE, Drawing
from observatory.site.site import Site
from observatory.tables.model import Text

PACKAGE, TABLE = "reference/province-heritage", "values"
HOME = "48"  # Đà Nẵng stands for any province
SHOWN = ("unit_code", "year", "value")
# As the workbook, the form and the answer have them; a test holds them equal.
EXAMPLE = Text("THÍ DỤ – XÓA DÒNG NÀY", "EXAMPLE – DELETE THIS ROW")
LABELS = (
    Text("Đơn vị gửi", "Who sends"),
    Text("Tệp Excel đã điền", "The workbook"),
    Text("Nguồn số liệu", "Source"),
    Text("Lý do sửa số đã công bố", "Why a published figure changes"),
    Text("Cam kết", "Confirmations"),
)
VERDICT = Text("Số liệu chưa đạt yêu cầu", "The figures do not pass yet")
ERROR = Text("Lỗi", "Error")
FOUR = Text("bốn", "four")  # a word where a number belongs
_WIDTHS = (98.0, 114.0, 54.0, 70.0)  # of the first column and of those shown
_BUTTON = (4.0, 130.0)
_CAPTION = Text("Hình minh họa: ", "Illustration: ")
_STEPS = (
    Text("Lấy mẫu Excel của gói, điền số liệu", "Get the package's template and fill it in"),
    Text("Mở phiếu gửi số liệu, kéo tệp vào, bấm gửi", "Open the form, drop the file in, send it"),
    Text("Máy kiểm tra và trả lời ngay dưới phiếu", "A machine checks it and answers below the form"),
    Text("Người phụ trách đọc và quyết định", "A keeper reads it and decides"),
    Text("Số liệu lên trang, kèm nguồn và tên gói", "The figures are on the site, with their source"),
)
_BACK = Text(
    "↺ Có lỗi: sửa trong bản đã đánh dấu, thay tệp trong chính phiếu ấy",
    "↺ Errors: mend the marked copy and put it in place of the file, in the same form",
)


def pictures(site: Site) -> dict[str, dict[Lang, Markup]]:
    """Every picture by its name, in both languages."""
    langs: tuple[Lang, Lang] = ("vi", "en")
    found: dict[str, dict[Lang, Markup]] = {}
    for lang in langs:
        for name, drawing, alternative, caption in _drawn(site, lang):
            told = _CAPTION.get(lang) + caption.get(lang)
            found.setdefault(name, {})[lang] = drawing.html(name, alternative.get(lang), told)
    return found


def _drawn(site: Site, lang: Lang) -> Iterator[tuple[str, Drawing, Text, Text]]:
    yield (
        "duong-di",
        _way(lang),
        Text(
            "Sơ đồ năm bước: lấy mẫu và điền; gửi phiếu kèm tệp; máy kiểm tra và trả lời; người phụ trách đọc; số liệu "
            "lên trang. Nếu có lỗi thì sửa bản đã đánh dấu rồi gửi lại ở bước hai.",
            "Five steps: get the template and fill it in; send the form with the file; a machine checks and answers; a "
            "keeper reads; the figures are on the site. With errors, mend the marked copy and go back to step two.",
        ),
        Text("đường đi của số liệu từ bảng Excel đến trang.", "the way of a figure from a sheet to the site."),
    )
    yield (
        "mau",
        _sheet(site, lang),
        Text(
            "Một trang tính mẫu: dòng 1 là tên cột, dòng 2 tiêu đề, dòng 3 quy tắc, dòng 4 là thí dụ phải xóa; ở dòng "
            "5, ô đơn vị mở danh sách chọn và đang chọn “48 – Đà Nẵng”.",
            "A template sheet: row 1 has names of columns, row 2 titles, row 3 rules, row 4 the example to delete; in "
            "row 5 the cell of the unit shows its list of choices, with “48 – Da Nang” chosen.",
        ),
        Text(
            f"mẫu của gói {PACKAGE}, vài cột. Dòng có dấu thí dụ phải xóa trước khi gửi.",
            f"the template of {PACKAGE}, some of its columns. Delete the example row before you send it.",
        ),
    )
    yield (
        "phieu",
        _form(site, lang),
        Text(
            "Phiếu gửi số liệu: chọn đơn vị, kéo tệp Excel vào ô, ghi nguồn, ghi lý do nếu sửa số đã công bố, đánh dấu "
            "ba cam kết rồi gửi.",
            "The form: choose who sends, drop the workbook into its box, give the source, the reason where a published "
            "figure changes, tick three confirmations and send.",
        ),
        Text("các ô của phiếu gửi số liệu.", "the parts of the form."),
    )
    yield (
        "tra-loi",
        _answer(lang),
        Text(
            f"Câu trả lời dưới phiếu: “{VERDICT.vi}”, rồi từng lỗi: dòng 4, cột value, đã thấy gì và cần làm gì.",
            f"The answer below the form: “{VERDICT.en}”, then each error: row 4, column value, what was found and what "
            "to do.",
        ),
        Text(
            "câu trả lời có một lỗi, đặt ra để làm thí dụ.",
            "an answer with one error, made up for the picture.",
        ),
    )
    yield (
        "danh-dau",
        _marked(site, lang),
        Text(
            f"Bản đã đánh dấu: cột đầu của dòng 4 ghi chữ “{ERROR.vi}”, ô sai được tô màu, kèm chú thích nói lý do và "
            "cách sửa.",
            f"The marked copy: the first column of row 4 says “{ERROR.en}”, the bad cell is coloured and has a comment "
            "with the reason and what to do.",
        ),
        Text("sửa ngay trong bản này rồi gửi lại.", "mend it right there and send it again."),
    )


def _way(lang: Lang) -> Drawing:
    drawing = Drawing()
    for number, step in enumerate(_STEPS, start=1):
        if number > 1:
            drawing.arrow(150)
        drawing.note(f"{number}. {step.get(lang)}", "note", 2, 300)
        if number == 2:
            back = drawing.y - LINE
        if number == 3:
            here = drawing.y - LINE
            drawing.text(334, (here + back) / 2 + 4, "↺")
            drawing.parts.append(
                f'<path class="obs-picture__line obs-picture__dashed" d="M302 {here:g}H330V{back:g}H310"/>'
                f'<path class="obs-picture__head" d="M311 {back - 5:g}v10l-7 -5z"/>'
            )
    drawing.y += 8
    drawing.note(_BACK.get(lang), "warn")
    return drawing


def _head(site: Site, lang: Lang) -> Drawing:
    """The three rows above the figures."""
    fields = {field.name: field for field in site.catalogue.packages[PACKAGE].tables[TABLE].fields}
    drawing = Drawing()
    titles = [f"{fields[name].title.get(lang)}{' *' if fields[name].required else ''}" for name in SHOWN]
    rules = Text("Chọn trong danh sách.", "Choose from the list."), Text("Năm", "Year"), Text("Số", "Number")
    drawing.cells("1", _WIDTHS, ("#", *SHOWN), "soft-cell")
    drawing.cells("2", _WIDTHS, ("", *titles), "title")
    drawing.cells("3", _WIDTHS, ("", *(rule.get(lang) for rule in rules)), "soft-cell")
    return drawing


def _unit(site: Site, code: str, lang: Lang) -> str:
    """A province as the list of choices has it."""
    return f"{code} – {site.units[code][f'name_{lang}']}"


def _sheet(site: Site, lang: Lang) -> Drawing:
    drawing = _head(site, lang)
    codes = sorted(site.units)
    around = codes[codes.index(HOME) - 1 :][:4]
    drawing.cells("4", _WIDTHS, (EXAMPLE.get(lang), _unit(site, codes[0], lang), "…", "…"), "example")
    drawing.cells("5", _WIDTHS, ("", _unit(site, HOME, lang), "2026", ""), "cell")
    drawing.text(2 + 20 + _WIDTHS[0] + _WIDTHS[1] - 13, drawing.y - 7, "▼", "on-cell")
    left = 22 + _WIDTHS[0]
    for code in around:
        kind = "chosen" if code == HOME else "cell"
        drawing.box(left, drawing.y, 132, LINE + 4, kind)
        drawing.text(left + 5, drawing.y + 16, _unit(site, code, lang), f"on-{kind}")
        drawing.y += LINE + 4
    return drawing


def _form(site: Site, lang: Lang) -> Drawing:
    unit = site.units[HOME][f"full_name_{lang}"]
    drop = Text("⇩ kéo tệp Excel vào đây", "⇩ drop the workbook here")
    source = Text("tên văn bản, trang, ngày", "document, page, date")
    empty = Text("để trống khi chỉ thêm số mới", "empty when figures are only added")
    filled = (f"{unit} ▼", drop.get(lang), source.get(lang), empty.get(lang), "☑  ☑  ☑")
    drawing = Drawing()
    for label, words in zip(LABELS, filled, strict=True):
        drawing.text(4, drawing.y + 14, label.get(lang), "strong")
        drawing.y += LINE + 2
        drawing.note(words, "cell")
        drawing.y += 6
    drawing.box(_BUTTON[0], drawing.y, _BUTTON[1], LINE + 10, "chosen")
    drawing.text(_BUTTON[0] + 12, drawing.y + 19, Text("Gửi phiếu", "Send the form").get(lang), "on-chosen")
    drawing.y += LINE + 10
    return drawing


def _bad(lang: Lang) -> Finding:
    """The error of the picture, as a check would find it."""
    return Finding("type-error", row=4, field="value", value=FOUR.get(lang), expected="number")


def _answer(lang: Lang) -> Drawing:
    bad = _bad(lang)
    place = Text(f"Dòng {bad.row}, cột {bad.field}", f"Row {bad.row}, column {bad.field}")
    drawing = Drawing()
    drawing.text(4, drawing.y + 15, VERDICT.get(lang), "strong")
    drawing.y += LINE + 6
    drawing.note(f"{message(bad, lang)} {hint(bad, lang)}", "warn", head=place.get(lang))
    return drawing


def _marked(site: Site, lang: Lang) -> Drawing:
    drawing, bad = _head(site, lang), _bad(lang)
    drawing.cells("4", _WIDTHS, (ERROR.get(lang), _unit(site, HOME, lang), "2026", bad.value), "cell")
    width = _WIDTHS[-1]
    left = 22 + sum(_WIDTHS[:-1])
    drawing.box(left, drawing.y - LINE - 6, width, LINE + 6, "bad")
    drawing.text(left + 4, drawing.y - 7, bad.value, "on-bad")
    drawing.y += 4
    drawing.note(f"{message(bad, lang)} {hint(bad, lang)}", "warn", 60, 298)
    return drawing
