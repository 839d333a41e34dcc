"""The pages that only a site of simulated data has: what it is, and how its figures were made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site.simulated import LABEL
from observatory.site.site import Site, by, name, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

PACKAGE = "reference/media-daily"
_PAGES = (
    ("truyen-thong", Text("Bảng theo dõi truyền thông", "Media dashboard")),
    ("truyen-thong/so-sanh", Text("So sánh hai kỳ", "Two periods compared")),
    ("truyen-thong/suc-khoe-du-lieu", Text("Sức khỏe dữ liệu", "Health of the data")),
    ("truyen-thong/cach-do", Text("Cách đo", "How it is measured")),
    ("canh-bao", Text("Cảnh báo sớm", "Early warning")),
    ("canh-bao/luu-tru", Text("Lưu trữ cảnh báo", "Archive of warnings")),
    ("canh-bao/chuoi", Text("Tình trạng các chuỗi", "State of the series")),
    ("bieu-duong", Text("Biểu dương", "Honours")),
    ("bieu-duong/de-cu", Text("Đề cử và kết quả chấm", "Nominations and judging")),
    ("bieu-duong/mo-hinh", Text("Mô hình, cách làm hay", "Models to follow")),
)

_KINDS = {
    "surge": Text("tăng vọt số tin", "surge of mentions"),
    "crisis": Text("khủng hoảng: nhiều tin, sắc thái xấu đi", "crisis: many mentions, worse tone"),
    "praise": Text("tin tốt: nhiều tin, sắc thái tốt lên", "praise: many mentions, better tone"),
    "silence": Text("im ắng bất thường", "unusual silence"),
}


def drafts(site: Site, repository: str = "") -> Iterator[Draft]:
    """The home page, the page that says what this is, and the one on the generator."""
    days = site.data(PACKAGE, "daily")["date"]
    parameters = by(site.data(PACKAGE, "parameters"), "key")
    shared = {
        "label": LABEL,
        "first": str(days.min()),
        "last": str(days.max()),
        "n_rows": len(days),
        "n_provinces": len(site.units),
        "n_topics": len(site.data("methodology/media", "topics")),
        "seed": int(parameters["seed"]["value"]),
        "repository": repository,
    }
    yield Draft(
        slug="",
        template="demo_home.html",
        title=Text("Trang trình diễn", "Demonstration"),
        description=Text(
            "Trình diễn truyền thông, cảnh báo, biểu dương bằng dữ liệu mô phỏng: không có số liệu thật nào ở đây.",
            "A demonstration of media, warnings and honours with simulated data: there is no real figure here.",
        ),
        context={**shared, "pages": _PAGES},
        boost=1.5,
    )
    yield Draft(
        slug="gioi-thieu",
        template="demo_about.html",
        title=Text("Đây là trang gì", "What this is"),
        description=Text(
            "Vì sao có trang trình diễn này, những gì có và không có trong đó.",
            "Why this demonstration exists, what is in it and what is not.",
        ),
        context=shared,
    )
    yield Draft(
        slug="phuong-phap",
        template="demo_method.html",
        title=Text("Số liệu mô phỏng được tạo ra sao", "How the figures were simulated"),
        description=Text(
            "Bộ sinh số, số mầm, mọi tham số, và các sự kiện đã cài vào để thử phần cảnh báo.",
            "The generator, its seed and all its settings, and the events put in to try the warnings on.",
        ),
        context={
            **shared,
            "parameters": list(parameters.values()),
            "injected": [_event(site, row) for row in records(site.data(PACKAGE, "injected"))],
        },
    )


def _event(site: Site, row: dict[str, Any]) -> dict[str, Any]:
    """An injected event with the names of its place and of its topic."""
    topics = by(site.data("methodology/media", "topics"), "code")
    whole = Text("cả nước", "the whole country")
    return {
        **row,
        "place": name(site.units[row["province_code"]]) if row["province_code"] else whole,
        "about": name(topics[row["topic"]]),
        "kind": _KINDS[row["kind"]],
    }
