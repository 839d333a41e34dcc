"""Nominations and what came of them: states, scores that may be shown, the check, and why others are withheld."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from observatory.site import award_figures as award
from observatory.site import judging
from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

STATES = {
    "nominated": Text("đã đề cử", "nominated"),
    "judged": Text("đã chấm", "judged"),
    "laureate": Text("được trao giải theo quyết định", "awarded by a decision"),
    "not_awarded": Text("không được trao giải", "not awarded"),
    "withdrawn": Text("đã rút", "withdrawn"),
}
PACKAGE = "reference/award-judging"
_LAST = 10**9


def drafts(site: Site) -> Iterator[Draft]:
    """The page; while nothing has been sent it says so, and how to send it."""
    yield Draft(
        slug=award.NOMINATIONS_SLUG,
        template="nominations.html",
        title=Text("Đề cử và kết quả chấm", "Nominations and judging"),
        description=Text(
            "Các đề cử theo từng kỳ trao giải, tình trạng, điểm được phép hiện và lý do những điểm không công bố.",
            "Nominations of each edition, their state, the scores that may be shown and why others are withheld.",
        ),
        context={
            **award.context(award.NOMINATIONS_SLUG),
            "rounds": [_round(site, key) for key in _editions(site)],
            "states": STATES,
            "statuses": judging.STATUSES,
            "methods": {method.code: method for method in judging.METHODS},
            "package": PACKAGE,
        },
    )


def _editions(site: Site) -> list[tuple[str, str]]:
    """The editions with nominations, the latest first."""
    frame = site.result(award.RESULT, "nominations")
    return sorted({(str(row["edition"]), str(row["award"])) for row in records(frame)}, reverse=True)


def _round(site: Site, key: tuple[str, str]) -> dict[str, Any]:
    """All that is known of the nominations of one edition (its ``edition`` and ``award``)."""
    judged = {str(row["entry"]): row for row in _of(site, "judged", key)}
    entries = [
        {
            **row,
            "state_name": STATES[row["state"]],
            "place": award.locality(site, row["province_code"]),
            "judged": judged.get(str(row["entry"])),
        }
        for row in _of(site, "nominations", key)
    ]
    entries.sort(key=lambda row: (_rank(row["judged"]), str(row["entry"])))
    check = next(iter(_of(site, "check", key)), None)
    named = {str(row["entry"]): Text(str(row["title_vi"]), str(row["title_en"])) for row in entries}
    return {
        "anchor": f"{key[1]}-{key[0]}",
        "edition": key[0],
        "award": award.awards(site)[key[1]],
        "entries": entries,
        "check": check
        and {
            **check,
            **{
                f"{vote}_names": [named[entry] for entry in str(check[vote] or "").split()]
                for vote in ("winner", "borda_winner", "copeland_winner")
            },
        },
        "criteria": _of(site, "criteria", key),
        "scores": _scores(row for row in _of(site, "scores", key) if not _withheld(judged.get(str(row["entry"])))),
    }


def _of(site: Site, table: str, key: tuple[str, str]) -> list[dict[str, Any]]:
    rows = records(site.result(award.RESULT, table))
    return [row for row in rows if (str(row["edition"]), str(row["award"])) == key]


def _rank(judged: Mapping[str, Any] | None) -> int:
    return _LAST if judged is None or judged["rank"] is None else int(judged["rank"])


def _withheld(judged: Mapping[str, Any] | None) -> bool:
    """Whether the score of an entry may not be shown, and so neither what it is made of."""
    return judged is None or bool(judged["score_withheld"])


def _scores(rows: Iterable[dict[str, Any]]) -> list[tuple[str, str, list[float]]]:
    """The scores of each entry on each criterion, from high to low: nobody can tell whose they are."""
    found: dict[tuple[str, str], list[float]] = {}
    for row in sorted(rows, key=lambda row: (str(row["entry"]), str(row["criterion"]), int(row["position"]))):
        found.setdefault((str(row["entry"]), str(row["criterion"])), []).append(float(row["score"]))
    return [(entry, criterion, scores) for (entry, criterion), scores in found.items()]
