"""What decisions changed: the register with its effects, the versions of each index, and what each gives today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise

import pandas as pd

from observatory.recipes import pilots
from observatory.recipes.recipe import COUNTRIES, COUNTRY_VALUES, INDICATORS, PAPI, UNITS, Frames, Recipe
from observatory.recipes.register import ARCHIVE, DECISIONS, INDICES, Rankings, governed, history, register
from observatory.recipes.targets import TARGETS
from observatory.review import decisions, replay
from observatory.review.decisions import PROPOSED, Decision, State
from observatory.review.versions import Version
from observatory.tables.model import Catalogue

_MEASUREMENTS = "measurements"


def _decisions(catalogue: Catalogue) -> Frames:
    known = register(catalogue)
    rankings = Rankings(catalogue)
    effects, paces, sums = [], [], []
    for decision, before, after in _moves(catalogue, known):
        if decision.index and INDICES[decision.index].package == decision.package:
            rows = replay.effects(*(rankings.by(decision.index, state) for state in (before, after)))
            effects.append(rows.assign(decision=decision.id, index=decision.index))
            sums.append({"decision": decision.id, **asdict(replay.summary(rows))})
        if decision.package == TARGETS:
            paces.append(_paces(decision, before, after))
    listed = catalogue.frame(DECISIONS, "decisions")
    changes = catalogue.frame(DECISIONS, "changes")
    return {
        "register": listed.merge(_joined(sums, ["decision"]), on="decision", how="left", validate="one_to_one"),
        "changes": changes.rename(columns={"before": "cell_before", "after": "cell_after"}),
        "effects": pd.concat(effects) if effects else pd.DataFrame(columns=["decision", "index", *replay.EFFECTS]),
        "paces": pd.concat(paces) if paces else pd.DataFrame(columns=["decision", "target_id"]),
    }


def _moves(catalogue: Catalogue, known: tuple[Decision, ...]) -> Iterator[tuple[Decision, State, State]]:
    """Each decision in force or proposed, with its methodology before and after it."""
    for package in governed(catalogue, known):
        past = history(catalogue, known, package)
        for earlier, later in pairwise(past):
            state = earlier.state
            for decision in later.decisions:
                before, state = state, decisions.carried_out(state, decision)
                yield decision, before, state
        now = past[-1].state
        for decision in known:
            if decision.package == package and decision.status == PROPOSED:
                yield decision, now, decisions.carried_out(now, decision)


def _paces(decision: Decision, before: State, after: State) -> pd.DataFrame:
    """The pace each target that the decision touches asks for, before and after."""
    touched = list(dict.fromkeys(change.row_key for change in decision.changes if change.table == _MEASUREMENTS))
    columns = ["target_id", "form", "baseline_year", "baseline_value", "target_year", "target_value"]
    old, new = (
        replay.required_paces(decisions.frame(state, _MEASUREMENTS, columns)[columns]) for state in (before, after)
    )
    rows: list[dict[str, object]] = [
        {
            "decision": decision.id,
            "target_id": target,
            "required_pace_before": old.get(target, (None, ""))[0],
            "required_pace_after": new.get(target, (None, ""))[0],
            "pace_unit": new.get(target, old.get(target, (None, None)))[1],
        }
        for target in touched
    ]
    return _joined(rows, ["decision", "target_id"])


def _method_versions(catalogue: Catalogue) -> Frames:
    known = register(catalogue)
    published = catalogue.frame(ARCHIVE, "published")
    editions = catalogue.frame(ARCHIVE, "editions").set_index(["index", "version"])["published_on"]
    rankings = Rankings(catalogue)
    listed, replays, settings = [], [], []
    for name, index in INDICES.items():
        past = history(catalogue, known, index.package)
        now = rankings.by(name, past[-1].state)
        for version in past:
            key = (name, version.version)
            then = published[(published["index"] == name) & (published["version"] == version.version)]
            rows = replay.differences(then, rankings.by(name, version.state), now)
            of_version = {"index": name, "version": version.version}
            replays.append(rows.assign(**of_version))
            settings.append(_cells(version).assign(**of_version))
            listed.append(
                {
                    **of_version,
                    "package": version.package,
                    "in_force_from": version.in_force_from,
                    "in_force_to": version.in_force_to or None,
                    "n_units": len(rows),
                    "n_ranked": int(rows["rank"].notna().sum()),
                    "current": version is past[-1],
                    "archived": key in editions.index,
                    "published_on": editions.get(key),
                    "n_moves_data": int((rows["rank_change_data"].fillna(0) != 0).sum()),
                    "n_moves_rules": int((rows["rank_change_rules"].fillna(0) != 0).sum()),
                }
            )
    return {
        "versions": pd.DataFrame(listed),
        "published": published,
        "replayed": pd.concat(replays),
        "settings": pd.concat(settings),
    }


def _cells(version: Version) -> pd.DataFrame:
    """Every cell of a version, in the order of its tables."""
    cells = [
        (table, key, name, text)
        for table, rows in version.state.items()
        for key, row in rows.items()
        for name, text in row.items()
    ]
    return pd.DataFrame(cells, columns=["table", "row_key", "field", "cell"]).assign(position=range(1, len(cells) + 1))


def _joined(rows: list[dict[str, object]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)


_TABLES = (
    *((DECISIONS, table) for table in ("decisions", "changes", "defaults")),
    *((package, table) for package in (pilots.NATIONAL, pilots.LOCAL) for table in ("framework", "settings")),
    *((COUNTRIES, "countries"), (PAPI, "values_2024"), (UNITS, "crosswalk"), (UNITS, "units")),
)
RECIPES: dict[str, Recipe] = {
    "decisions": Recipe(
        DECISIONS,
        (
            *_TABLES,
            *((TARGETS, table) for table in (_MEASUREMENTS, "pillars")),
            *((INDICATORS, table) for table in ("indicators", "families")),
        ),
        _decisions,
        (COUNTRY_VALUES,),
    ),
    "method-versions": Recipe(
        DECISIONS, (*_TABLES, (ARCHIVE, "editions"), (ARCHIVE, "published")), _method_versions, (COUNTRY_VALUES,)
    ),
}
