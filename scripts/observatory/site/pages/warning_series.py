"""The state of each watched series: which can be tested, which cannot, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site import warning_figures as warning
from observatory.site.site import HOME, Site, by, collation_key, records
from observatory.site.templates import Draft
from observatory.tables.model import Text


def drafts(site: Site) -> Iterator[Draft]:
    """The page: counts by state, then the series of each place; nothing is hidden because it cannot be tested."""
    rows = records(site.result(warning.RESULT, "series"))
    states = by(site.data(warning.METHOD, "states"), "code")
    tests = warning.tests(site)
    yield Draft(
        slug=warning.SERIES_SLUG,
        template="warning_series.html",
        title=Text("Cảnh báo: tình trạng các chuỗi", "Warnings: state of the series"),
        description=Text(
            "Chuỗi nào đã được thử, bằng phép nào; chuỗi nào chưa thử được và vì sao.",
            "Which series are tested and how; which cannot be tested yet and why.",
        ),
        context={
            **warning.context(site, warning.SERIES_SLUG),
            "states": [{**row, "n": sum(own["state"] == code for own in rows)} for code, row in states.items()],
            "by_test": [{**row, "n": sum(own["test"] == code for own in rows)} for code, row in tests.items()],
            "n_series": len(rows),
            "state_names": {code: Text(str(row["name_vi"]), str(row["name_en"])) for code, row in states.items()},
            "test_names": {code: Text(str(row["name_vi"]), str(row["name_en"])) for code, row in tests.items()},
            "places": _by_place(site, rows),
        },
    )


def _by_place(site: Site, rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The series of each place, the country first, the total of a place before its topics."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["place"]), []).append(row)
    places = sorted(found, key=lambda place: (place != HOME, collation_key(str(found[place][0]["place_vi"]))))
    return [
        (
            {**found[place][0], "page": warning.place_page(site, place)},
            sorted(found[place], key=lambda row: (row["topic"] != "all", collation_key(str(row["topic_vi"])))),
        )
        for place in places
    ]
