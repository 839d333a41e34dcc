"""The page on judging: the panel, the methods and their check, ties, outcomes, what stays private, the command."""

from __future__ import annotations

from collections.abc import Iterator

from observatory.site import award_figures as award
from observatory.site import judging
from observatory.site.site import Site
from observatory.site.templates import Draft
from observatory.tables.model import Text


def drafts(_site: Site) -> Iterator[Draft]:
    """The page."""
    yield Draft(
        slug=award.METHOD_SLUG,
        template="judging_method.html",
        title=Text("Cách chấm giải", "How judging works"),
        description=Text(
            "Hội đồng, các cách tính điểm, kiểm tra bằng Borda và Copeland, quy tắc khi bằng điểm và khi nào không "
            "công bố điểm.",
            "The panel, the ways to make one result of its scores, the check by Borda and Copeland, rules on ties, "
            "and when a score is withheld.",
        ),
        context={
            **award.context(award.METHOD_SLUG),
            "methods": judging.METHODS,
            "statuses": [(code, words, judging.REASONS[code]) for code, words in judging.STATUSES.items()],
            "ties": judging.TIES,
            "panel": judging.PANEL,
            "fewest": judging.FEWEST,
        },
    )
