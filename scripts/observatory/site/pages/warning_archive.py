"""The archive: every episode as it is computed today, and every message as it was published."""

from __future__ import annotations

from collections.abc import Iterator

from observatory.feeds import files as feeds
from observatory.site import warning_figures as warning
from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

_TYPES = {
    "Alert": Text("cảnh báo mới", "new alert"),
    "Update": Text("cập nhật", "update"),
    "Cancel": Text("hủy", "cancel"),
}
_STATUSES = {"Actual": Text("thật", "actual"), "Test": Text("thử", "test"), "Exercise": Text("diễn tập", "exercise")}


def drafts(site: Site) -> Iterator[Draft]:
    """The page; the latest episodes and messages come first."""
    messages = records(site.result(warning.FEED, "messages").sort_values("sequence", ascending=False))
    yield Draft(
        slug=warning.ARCHIVE_SLUG,
        feeds=True,
        template="warning_archive.html",
        title=Text("Cảnh báo: lưu trữ", "Warnings: archive"),
        description=Text(
            "Mọi đợt tin khác thường, sổ bản tin cảnh báo không viết lại, nguồn cấp Atom, JSON và CAP.",
            "All unusual episodes, the log of alerts that is never rewritten, feeds in Atom, JSON and CAP.",
        ),
        context={
            **warning.context(site, warning.ARCHIVE_SLUG),
            "episodes": warning.episodes(site),
            "messages": [
                {
                    **row,
                    "type_name": _TYPES[row["msg_type"]],
                    "status_name": _STATUSES[row["cap_status"]],
                    "cap": feeds.cap_path(str(row["identifier"])),
                }
                for row in messages
            ],
            "feeds": warning.FEEDS,
        },
    )
