"""Judging in words: the methods, the outcomes of an entry and the few numbers of the rules, for the pages that show it.

The numbers are those that the judging itself uses; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

from observatory.tables.model import Text

PANEL = 5
"""Judges that a panel has at least."""
FEWEST = 3
"""Scores that an entry needs to be judged."""
TRIMMED_FROM = 5
"""Scores from which on the highest and the lowest are dropped."""
FEW_PER_JUDGE = 8
"""Scores of a judge below which the severity of the judge is drawn towards the middle."""
DECIMALS = 2
"""Decimals of a trimmed mean, half rounded up."""
OK = "ok"
_COUNT = {"vi": {FEWEST: "ba", PANEL: "năm"}, "en": {FEWEST: "three", PANEL: "five"}}


@dataclass(frozen=True)
class Method:
    """A way to make one result of the scores of a panel: its name, when it is used and what it does."""

    code: str
    name: Text
    when: Text
    how: Text


METHODS = (
    Method(
        "trimmed",
        Text("Trung bình cắt bớt", "Trimmed mean"),
        Text("Mọi giám khảo đều chấm mọi bài.", "Every judge scored every entry."),
        Text(
            f"Từ {TRIMMED_FROM} điểm trở lên thì bỏ một điểm cao nhất và một điểm thấp nhất, lấy trung bình phần còn "
            f"lại, làm tròn {DECIMALS} chữ số thập phân (nửa thì làm tròn lên).",
            f"From {TRIMMED_FROM} scores on, one highest and one lowest are dropped; the mean of the rest is rounded "
            f"to {DECIMALS} decimals, halves up.",
        ),
    ),
    Method(
        "additive",
        Text("Mô hình cộng", "Additive model"),
        Text(
            "Có ô trống: mỗi giám khảo chỉ chấm một phần số bài.",
            "Cells are missing: each judge scored some of the entries.",
        ),
        Text(
            "Tách điểm thành phần của bài và phần của giám khảo, rồi tính điểm của mỗi bài như thể mọi giám khảo đều "
            "đã chấm bài ấy; gặp giám khảo nghiêm hay dễ không còn làm lợi, làm thiệt.",
            "A score is split into the part of the entry and the part of the judge; each entry gets what it would "
            "have had if all judges had scored it, so that meeting a strict judge or a mild one no longer counts.",
        ),
    ),
    Method(
        "mixed",
        Text("Mô hình hiệu ứng ngẫu nhiên chéo", "Crossed random effects"),
        Text(
            f"Có ô trống và mỗi giám khảo chấm dưới {FEW_PER_JUDGE} bài.",
            f"Cells are missing and a judge scored fewer than {FEW_PER_JUDGE} entries.",
        ),
        Text(
            "Như mô hình cộng, nhưng phần của bài và của giám khảo có ít điểm thì được kéo về mức chung (REML), vì ít "
            "điểm thì chưa đủ để tin vào một chênh lệch lớn.",
            "As the additive model, but entries and judges with few scores are drawn towards the common level "
            "(REML), as few scores are not enough to believe a large difference.",
        ),
    ),
    Method(
        "borda",
        Text("Borda (để kiểm tra)", "Borda (a check)"),
        Text("Chạy kèm để kiểm tra.", "Run beside the method, as a check."),
        Text(
            "Mỗi giám khảo xếp các bài; một bài được một điểm cho mỗi bài đứng sau, nửa điểm cho mỗi bài ngang.",
            "Each judge orders the entries; an entry gets one point for each entry behind it and half a point for "
            "each that is level.",
        ),
    ),
    Method(
        "copeland",
        Text("Copeland (để kiểm tra)", "Copeland (a check)"),
        Text("Chạy kèm để kiểm tra.", "Run beside the method, as a check."),
        Text(
            "So từng đôi bài: bài nào được đa số giám khảo đã chấm cả hai cho điểm cao hơn thì thắng; đếm số lần thắng "
            "trừ số lần thua.",
            "Entries are compared two by two: the one that most of the judges who scored both put higher wins; "
            "wins minus losses are counted.",
        ),
    ),
)
"""The methods in the order of the page; the last two never decide alone."""

STATUSES = {
    OK: Text("có kết quả", "result stands"),
    "too_few_scores": Text(
        f"chưa đủ {_COUNT['vi'][FEWEST]} điểm hợp lệ", f"fewer than {_COUNT['en'][FEWEST]} valid scores"
    ),
    "score_in_conflict": Text("có điểm chấm khi đã khai xung đột lợi ích", "scored in a declared conflict of interest"),
    "score_out_of_scale": Text("có điểm ngoài thang", "a score outside the scale"),
    "not_connected": Text("không so được với các bài khác", "cannot be held against the others"),
    "tie_at_cut": Text("bằng điểm ở vạch chọn", "tied at the cut"),
}
"""Each outcome of an entry, as pages say it."""
REASONS = {
    OK: Text("Điểm và thứ tự được công bố.", "The score and the place are published."),
    "too_few_scores": Text(
        "Quá ít điểm thì một giám khảo quyết định tất cả. Không công bố điểm; cần thêm người chấm.",
        "With so few scores one judge decides everything. The score is withheld; more judges are needed.",
    ),
    "score_in_conflict": Text(
        "Giám khảo đã khai có liên quan mà vẫn chấm. Điểm ấy không được tính và điểm của bài không được công bố cho "
        "đến khi hội đồng xem xét.",
        "A judge who had declared an interest scored all the same. That score does not count, and the result is "
        "withheld until the panel has considered it.",
    ),
    "score_out_of_scale": Text(
        "Điểm ấy không được tính; không công bố kết quả cho đến khi hội đồng sửa hoặc bỏ điểm.",
        "That score does not count; the result is withheld until the panel corrects or drops it.",
    ),
    "not_connected": Text(
        "Không có giám khảo nào nối bài này với các bài khác, nên không biết bài hơn hay giám khảo dễ hơn. Không có "
        "điểm.",
        "No judge links this entry with the others, so a better entry cannot be told from a milder judge. There is "
        "no score.",
    ),
    "tie_at_cut": Text(
        "Các bài bằng nhau ở vạch cuối cùng được chọn mà mọi quy tắc phân hạng vẫn bằng. Hội đồng quyết định; trang "
        "không chọn thay.",
        "Entries are level at the last place to be honoured after every rule on ties. The panel decides; this site "
        "does not choose for it.",
    ),
}
"""Why a page shows or withholds the score of an entry with each outcome."""
TIES = (
    Text("bài được nhiều giám khảo xếp thứ nhất hơn", "the entry that more judges put first"),
    Text("bài có trung vị điểm cao hơn", "the entry with the higher median"),
    Text("bài có điểm cao hơn ở tiêu chí nặng nhất", "the entry that is higher on the heaviest criterion"),
    Text("vẫn bằng thì đồng giải", "still level: the place is shared"),
)
"""The rules on ties, the first one first."""
