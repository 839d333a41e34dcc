"""The chapters of the site: which pages there are, and what each of them cannot be written without.

A real site has them all. A site of simulated data has those whose packages and results are there, so that no
page shows half of what it is about, and a few of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from observatory.site.downloads import Download
from observatory.site.pages import (
    about,
    annual,
    award_calendar,
    award_edition,
    awards,
    codes,
    coherence,
    corrections,
    countries,
    country_profiles,
    data,
    decisions,
    demo,
    excel_templates,
    guide,
    home,
    indicators,
    judging_method,
    localities,
    media,
    media_compare,
    media_health,
    media_localities,
    media_method,
    method,
    method_versions,
    ministry,
    models,
    nominations,
    official_reports,
    ranking,
    reference,
    release_calendar,
    review_stage,
    review_year,
    reviews,
    stage,
    status,
    survey,
    targets,
    verification,
    visitors,
    warning,
    warning_archive,
    warning_backtest,
    warning_incidents,
    warning_method,
    warning_process,
    warning_reviews,
    warning_series,
)
from observatory.site.pages.reference import CommandHelp
from observatory.site.report_files import ReportFile
from observatory.site.site import Site
from observatory.site.template_files import TemplateFile
from observatory.site.templates import Draft

NATIONAL, LOCAL = "results/national-index-pilot", "results/local-index-pilot"
LATEST = "results/indicator-latest"
TARGETS = "reference/strategy-targets"


@dataclass(frozen=True)
class Given:
    """What the pages of a build are given beside the figures.

    ``downloads`` are the files written for each package, by its id; ``site_url`` and ``repository`` are the
    public addresses of the site and of its source, or empty. ``reports`` are the official reports and
    ``templates`` the Excel templates that were written.
    """

    downloads: Mapping[str, Sequence[Download]]
    commands: Sequence[CommandHelp]
    site_url: str = ""
    repository: str = ""
    reports: Sequence[ReportFile] = ()
    templates: Sequence[TemplateFile] = ()


@dataclass(frozen=True)
class Chapter:
    """Pages that are written together, and the packages and results (by id) that they need."""

    drafts: Callable[[Site, Given], Iterator[Draft]]
    needs: frozenset[str] = frozenset()


def _of(drafts: Callable[[Site], Iterator[Draft]], *needs: str) -> Chapter:
    """A chapter that needs nothing but figures."""
    return Chapter(lambda site, _given: drafts(site), frozenset(needs))


MEDIA = tuple(f"results/media-{part}" for part in ("days", "breakdown", "compare", "stories", "health", "indicators"))
WARNING = (
    *(
        "results/warning",
        "methodology/warning",
        "methodology/crisis-process",
        "methodology/media",
        "reference/tile-grid",
    ),
)
INCIDENTS = (*WARNING, "results/incidents", "reference/incidents")
AWARDS = ("results/awards", "reference/awards")
REVIEWS = (
    *("results/annual-review", "results/stage-review", "results/target-progress", "results/awards"),
    *("results/decisions", TARGETS),
)
CHAPTERS = (
    _of(
        home.drafts,
        *("results/headline", "results/visitor-summary", "results/target-progress", "results/warning"),
        *("results/annual-review", "results/awards", "results/models", LOCAL, TARGETS),
    ),
    _of(localities.drafts, "results/locality-profile", LOCAL, "reference/tile-grid"),
    _of(countries.drafts, LATEST, "results/headline", "reference/countries"),
    _of(indicators.drafts, "results/indicator-coverage", LATEST, LOCAL),
    _of(visitors.drafts, "results/visitor-summary"),
    _of(ranking.drafts, NATIONAL, LOCAL),
    _of(country_profiles.drafts, NATIONAL),
    _of(annual.drafts, "results/annual-ranking"),
    _of(stage.drafts, "results/stage-ranking"),
    _of(survey.drafts, "results/survey-ranks"),
    _of(ministry.drafts, "results/unit-assessment", TARGETS, "reference/agencies"),
    _of(targets.drafts, "results/target-progress", TARGETS),
    _of(decisions.drafts, "results/decisions", "reference/countries"),
    _of(method_versions.drafts, "results/method-versions", "results/decisions", "reference/countries"),
    _of(media.drafts, *MEDIA, "results/recognition"),
    _of(media_compare.drafts, *MEDIA),
    _of(media_health.drafts, *MEDIA),
    _of(media_localities.drafts, *MEDIA),
    _of(media_method.drafts, *MEDIA, "results/recognition"),
    _of(warning.drafts, *WARNING, *MEDIA),
    _of(warning_archive.drafts, *WARNING, *MEDIA, "results/alert-feed"),
    _of(warning_series.drafts, *WARNING, *MEDIA),
    _of(warning_method.drafts, *WARNING),
    _of(warning_backtest.drafts, *WARNING, "results/warning-backtest"),
    _of(warning_process.drafts, *WARNING),
    _of(warning_incidents.drafts, *INCIDENTS),
    _of(warning_reviews.drafts, *INCIDENTS),
    _of(reviews.drafts, *REVIEWS, "reference/agencies"),
    _of(review_year.drafts, *REVIEWS, "methodology/crisis-process"),
    _of(review_stage.drafts, *REVIEWS),
    _of(awards.drafts, *AWARDS),
    _of(award_edition.drafts, *AWARDS),
    _of(nominations.drafts, *AWARDS),
    _of(judging_method.drafts, *AWARDS),
    _of(award_calendar.drafts, *AWARDS),
    _of(models.drafts, *AWARDS, "results/models", "reference/tile-grid"),
    Chapter(lambda site, given: official_reports.drafts(site, given.reports), frozenset({"results/annual-review"})),
    Chapter(lambda site, given: data.drafts(site, given.downloads, given.site_url, given.repository, given.templates)),
    Chapter(lambda site, given: excel_templates.drafts(site, given.templates)),
    Chapter(
        lambda site, given: guide.drafts(site, given.repository),
        frozenset({"reference/province-heritage", "reference/provincial-units"}),
    ),
    _of(status.drafts, "results/contributions", "reference/agencies"),
    _of(corrections.drafts),
    _of(release_calendar.drafts, "reference/release-calendar"),
    _of(method.drafts, NATIONAL, LOCAL, "results/target-progress", TARGETS),
    _of(coherence.drafts, NATIONAL, LOCAL),
    _of(verification.drafts, "results/engine-verification"),
    Chapter(lambda site, given: reference.drafts(site, given.commands)),
    Chapter(lambda _site, _given: codes.drafts()),
    Chapter(lambda site, given: about.drafts(site, given.repository), frozenset({TARGETS, "reference/agencies"})),
)


def written(site: Site, given: Given, simulated: bool) -> list[Draft]:
    """All pages of a site, in the order of the chapters.

    A real site has every chapter and fails where something is missing; a simulated one has those that it
    can, and pages of its own that say what it is.
    """
    if not simulated:
        return [draft for chapter in CHAPTERS for draft in chapter.drafts(site, given)]
    there = site.catalogue.packages.keys() | {result.id for result in site.results.values()}
    drafts = [draft for chapter in CHAPTERS if chapter.needs <= there for draft in chapter.drafts(site, given)]
    return [*demo.drafts(site, given.repository), *drafts]
