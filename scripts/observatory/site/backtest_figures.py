"""What a backtest is told in: benches, and measures with what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from observatory.tables.model import Text

METHOD = "methodology/warning-backtest"
MAIN_BENCH = "daily-5"
NULL_BENCHES = {
    "null": Text("lịch sử ngắn (NBW)", "short history (NBW)"),
    "null-3-years": Text("ba năm trở lên (FF7 hoặc NBW)", "three years or more (FF7 or NBW)"),
}
"""Benches without any event, by the history that their series have."""


@dataclass(frozen=True)
class Measure:
    """A measure of a detector: its column, its name, what it says, and with how many decimals it is written."""

    column: str
    name: Text
    means: Text
    decimals: int = 3


MEASURES = (
    Measure(
        "sensitivity",
        Text("Độ nhạy", "Sensitivity"),
        Text("phần ngày có sự kiện mà máy báo động", "share of the days of an event that had an alarm"),
    ),
    Measure(
        "specificity",
        Text("Độ đặc hiệu", "Specificity"),
        Text("phần ngày không có sự kiện mà máy im lặng", "share of the days without an event that had none"),
        4,
    ),
    Measure(
        "pod",
        Text("Phát hiện (POD)", "Detection (POD)"),
        Text("phần sự kiện được báo ít nhất một ngày", "share of events with an alarm on one of their days"),
    ),
    Measure(
        "pod_first",
        Text("Phát hiện ngày đầu", "Detected on day one"),
        Text("phần sự kiện được báo ngay ngày đầu", "share of events with an alarm on their first day"),
    ),
    Measure(
        "timeliness",
        Text("Độ trễ", "Timeliness"),
        Text("0: báo ngay ngày đầu; 1: bỏ sót", "0: on the first day; 1: missed"),
    ),
    Measure(
        "ppv",
        Text("Độ tin của báo động (PPV)", "Worth of an alarm (PPV)"),
        Text("phần ngày báo động là đúng", "share of the days of alarm that were right"),
    ),
    Measure(
        "npv",
        Text("Độ tin khi im lặng (NPV)", "Worth of silence (NPV)"),
        Text("phần ngày im lặng là đúng", "share of the days without an alarm that were right"),
    ),
    Measure(
        "f1",
        Text("F1", "F1"),
        Text("trung bình điều hòa của độ nhạy và PPV", "harmonic mean of sensitivity and PPV"),
    ),
    Measure(
        "false_alarm_days",
        Text("Ngày báo động giả", "False-alarm days"),
        Text("trên một chuỗi trong một năm", "of one series in a year"),
        1,
    ),
    Measure(
        "false_episodes",
        Text("Đợt báo động giả", "False episodes"),
        Text(
            "trên một chuỗi trong một năm; ngày liền nhau là một đợt", "of one series in a year; days in a row are one"
        ),
        1,
    ),
    Measure(
        "arl0",
        Text("Số ngày đến báo động giả đầu tiên (ARL0)", "Days to the first false alarm (ARL0)"),
        Text("bình quân, khi không có sự kiện", "on average, where there is no event"),
        0,
    ),
    Measure(
        "median_days",
        Text("Số ngày đến khi phát hiện", "Days to detection"),
        Text("trung vị của các sự kiện được phát hiện", "median over the events that were found"),
        1,
    ),
)
