"""Models of external information to follow: the list, and for each a page on how to do the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site import award_figures as award
from observatory.site import review_figures
from observatory.site.model_map import ModelMap
from observatory.site.site import LEVEL, Site, by, collation_key, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

PACKAGE = "reference/models"
KINDS = ("good-models", "model-steps", "model-replications")
"""The kinds of tables that a unit fills to send a model."""
RECOGNITION = {
    "proposed": Text("đơn vị tự giới thiệu", "put forward by the unit itself"),
    "nominated": Text("được đề cử", "nominated"),
    "recognised": Text("được công nhận theo", "recognised by"),
}
BETTER = {**review_figures.BETTER, "same": ("=", Text("không đổi", "unchanged"))}
"""Each way that an effect can go: a sign, and the word that says it."""

Rows = list[dict[str, Any]]


def drafts(site: Site) -> Iterator[Draft]:
    """The list, then the page of each model."""
    models = _models(site)
    replications = _replications(site)
    yield Draft(
        slug=award.MODELS_SLUG,
        template="models.html",
        title=Text("Mô hình, cách làm hay", "Models to follow"),
        description=Text(
            "Mô hình và cách làm hay về thông tin đối ngoại, nơi đã áp dụng và hiệu quả trước, sau.",
            "Models of external information, where they were replicated and the effect before and after.",
        ),
        context={
            **award.context(award.MODELS_SLUG),
            "models": models,
            "by_theme": _by_theme(site, models),
            "recognition": RECOGNITION,
            "better": BETTER,
            "package": PACKAGE,
            "kinds": KINDS,
        },
    )
    for model in models:
        own = replications.get(str(model["model"]), [])
        title = Text(str(model["title_vi"]), str(model["title_en"]))
        yield Draft(
            slug=str(model["page"]),
            template="model.html",
            title=title,
            description=Text(
                f"{title.vi}: cách làm, chi phí, nơi đã áp dụng và hiệu quả.",
                f"{title.en}: how to do the same, cost, where it was replicated and the effect.",
            ),
            context={
                **award.context(str(model["page"])),
                "model": model,
                "steps": records(_of(site, "steps", model["model"]).sort_values("position")),
                "replications": own,
                "map": _map(site, model, own),
                "recognition": RECOGNITION,
                "better": BETTER,
            },
        )


def _models(site: Site) -> Rows:
    """The models, those of more units first: each with its ``page``, its ``place`` and its ``reach``."""
    reach = by(site.result(award.MODELS, "reach"), "model")
    rows = [
        {
            **row,
            "page": f"{award.MODELS_SLUG}/{row['model']}",
            "place": award.locality(site, row["code"]) if row["level"] == LEVEL else None,
            "reach": reach[str(row["model"])],
        }
        for row in records(site.result(award.MODELS, "models"))
    ]
    return sorted(rows, key=lambda row: (-int(row["reach"]["n_places"]), collation_key(str(row["title_vi"]))))


def _replications(site: Site) -> dict[str, Rows]:
    """The replications of each model, the earliest first."""
    found: dict[str, Rows] = {}
    for row in records(site.result(award.MODELS, "replications").sort_values(["model", "year", "level", "code"])):
        place = award.locality(site, row["code"]) if row["level"] == LEVEL else None
        found.setdefault(str(row["model"]), []).append({**row, "place": place})
    return found


def _by_theme(site: Site, models: Rows) -> list[tuple[str, Text, Rows]]:
    """The models of each theme that has some, in the order of the Vietnamese names."""
    themes = by(site.result(award.MODELS, "themes"), "theme")
    named = sorted(themes.values(), key=lambda row: collation_key(str(row["name_vi"])))
    groups = [
        (str(row["theme"]), Text(str(row["name_vi"]), str(row["name_en"])), _on(models, row["theme"])) for row in named
    ]
    return [group for group in groups if group[2]]


def _on(models: Rows, theme: object) -> Rows:
    return [model for model in models if model["theme"] == theme]


def _of(site: Site, table: str, model: object) -> Any:
    frame = site.result(award.MODELS, table)
    return frame[frame["model"] == model]


def _map(site: Site, model: dict[str, Any], replications: Rows) -> ModelMap:
    years: dict[str, int] = {}
    for row in replications:
        if row["level"] == LEVEL:
            years.setdefault(str(row["code"]), int(row["year"]))
    return ModelMap(
        site=site,
        title=Text(f"Nơi đã áp dụng: {model['title_vi']}", f"Where it was replicated: {model['title_en']}"),
        years=years,
        origin=str(model["code"]) if model["level"] == LEVEL else "",
    )
