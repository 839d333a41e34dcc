"""What a template says to the person who fills it in, in both languages."""

from __future__ import annotations

from observatory.findings import Lang

WORDS: dict[Lang, dict[str, str]] = {
    "vi": {
        "mark": "STT / ghi chú",
        "mark-help": "Có thể để trống. Khi kiểm tra, lỗi của dòng được ghi ở đây.",
        "required": "Bắt buộc.",
        "optional": "Chưa có thì để trống.",
        "automatic": "Để trống, hệ thống tự ghi.",
        "closed": "Chọn trong danh sách.",
        "open": "Chọn trong danh sách, hoặc gõ đúng mã.",
        "integer": "Số nguyên{bounds}.",
        "year": "Năm, bốn chữ số{bounds}.",
        "number": "Ghi số{bounds}.",
        "date": "Ngày, gõ năm-tháng-ngày, như 2000-12-31.",
        "text": "Ghi bằng chữ{bounds}.",
        "like": "Viết đúng dạng như {example}.",
        "pattern": "Viết đúng mẫu {pattern}.",
        "unique": "Mỗi dòng một giá trị, không trùng nhau.",
        "least": "từ {bound} trở lên",
        "most": "không quá {bound}",
        "range": "từ {low} đến {high}",
        "above": "lớn hơn {bound}",
        "below": "nhỏ hơn {bound}",
        "shortest": "ít nhất {bound} ký tự",
        "longest": "không quá {bound} ký tự",
        "error": "Chưa đúng quy tắc",
        "example": "Thí dụ",
        "guide": "Mẫu nhập số liệu: {title}",
        "package": "Gói dữ liệu",
        "version": "phiên bản {version}",
        "purpose": "Nội dung",
        "sheets": "Các trang tính",
        "fill": "Cách điền",
        "fill-1": "Mỗi bảng có một trang tính. Ba dòng đầu là tên cột, tiêu đề và quy tắc: giữ nguyên.",
        "fill-2": "Dòng 4 là thí dụ, không phải số liệu. Xóa cả dòng ấy (chuột phải vào số 4, chọn Xóa) trước khi gửi.",
        "fill-3": "Điền từ dòng 4 trở xuống, mỗi dòng một số liệu. Ô có mũi tên thì chọn trong danh sách.",
        "fill-4": "Chưa có số liệu thì để trống ô. Không ghi 0, dấu gạch hay chữ “không có” thay cho số còn thiếu.",
        "fill-5": (
            "Mỗi số liệu phải có nguồn: tên văn bản hoặc ấn phẩm, trang, ngày, địa chỉ. Ghi vào cột Nguồn nếu bảng có "
            "cột ấy; nếu không, ghi khi gửi."
        ),
        "fill-6": (
            "Không dùng công thức, không gộp ô, không ghi thông tin cá nhân (số điện thoại, thư điện tử, số căn cước, "
            "số tài khoản)."
        ),
        "fill-7": "Gõ số thập phân xong, nhìn lại ô: tùy máy mà dấu thập phân là dấu phẩy (71,5) hay dấu chấm (71.5).",
        "fill-8": "Dán số liệu từ tệp khác: dán giá trị (chuột phải, Dán đặc biệt, Giá trị) để giữ quy tắc của ô.",
        "send": "Cách kiểm tra và gửi",
        "send-1": "Lưu tệp dạng .xlsx. Không đổi tên trang tính, tên cột; không bật macro.",
        "send-2": (
            "Kiểm tra bằng lệnh: observatory check TỆP.xlsx --out TỆP-đã-kiểm-tra.xlsx. Ô có lỗi được tô màu, lý do "
            "ghi trong chú thích."
        ),
        "send-3": (
            "Gửi bằng phiếu gửi số liệu trên GitHub (có chỗ đính kèm tệp), hoặc qua đầu mối của dự án. Trang Hướng dẫn "
            "đóng góp trên trang công khai chỉ từng bước, có hình."
        ),
        "colours": "Ý nghĩa màu của dòng tiêu đề",
        "colour-required": "Bắt buộc phải điền; tiêu đề có dấu *",
        "colour-optional": "Điền nếu có",
        "colour-automatic": "Để trống, hệ thống tự ghi; tiêu đề nghiêng",
        "colour-example": "Dòng thí dụ, phải xóa",
        "columns": "Các cột",
        "column-sheet": "Trang tính",
        "column-title": "Cột",
        "column-rule": "Quy tắc",
        "column-description": "Giải thích",
        "column-name": "Tên trong dữ liệu",
        "properties": "Mẫu nhập số liệu của trang Quan sát hình ảnh Việt Nam",
    },
    "en": {
        "mark": "No. / remarks",
        "mark-help": "May stay empty. A check writes what is wrong with the row here.",
        "required": "Required.",
        "optional": "Leave empty if there is none.",
        "automatic": "Leave empty; it is filled in for you.",
        "closed": "Choose from the list.",
        "open": "Choose from the list, or type the exact code.",
        "integer": "Whole number{bounds}.",
        "year": "Year, four digits{bounds}.",
        "number": "Number{bounds}.",
        "date": "Date, typed year-month-day, as 2000-12-31.",
        "text": "Text{bounds}.",
        "like": "Written like {example}.",
        "pattern": "Written by the pattern {pattern}.",
        "unique": "No two rows may have the same value.",
        "least": "{bound} or more",
        "most": "at most {bound}",
        "range": "from {low} to {high}",
        "above": "above {bound}",
        "below": "below {bound}",
        "shortest": "at least {bound} characters",
        "longest": "at most {bound} characters",
        "error": "Against the rule",
        "example": "Example",
        "guide": "Template: {title}",
        "package": "Data package",
        "version": "version {version}",
        "purpose": "What it holds",
        "sheets": "Sheets",
        "fill": "How to fill it in",
        "fill-1": "Each table has a sheet. Its first three rows are column names, titles and rules: leave them as is.",
        "fill-2": "Row 4 is an example, not data. Delete the whole row (right-click the 4, Delete) before you send.",
        "fill-3": "Fill in from row 4 down, one figure to a row. Where a cell has an arrow, choose from the list.",
        "fill-4": "Where there is no figure, leave the cell empty. No 0, dash or “none” for what is missing.",
        "fill-5": (
            "Every figure needs a source: title of the document or publication, page, date, address. Put it in the "
            "Source column if the table has one; if not, give it when you send."
        ),
        "fill-6": (
            "No formulas, no merged cells, no personal data (telephone, e-mail, citizen identity or account numbers)."
        ),
        "fill-7": "After typing a decimal, look at the cell: computers differ in 71.5 and 71,5.",
        "fill-8": "From another file, paste values only (right-click, Paste Special, Values) to keep the cell rules.",
        "send": "How to check and send it",
        "send-1": "Save as .xlsx. Do not rename sheets or columns; no macros.",
        "send-2": (
            "Check with the command: observatory check FILE.xlsx --out FILE-checked.xlsx. Cells with faults are "
            "coloured, with the reason as a comment."
        ),
        "send-3": (
            "Send it with the data form on GitHub, which takes an attached file, or by the project's contact. The "
            "guide to contributing on the public site shows each step with pictures."
        ),
        "colours": "Colours of the title row",
        "colour-required": "Must be filled in; the title has an *",
        "colour-optional": "Fill in if there is something",
        "colour-automatic": "Leave empty, it is filled in for you; title in italics",
        "colour-example": "Example row, must be deleted",
        "columns": "Columns",
        "column-sheet": "Sheet",
        "column-title": "Column",
        "column-rule": "Rule",
        "column-description": "Explanation",
        "column-name": "Name in the data",
        "properties": "Data template of the Observatory of Viet Nam's image",
    },
}
