"""Verdicts on a target in words and shapes: the one place that says what a status of progress means.

A light is a shape, a word and a colour; the shape and the word say it all without the colour.
"""

from __future__ import annotations

from observatory.tables.model import Text

NOT_AVAILABLE = "not_available"
WORDS = {
    "target_achieved": Text("Đã đạt mục tiêu", "Target achieved"),
    "substantial_progress": Text("Đúng tiến độ", "On track"),
    "moderate_progress": Text("Cần tăng tốc", "Acceleration needed"),
    "limited_progress": Text("Chậm, tiến bộ ít", "Limited progress"),
    "deterioration": Text("Đi ngược mục tiêu", "Moving away"),
    NOT_AVAILABLE: Text("Chưa đánh giá được", "Cannot be assessed"),
}
"""What each status says, from the best to the worst."""
SHAPES = {
    "target_achieved": "♦",
    "substantial_progress": "●",
    "moderate_progress": "▲",
    "limited_progress": "■",
    "deterioration": "▼",
    NOT_AVAILABLE: "○",
}
"""A sign for each status, all of them in the fonts of the reports."""
REASONS = {
    "linear_form": Text(
        "Số gốc hoặc mục tiêu bằng 0 nên không tính được tốc độ tăng; đánh giá theo phần quãng đường đã đi.",
        "The baseline or the target is zero, so there is no growth rate; judged by the share of the way covered.",
    ),
    "sign_change": Text(
        "Số gốc và số so sánh trái dấu nên không tính được tốc độ tăng.",
        "The baseline and what it is held against differ in sign, so there is no growth rate.",
    ),
    "under_two_years": Text(
        "Chưa đủ hai năm số liệu kể từ năm gốc.",
        "There are fewer than two years of data from the baseline on.",
    ),
    "target_equals_base": Text(
        "Mục tiêu bằng số gốc nên không có nhịp độ để so sánh.",
        "The target equals the baseline, so there is no pace to compare with.",
    ),
    "no_value": Text(
        "Thiếu giá trị hoặc năm mà phép tính cần.",
        "A value or a year that the calculation needs is missing.",
    ),
    "zero_base": Text(
        "Số gốc bằng 0 và không có mục tiêu bằng số nên không tính được tốc độ tăng.",
        "The baseline is zero and there is no target value, so there is no growth rate.",
    ),
    "no_time": Text(
        "Năm đích không sau năm gốc nên không có nhịp độ cần có.",
        "The target year does not follow the base year, so there is no pace to require.",
    ),
    "percent_change": Text(
        "Mục tiêu đặt ra mức tăng mỗi năm, không đặt ra một mức phải đạt; không tính tiến độ trên tỷ lệ thay đổi.",
        "The target sets a rise for each year, not a level to reach; no progress is worked out on a rate of change.",
    ),
    "not_measured": Text(
        "Chưa có chỉ số, số gốc hoặc con số mục tiêu.",
        "There is no indicator, no baseline or no target number yet.",
    ),
}
"""Why a status cannot be said, or how it was reached where the usual way is closed; "" asks for no word."""
