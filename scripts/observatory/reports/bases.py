"""What the texts of all reports rest on: the legal documents they cite, whom they go to, what must be said of pilots.

A document is cited in full once (type, number, date, body, subject) and by type and number afterwards, as Decree
30/2020/NĐ-CP asks. Dates and subjects were read in: vietnam.vnanet.vn and huengaynay.vn (173/QĐ-TTg), vietnam.vn and
global-regulation.com (72/2015), nhandan.org.vn and thuvienphapluat.vn (09/2017), khoahocphattrien.vn (47/2020).
"""

from __future__ import annotations

STRATEGY = (
    "Căn cứ Quyết định số 173/QĐ-TTg ngày 27 tháng 01 năm 2026 của Thủ tướng Chính phủ phê duyệt Chiến lược truyền "
    "thông quảng bá hình ảnh Việt Nam ra nước ngoài giai đoạn 2026 - 2030, tầm nhìn đến năm 2045"
)
EXTERNAL_INFORMATION = (
    "Căn cứ Nghị định số 72/2015/NĐ-CP ngày 07 tháng 9 năm 2015 của Chính phủ về quản lý hoạt động thông tin đối ngoại"
)
SPOKESPERSONS = (
    "Căn cứ Nghị định số 09/2017/NĐ-CP ngày 09 tháng 02 năm 2017 của Chính phủ quy định chi tiết việc phát ngôn và "
    "cung cấp thông tin cho báo chí của các cơ quan hành chính nhà nước"
)
DIGITAL_DATA = (
    "Căn cứ Nghị định số 47/2020/NĐ-CP ngày 09 tháng 4 năm 2020 của Chính phủ về quản lý, kết nối và chia sẻ dữ liệu "
    "số của cơ quan nhà nước"
)
RECIPIENTS = (
    "Lãnh đạo Bộ Văn hóa, Thể thao và Du lịch (để báo cáo)",
    "Các đơn vị thuộc Bộ",
    "Các cơ quan, tổ chức có liên quan",
    "Lưu: VT",
)
PILOT = (
    "Bản thử nghiệm phương pháp: đây không phải là xếp hạng chính thức của bất kỳ cơ quan nào; trọng số và cách tính "
    "có thể thay đổi."
)
SITE = "Quan sát hình ảnh Việt Nam"


def annex(task: int) -> str:
    """Annex VI as a basis of the report on one of its tasks (1 to 7); its decision bears no number or day yet."""
    return (
        f"Căn cứ nhiệm vụ {task} của Phụ lục VI “Thiết lập cơ chế giám sát, đánh giá và điều chỉnh linh hoạt” kèm theo "
        "Quyết định năm 2026 của Bộ trưởng Bộ Văn hóa, Thể thao và Du lịch (số và ngày còn để trống trong văn bản hiện "
        "có)"
    )
