"""Commendation: awards and their judging, and models with their replications, checked and named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from observatory.awards import calendar, editions, models, nominations, placed, published
from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.recipes import origins
from observatory.recipes.media import MEDIA
from observatory.recipes.rankings import AGENCIES
from observatory.recipes.recipe import INDICATORS, LEVEL, UNITS, Frames, Recipe
from observatory.tables.load import DATASETS, load
from observatory.tables.model import Catalogue
from observatory.warning.public_texts import personal

AWARDS = "reference/awards"
JUDGING = "reference/award-judging"
MODELS = "reference/models"
KINDS = ("good-models", "model-steps", "model-replications")
OWN = ("awards", "prizes", "editions", "laureates", "rules", "events")
JUDGED = ("nominations", "criteria", "panels", "judged", "scores")
MINISTRY = "ministry"
# The one column that no public table has: who gave a score stays with the panel.
JUDGE = "judge"
# What people write in their own words, where data of a person may slip in.
TOLD = {
    *("title_vi", "title_en", "summary_vi", "summary_en", "result_vi", "result_en", "text_vi", "text_en"),
    *("adapted_vi", "adapted_en", "effect_vi", "effect_en", "cost_vi", "cost_en", "reason_vi", "reason_en"),
    *("organisation", "nominated_by", "person"),
}


def unsound(catalogue: Catalogue) -> list[Finding]:
    """Everything in the catalogue on awards, judging and models that may not be published as it is."""
    found = [
        Finding("award-judge-named", package=package.id, file=str(table.path), row=1, field=JUDGE)
        for package, table in origins.tables(catalogue)
        if JUDGE in {field.name for field in table.fields}
    ]
    found += [finding for rows in _told(catalogue) for finding in _personal(rows)]
    if AWARDS in catalogue.packages:
        own = {name: _placed(catalogue, AWARDS, name) for name in OWN}
        found += editions.check(own["editions"], own["rules"], own["laureates"])
        found += calendar.check(own["events"])
    if JUDGING in catalogue.packages:
        of = {name: _placed(catalogue, JUDGING, name) for name in JUDGED}
        found += nominations.check(of["nominations"], of["judged"])
        for edition in published.judged_editions(of["panels"], of["criteria"], of["judged"], of["scores"]):
            found += published.check(edition)
    if any(table.kind in KINDS for _, table in origins.tables(catalogue)):
        made, steps, done = (origins.of_kind(catalogue, kind) for kind in KINDS)
        if len(made) or len(steps) or len(done):
            found += models.check(made, steps, done, _known(catalogue), _units(catalogue))
    return found


def _told(catalogue: Catalogue) -> Iterator[pd.DataFrame]:
    """The tables of awards, judging and models, with the place of each row."""
    for package, table in origins.tables(catalogue):
        if package.id in (AWARDS, JUDGING) or table.kind in KINDS:
            yield origins.located(package, table)


def _personal(rows: pd.DataFrame) -> Iterator[Finding]:
    """Texts with what looks like an address, a number or an account of a person, or a secrecy mark."""
    for name in sorted(TOLD & set(rows.columns)):
        for row in placed.rows(rows[rows[name].notna()]):
            for kind, shown in personal(str(row[name])):
                yield placed.at(row, "award-personal-data", name, shown, kind)


def _awards(catalogue: Catalogue) -> Frames:
    _require(catalogue)
    own = {name: catalogue.frame(AWARDS, name) for name in OWN}
    of = {name: catalogue.frame(JUDGING, name) for name in JUDGED}
    topics = catalogue.frame(MEDIA, "topics")
    laureates = editions.with_words(own["laureates"], own["prizes"], topics)
    nominated = editions.with_words(of["nominations"], own["prizes"], topics)
    names = of["nominations"][[*nominations.KEY, "title_vi", "title_en"]]
    every = published.judged_editions(of["panels"], of["criteria"], of["judged"], of["scores"])
    return {
        "awards": editions.summary(own["awards"], own["editions"]),
        "editions": editions.named(own["awards"], own["editions"], own["rules"], own["laureates"]),
        "laureates": laureates,
        "nominations": nominations.with_outcome(nominated, of["judged"]),
        "criteria": of["criteria"],
        "judged": published.shown(of["judged"]).merge(names, on=nominations.KEY, how="left"),
        "scores": published.open_scores(of["scores"], of["judged"]),
        "check": pd.DataFrame([published.checked(edition) for edition in every], columns=published.CHECKED),
        "events": calendar.dated(own["events"], own["awards"], origins.newest_review(catalogue)),
        "themes": _themes(topics, n_laureates=laureates, n_nominations=nominated),
    }


def _models(catalogue: Catalogue) -> Frames:
    _require(catalogue)
    topics, indicators = catalogue.frame(MEDIA, "topics"), catalogue.frame(INDICATORS, "indicators")
    names = _names(catalogue)
    made, steps, done = (origins.of_kind(catalogue, kind) for kind in KINDS)
    by_theme = topics.set_index("code")
    known = _sent(models.measured(made, indicators)).merge(names, on=models.UNIT, how="left")
    known = known.assign(**{f"theme_{lang}": known["theme"].map(by_theme[f"name_{lang}"]) for lang in ("vi", "en")})
    replications = _sent(models.measured(done, indicators)).merge(names, on=models.UNIT, how="left")
    themed = replications.merge(made[["model", "theme"]], on="model", how="left")
    return {
        "models": known,
        "steps": steps,
        "replications": replications,
        "themes": _themes(topics, n_models=known, n_replications=themed),
        "reach": models.reach(known, replications),
    }


def _require(catalogue: Catalogue) -> None:
    if found := unsound(catalogue):
        raise FindingsError(found)


def _themes(topics: pd.DataFrame, **frames: pd.DataFrame) -> pd.DataFrame:
    """The themes that some row of ``frames`` has, with how many rows of each."""
    counts = {name: topics["code"].map(rows["theme"].value_counts()).fillna(0) for name, rows in frames.items()}
    counted = topics.rename(columns={"code": "theme"}).assign(**counts)
    used: pd.DataFrame = counted[counted[list(frames)].sum(axis=1) > 0]
    return used


def _names(catalogue: Catalogue) -> pd.DataFrame:
    """``level, code, unit_vi, unit_en, region_vi, region_en`` of every unit that may have a model."""
    units = catalogue.frame(UNITS, "units")
    parts = [units[units["level"] == LEVEL]]
    if AGENCIES in catalogue.packages:
        parts.append(catalogue.frame(AGENCIES, "agencies").assign(level=MINISTRY))
    named = pd.concat(parts, ignore_index=True).rename(columns={"name_vi": "unit_vi", "name_en": "unit_en"})
    return named[[*models.UNIT, "unit_vi", "unit_en", "region_vi", "region_en"]]


def _sent(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the package they come from, and whether a unit sent it in."""
    return rows.rename(columns={"package": "source_package"}).assign(
        contributed=~rows["package"].astype("str").str.startswith("reference/")
    )


def _placed(catalogue: Catalogue, package: str, name: str) -> pd.DataFrame:
    """The rows of a table with the place they stand at."""
    return origins.located(catalogue.packages[package], catalogue.packages[package].tables[name])


def _known(catalogue: Catalogue) -> frozenset[str]:
    """Codes of models outside the catalogue: of the project's own datasets, where the catalogue is a part only."""
    if MODELS in catalogue.packages:
        return frozenset()
    holders = [
        path.parent
        for path in sorted(DATASETS.glob("*/*/datapackage.json"))
        if f'"{KINDS[0]}"' in path.read_text(encoding="utf-8") and _id(path.parent.parts) not in catalogue.packages
    ]
    return frozenset(load(holders).catalogue.of_kind(KINDS[0])["model"]) if holders else frozenset()


def _id(parts: tuple[str, ...]) -> str:
    return "/".join(parts[-2:])


def _units(catalogue: Catalogue) -> frozenset[tuple[str, str]]:
    """Level and code of every unit that may have a model; from the project's own datasets where they are not here."""
    absent = [DATASETS / package for package in (UNITS, AGENCIES) if package not in catalogue.packages]
    others = load(absent).catalogue.packages if absent else {}
    whole = replace(catalogue, packages={**others, **catalogue.packages})
    return frozenset(_names(whole)[models.UNIT].itertuples(index=False, name=None))


RECIPES: dict[str, Recipe] = {
    "awards": Recipe(
        AWARDS,
        (*((AWARDS, name) for name in OWN), *((JUDGING, name) for name in JUDGED), (MEDIA, "topics")),
        _awards,
    ),
    "models": Recipe(
        MODELS,
        ((UNITS, "units"), (MEDIA, "topics"), (INDICATORS, "indicators")),
        _models,
        KINDS,
        optional=((AGENCIES, "agencies"),),
    ),
}
