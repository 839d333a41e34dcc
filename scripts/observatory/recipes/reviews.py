"""The results on reviews: every year with data, and the stages of the Strategy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from observatory.errors import FindingsError
from observatory.recipes import indicators, origins, rankings, review_counts, targets
from observatory.recipes.recipe import (
    COUNTRY_VALUES,
    HOME,
    INDICATORS,
    PROVINCE_VALUES,
    Frames,
    Read,
    Recipe,
    settings,
)
from observatory.review import adjust, completeness, movement, notes, stage, wording, yearly
from observatory.tables.model import Catalogue
from observatory.warning.clearance import RECORDS, REVIEWS

METHOD = "methodology/reviews"
NOTES: Read = ("reference/review-notes", "notes")
LISTED: Read = ("reference/strategy-targets", "targets")


def _annual(catalogue: Catalogue) -> Frames:
    span, exceptions = _span(catalogue), catalogue.frame(METHOD, "exceptions")
    framework = catalogue.frame(INDICATORS, "indicators")
    moves = _moves(catalogue)
    ranked = movement.rank_moves(rankings.RECIPES["annual-ranking"].make(catalogue)["rankings"])
    warned = review_counts.warnings(catalogue, span.first_year)
    counted = [counts["year"] for counts in warned.values()]
    listed = span.years(moves["year"], ranked["year"], review_counts.editions(catalogue), *counted)
    written = _notes(catalogue, notes.YEAR, listed)
    shown, placed = (table[table["year"].isin(listed)] for table in (moves, ranked))
    wanted = completeness.expected(framework, exceptions, shown, listed)
    families = completeness.families(wanted)
    judged = _targets(catalogue, listed, span.strategy_from)
    levels, collected = review_counts.levels(catalogue), review_counts.collected(catalogue)
    warnings = pd.concat(
        [yearly.warnings(listed, kind, levels[kind], counts, collected) for kind, counts in warned.items()],
        ignore_index=True,
    )
    years = yearly.years(listed, span, shown, placed, families)
    return {
        "years": review_counts.with_registers(catalogue, years, warnings),
        "moves": notes.explained(shown, written, exceptions, _sentences(catalogue)),
        "rank_moves": placed,
        "targets": judged,
        "warnings": warnings,
        "completeness": families,
        "adjustments": _adjustments(catalogue, listed, judged, wanted, moves, written),
        "notes": notes.elsewhere(written, shown),
    }


def _stage(catalogue: Catalogue) -> Frames:
    found = targets.RECIPES["target-progress"].make(catalogue)
    plan = catalogue.frame(METHOD, "stages")
    own = stage.of_stages(plan, catalogue.frame(*LISTED), found["progress"])
    stages = stage.stages(plan, own, origins.newest_review(catalogue))
    written = _notes(catalogue, notes.STAGE, plan["stage"])
    begun = own[own["stage"].isin(stages.loc[stages["phase"] != stage.FUTURE, "stage"])]
    suggested = [
        adjust.numbered(
            adjust.of_targets(begun[begun["stage"] == name], _sentences(catalogue), targets.TARGETS),
            adjust.of_notes(notes.adjusting(written[written["stage"] == name])),
        ).assign(stage=name)
        for name in plan["stage"]
    ]
    return {
        "stages": stages,
        "targets": own,
        "milestones": stage.milestones(plan, found["progress"], found["path"]),
        "adjustments": pd.concat(suggested, ignore_index=True),
        "notes": written[written["section"] != notes.ADJUST],
    }


def _adjustments(
    catalogue: Catalogue,
    listed: list[int],
    judged: pd.DataFrame,
    wanted: pd.DataFrame,
    moves: pd.DataFrame,
    written: pd.DataFrame,
) -> pd.DataFrame:
    """What to adjust in each year: by rule for the years of the Strategy, proposals in the latest; editors in any."""
    span, say = _span(catalogue), _sentences(catalogue)
    old_after = int(settings(catalogue, METHOD)["old_after_years"])
    names = catalogue.frame(INDICATORS, "indicators").set_index("code")
    named = wanted.assign(**{name: wanted["indicator"].map(names[name]) for name in ("name_vi", "name_en")})
    proposed = review_counts.decisions(catalogue, review_counts.PROPOSED)
    parts = []
    for year in listed:
        own = [adjust.of_notes(notes.adjusting(written[written["year"] == year]))]
        if year == listed[-1]:
            own.insert(0, adjust.of_decisions(proposed, say, review_counts.DECISIONS[0]))
        if year >= span.strategy_from:
            known = completeness.last_years(moves, year)
            of_year = named[named["year"] == year]
            own.insert(0, adjust.of_indicators(of_year, known, year, span.over(year), old_after, say))
            own.insert(0, adjust.of_targets(judged[judged["year"] == year], say, targets.TARGETS))
        parts.append(adjust.numbered(*own).assign(year=year))
    return pd.concat(parts, ignore_index=True)


def _moves(catalogue: Catalogue) -> pd.DataFrame:
    keys, values = settings(catalogue, METHOD), indicators.of_countries(catalogue)
    limits = movement.Limits(float(keys["steady_places"]), float(keys["steady_percent"]))
    home = values[values["country_iso3"] == HOME]
    exceptions = catalogue.frame(METHOD, "exceptions")
    return movement.moves(home, catalogue.frame(INDICATORS, "indicators"), exceptions, limits)


def _notes(catalogue: Catalogue, scope: str, periods: Iterable[object]) -> pd.DataFrame:
    """The editors' notes of one scope. Raises ``FindingsError`` for one on a period without a review."""
    package, name = NOTES
    table = catalogue.packages[package].tables[name]
    if lost := notes.unknown(table.frame, scope, periods):
        raise FindingsError([replace(finding, package=package, file=table.path.as_posix()) for finding in lost])
    return notes.of_scope(table.frame, scope)


def _targets(catalogue: Catalogue, listed: list[int], strategy_from: int) -> pd.DataFrame:
    """The targets year by year, on the results that the recipe of their progress gathers."""
    measurements = catalogue.frame(targets.TARGETS, "measurements")
    found = targets.RECIPES["target-progress"].make(catalogue)["observations"]
    by_target = {str(name): found[found["target_id"] == name] for name in measurements["target_id"]}
    return yearly.of_targets(measurements, by_target, listed, strategy_from)


def _sentences(catalogue: Catalogue) -> wording.Sentences:
    return wording.sentences(catalogue.frame(METHOD, "sentences"))


def _span(catalogue: Catalogue) -> yearly.Span:
    keys = settings(catalogue, METHOD)
    return yearly.Span(int(keys["first_year"]), int(keys["strategy_from_year"]), origins.newest_review(catalogue))


_METHOD: tuple[Read, ...] = tuple((METHOD, name) for name in ("settings", "stages", "exceptions", "sentences"))
_COMMON: tuple[Read, ...] = (*_METHOD, NOTES, *targets.RECIPES["target-progress"].tables)
RECIPES: dict[str, Recipe] = {
    "annual-review": Recipe(
        METHOD,
        (*_COMMON, (INDICATORS, "indicators"), *rankings.RECIPES["annual-ranking"].tables),
        _annual,
        (COUNTRY_VALUES, PROVINCE_VALUES, RECORDS, REVIEWS),
        (*indicators.RECIPES["indicator-latest"].optional, *review_counts.READ),
        (RECORDS, REVIEWS),
    ),
    "stage-review": Recipe(METHOD, (*_COMMON, LISTED), _stage, (COUNTRY_VALUES,)),
}
