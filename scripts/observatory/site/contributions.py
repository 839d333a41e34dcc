"""What the pages show of contributions: the words for their states, and the ways from one page to the next."""

from __future__ import annotations

from typing import Any

from observatory.site.site import Site, records
from observatory.tables.model import Text

RESULT = "contributions"
STATUS = "du-lieu/tinh-trang"
GUIDE = "du-lieu/huong-dan"
TEMPLATES = "du-lieu/mau-excel"
DOORS = (
    (GUIDE, Text("Hướng dẫn gửi số liệu", "How to send figures")),
    (TEMPLATES, Text("Mẫu Excel", "Excel templates")),
    (STATUS, Text("Tình trạng tiếp nhận", "State of contributions")),
    ("du-lieu/lich-cong-bo", Text("Lịch công bố", "Release calendar")),
    ("du-lieu/dinh-chinh", Text("Đính chính", "Corrections")),
)
CHANNELS = {
    "pull_request": Text("yêu cầu hợp nhất (pull request)", "pull request"),
    "issue_form": Text("phiếu gửi có tệp đính kèm", "form with a file attached"),
    "mail": Text("qua đầu mối của đơn vị", "by the focal point of the body"),
}
# A mark stands beside each word, so that nothing is told by colour alone.
SUBMISSIONS = {
    "received": ("…", Text("đang xem", "waiting")),
    "accepted": ("✓", Text("đã đưa lên trang", "accepted")),
    "refused": ("✗", Text("trả lại để sửa", "sent back")),
    "withdrawn": ("–", Text("đơn vị rút", "withdrawn")),
}
DUE = {
    "ok": ("✓", Text("còn hạn", "in time")),
    "due_soon": ("!", Text("sắp đến hạn", "due soon")),
    "overdue": ("✗", Text("quá hạn", "overdue")),
}
WORDS = {
    "channels": CHANNELS,
    "states": SUBMISSIONS,
    "dues": DUE,
    "doors": DOORS,
    "status_page": STATUS,
    "guide": GUIDE,
    "templates": TEMPLATES,
}


def status_slug(owner: str) -> str:
    """The address of the status page of a body, by its folder."""
    return f"{STATUS}/{owner}"


def package_standing(site: Site, package: str) -> dict[str, Any] | None:
    """What a package's page says of it: counts, days, what is due and what was received.

    ``None`` for a result, for a site without the register, and for a package of a folder that nobody answers for.
    """
    if RESULT not in site.results:
        return None
    row = next(iter(_of(site, "packages", "data_package", package)), None)
    if row is None or row["owner"] not in set(site.result(RESULT, "units")["owner"]):
        return None
    return {
        **WORDS,
        **row,
        "page": status_slug(row["owner"]),
        "due": due_rows(site, "data_package", package),
        "received": received_rows(site, "data_package", package),
    }


def due_rows(site: Site, column: str, value: str) -> list[dict[str, Any]]:
    """What is due from a body or for a package, the nearest day first."""
    return sorted(_of(site, "due", column, value), key=lambda row: (row["due_on"], row["data_package"], row["task"]))


def received_rows(site: Site, column: str, value: str) -> list[dict[str, Any]]:
    """What was received from a body or for a package, the newest first."""
    rows = _of(site, "received", column, value)
    return sorted(rows, key=lambda row: (row["received_on"], row["submission"]), reverse=True)


def _of(site: Site, table: str, column: str, value: str) -> list[dict[str, Any]]:
    frame = site.result(RESULT, table)
    return records(frame[frame[column] == value])
