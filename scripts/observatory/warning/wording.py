"""What a message of the alert feed says to people, in Vietnamese and English: figures and their limits, no cause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from observatory.findings import Lang

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_CHANGES: dict[str, dict[Lang, str]] = {
    "opened": {"vi": "Mức {level} ({name})", "en": "Level {level} ({name})"},
    "raised": {"vi": "Nâng lên cấp {level} ({name})", "en": "Raised to level {level} ({name})"},
    "revised": {"vi": "Điều chỉnh về cấp {level} ({name})", "en": "Revised to level {level} ({name})"},
    "renewed": {"vi": "Vẫn ở cấp {level} ({name})", "en": "Still at level {level} ({name})"},
    "reopened": {"vi": "Trở lại cấp {level} ({name})", "en": "Open again at level {level} ({name})"},
    "closed": {"vi": "Đã trở lại thường ngày", "en": "Back to the usual"},
    "withdrawn": {"vi": "Rút lại", "en": "Withdrawn"},
}
_KINDS: dict[str, dict[Lang, str]] = {
    "surge": {"vi": "số tin tăng khác thường", "en": "an unusual rise in mentions"},
    "silence": {"vi": "số tin giảm khác thường", "en": "an unusual fall in mentions"},
    "tone": {"vi": "sắc thái xấu đi khác thường", "en": "an unusual fall in tone"},
    "multi_province": {
        "vi": "số tin tăng khác thường ở nhiều địa phương",
        "en": "an unusual rise in mentions in several localities",
    },
}
_FIGURES: dict[Lang, str] = {
    "vi": "Từ {first_day} đến {last_day} (ngày UTC).",
    "en": "From {first_day} to {last_day} (days in UTC).",
}
_COUNTS: dict[Lang, str] = {
    "vi": "Quan sát {observed_count} tin, dự kiến {expected_count}.",
    "en": "Observed mentions: {observed_count}; expected: {expected_count}.",
}
_TONE: dict[Lang, str] = {
    "vi": "Sắc thái trung bình {tone_mean}, thường ngày {tone_baseline}: điểm của cả bài sau khi dịch máy, không phải "
    "thái độ đối với Việt Nam.",
    "en": "Mean tone {tone_mean}, usually {tone_baseline}: a score of whole articles after machine translation, not "
    "attitude towards Viet Nam.",
}
_RATIO: dict[Lang, str] = {"vi": "Gấp {ratio} lần dự kiến.", "en": "The ratio is {ratio}."}
_SCORE: dict[Lang, str] = {"vi": "Điểm {score} trên 100.", "en": "Score: {score} of 100."}
_TEST: dict[Lang, str] = {
    "vi": "Phép thử {test}; {tests} phép thử cùng họ trong ngày, tỷ lệ phát hiện sai {q}.",
    "en": "Test: {test}; tests of the family that day: {tests}, false discovery rate {q}.",
}
_GONE: dict[Lang, str] = {
    "vi": "Tính lại trên số liệu đến muộn thì đợt này không còn; các con số dưới đây là của bản tin trước.",
    "en": "Computed again on data that came late, this episode is no longer there; the figures are those said before.",
}
_LIMITS: dict[Lang, str] = {
    "vi": "Đây là thống kê do máy tính từ số tin và sắc thái của báo chí công khai, không nói gì về nguyên nhân. "
    "Mức và ngưỡng là đề xuất của dự án: chưa có thang chính thức.",
    "en": "These are statistics of mentions and tone in the public press, made by machine; they name no cause. "
    "Levels and thresholds are the project's proposals: no official scale exists.",
}


def headline(change: str, message: Mapping[str, Any], level: Mapping[str, str], lang: Lang) -> str:
    """One line: what changed, what kind of episode it is, its topic and place."""
    begin = _CHANGES[change][lang].format(level=message["alert_level"], name=level[f"name_{lang}"])
    where = [message[f"{name}_{lang}"] for name in ("topic", "place")]
    return f"{begin}: {', '.join([_KINDS[str(message['kind'])][lang], *filter(None, where)])}"


def description(change: str, about: Mapping[str, Any], test: Mapping[str, str], lang: Lang) -> str:
    """The figures that are there, in sentences, and what they do not say; ``test`` has the names of the test."""
    shown = {name: _shown(value, lang) for name, value in about.items()}
    shown |= {name: _day(str(about[name]), lang) for name in ("first_day", "last_day")}
    shown |= {"test": test[f"name_{lang}"]} if test else {}
    parts = [
        (_GONE, change == "withdrawn"),
        (_FIGURES, True),
        (_COUNTS, _has(about, "observed_count", "expected_count")),
        (_RATIO, _has(about, "observed_count", "expected_count", "ratio")),
        (_TONE, about["kind"] == "tone" and _has(about, "tone_mean", "tone_baseline")),
        (_SCORE, _has(about, "score")),
        (_TEST, bool(test) and _has(about, "tests", "q")),
        (_LIMITS, True),
    ]
    return " ".join(sentence[lang].format(**shown) for sentence, said in parts if said)


def _has(about: Mapping[str, Any], *names: str) -> bool:
    return all(about.get(name) is not None for name in names)


def _shown(value: Any, lang: Lang) -> str:
    """A value as people read it: numbers with at most two decimals and the marks of their language."""
    if not isinstance(value, float):
        return str(value)
    text = f"{value:,.2f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}")
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def _day(day: str, lang: Lang) -> str:
    """An ISO day as people read it."""
    found = date.fromisoformat(day)
    return f"{found:%d/%m/%Y}" if lang == "vi" else f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
