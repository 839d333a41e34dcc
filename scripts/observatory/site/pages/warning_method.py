"""How alarms are raised: tests, calibration, the score, episodes, every setting, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site import numbers
from observatory.site import warning_figures as warning
from observatory.site.pages.media_method import both
from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Text


def drafts(site: Site) -> Iterator[Draft]:
    """The page; every number on it is a row of the method package."""
    settings = warning.settings(site)
    yield Draft(
        slug=warning.METHOD_SLUG,
        template="parts/by_language.html",
        title=Text("Cảnh báo: cách báo động", "Warnings: how alarms are raised"),
        description=Text(
            "Phép thử theo lịch sử, hiệu chỉnh, chặn báo động giả, điểm mức độ, đợt, mọi tham số và giới hạn.",
            "Tests by history, calibration, control of false alarms, severity, episodes, every setting and the limits.",
        ),
        context={
            **warning.context(site, warning.METHOD_SLUG),
            "text": "warning_method",
            "v": {key: _written(str(row["value"])) for key, row in settings.items()},
            "settings": [_shown(row) for row in settings.values()],
            "states": records(site.data(warning.METHOD, "states")),
        },
    )


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "unit": both(str(row["unit"])), "shown": _written(str(row["value"]))}


def _written(value: str) -> Text:
    """A setting as the table has it, with the decimal mark of each language."""
    text = value.replace("-", numbers.MINUS)
    return Text(text.replace(".", ","), text)
