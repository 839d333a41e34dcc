"""Progress of long commands: a bar on standard error when it is a terminal, and nothing otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from observatory.findings import Lang

_TITLES: dict[Lang, dict[str, str]] = {
    "vi": {
        "validate": "Kiểm tra",
        "build": "Tạo trang",
        "demo": "Tạo trang trình diễn",
        "simulate": "sinh số liệu mô phỏng",
        "load": "đọc và kiểm tra dữ liệu",
        "compute": "tính chỉ số và xếp hạng",
        "reports": "lập báo cáo Word, PDF",
        "pages": "viết các trang",
        "charts": "vẽ biểu đồ",
        "render": "dựng hai bản vi, en",
        "downloads": "ghi tệp tải về",
        "verify": "soát trang",
        "collect": "Thu thập",
        "lists": "đọc danh mục",
        "aggregate": "Gộp theo ngày",
        "alerts": "Xét cảnh báo",
        "backtest": "Thử lại các bộ phát hiện",
        "archive": "Lưu kết quả đã công bố",
        "ledger": "đọc sổ ghi",
        "events": "đếm sự kiện",
        "write": "ghi các bảng",
        "impact": "Xét ảnh hưởng",
        "read": "đọc hai phiên bản",
        "compare": "so sánh kết quả",
    },
    "en": {
        "validate": "Checking",
        "build": "Building",
        "demo": "Building the demonstration",
        "simulate": "simulating the figures",
        "load": "reading and checking the data",
        "compute": "computing indicators and ranks",
        "reports": "making the Word and PDF reports",
        "pages": "writing the pages",
        "charts": "drawing the charts",
        "render": "rendering vi and en",
        "downloads": "writing the downloads",
        "verify": "verifying the site",
        "collect": "Collecting",
        "lists": "reading the lists",
        "aggregate": "Counting by day",
        "alerts": "Looking for alerts",
        "backtest": "Testing the detectors",
        "archive": "Archiving published results",
        "ledger": "reading the ledger",
        "events": "counting the events",
        "write": "writing the tables",
        "impact": "Looking for effects",
        "read": "reading both revisions",
        "compare": "comparing the results",
    },
}


@contextmanager
def steps(title: str, lang: Lang, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each step as it begins.

    With the ``total`` number of steps the bar fills; without, it only moves.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _step: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(_TITLES[lang][title], total=total)
        begun = 0

        def advance(step: str) -> None:
            nonlocal begun
            shown = _TITLES[lang].get(step, step)
            progress.update(task, description=f"{_TITLES[lang][title]}: {shown}", completed=begun)
            begun += 1

        yield advance
