"""What a panel publishes of its judging, without its judges: whether it holds together, and what pages may show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from observatory.awards.outcomes import LEAST_SCORES
from observatory.awards.placed import Row, at, rows
from observatory.awards.trimmed import joined, trimmed_mean
from observatory.findings import Finding

EDITION = ["award", "edition"]
ENTRY = [*EDITION, "entry"]
# Outcomes of entries that have a place.
COMPETING = ("ok", "tie_at_cut")
# Outcomes that are said before too few scores, where both hold.
GRAVER = ("score_in_conflict", "score_out_of_scale")
RECOMPUTED = "trimmed"
CHECKED = [
    *(*EDITION, "judging_method", "n_judges", "n_conflicts_declared", "n_judged", "n_withheld", "cut"),
    *("published_on", "winner", "borda_winner", "copeland_winner", "agrees", "recomputed"),
    *("panel_reason_vi", "panel_reason_en", "source"),
]
_SAME = 1e-9


@dataclass(frozen=True)
class Edition:
    """The tables of one judged edition: the row of its panel, and the rows of the others that belong to it."""

    panel: Row
    criteria: pd.DataFrame
    judged: pd.DataFrame
    scores: pd.DataFrame

    def winners(self, column: str = "place") -> tuple[str, ...]:
        """The competing entries that ``column`` puts first, by name; none where it says nothing."""
        places = self.competing[column]
        return tuple(sorted(self.competing.loc[places == places.min(), "entry"]))

    @property
    def competing(self) -> pd.DataFrame:
        """The judged entries that have a place."""
        return self.judged[self.judged["status"].isin(COMPETING)]

    @property
    def agrees(self) -> bool:
        """Whether the comparison by pairs puts every winner first too; where it does not, the panel says why."""
        return set(self.winners()) <= set(self.winners("copeland_place"))


def judged_editions(
    panels: pd.DataFrame, criteria: pd.DataFrame, judged: pd.DataFrame, scores: pd.DataFrame
) -> Iterator[Edition]:
    """The editions that have a panel, in its order."""
    for panel in rows(panels):
        yield Edition(panel, *(_of(panel, frame) for frame in (criteria, judged, scores)))


def check(edition: Edition) -> list[Finding]:
    """Everything in a published judging that does not hold together, or that a page could not answer for.

    Few scores said to be enough; scores outside their scale, unsorted, or fewer or more than ``n`` says; judges in
    conflict who are counted or not declared; trimmed means that the scores do not give; places that do not follow
    the scores; a tie at the cut that is not said; another winner by Copeland without the panel's reason.
    """
    found = [finding for row in rows(edition.judged) for finding in _entry(row, edition)]
    found += [*_sheet(edition), *_places(edition)]
    declared = edition.panel["n_conflicts_declared"]
    if (total := int(edition.judged["n_conflicts"].sum())) != declared:
        found.append(at(edition.panel, "award-conflicts-differ", "n_conflicts_declared", declared, total))
    if edition.panel["reason_vi"] is None or edition.panel["reason_en"] is None:
        winners, others = edition.winners(), edition.winners("copeland_place")
        if others and not edition.agrees:
            found.append(at(edition.panel, "award-no-reason", "reason_vi", " ".join(winners), " ".join(others)))
    return found


def shown(judged: pd.DataFrame) -> pd.DataFrame:
    """``judged`` as pages may show it: the score is withheld (missing) unless its status is ``ok``."""
    fine = judged["status"] == "ok"
    shared = judged["place"].notna() & judged.duplicated([*EDITION, "place"], keep=False)
    return judged.rename(columns={"n": "n_scores", "place": "rank"}).assign(
        score=judged["score"].where(fine), score_withheld=~fine, tied=shared
    )


def open_scores(scores: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``scores`` of entries whose score is shown: of the others it could be worked out."""
    fine = judged.loc[judged["status"] == "ok", ENTRY]
    return scores.merge(fine, on=ENTRY)


def checked(edition: Edition) -> dict[str, Any]:
    """One row on a judged edition: its panel, who won, and whether Borda and Copeland put the same entry first."""
    panel, judged = edition.panel, edition.judged
    kept = (*EDITION, "n_judges", "n_conflicts_declared", "cut", "published_on", "source")
    return {
        **{name: panel[name] for name in kept},
        "judging_method": panel["method"],
        "n_judged": len(judged),
        "n_withheld": int((judged["status"] != "ok").sum()),
        "winner": " ".join(edition.winners()) or None,
        "borda_winner": " ".join(edition.winners("borda_place")) or None,
        "copeland_winner": " ".join(edition.winners("copeland_place")) or None,
        "agrees": edition.agrees if len(edition.competing) else None,
        "recomputed": panel["method"] == RECOMPUTED,
        "panel_reason_vi": panel["reason_vi"],
        "panel_reason_en": panel["reason_en"],
    }


def _of(panel: Row, frame: pd.DataFrame) -> pd.DataFrame:
    of: pd.DataFrame = frame[(frame["award"] == panel["award"]) & (frame["edition"] == panel["edition"])]
    return of


def _entry(row: Row, edition: Edition) -> list[Finding]:
    found = []
    few, status = row["n"] < LEAST_SCORES, row["status"]
    if few != (status == "too_few_scores") and status not in GRAVER:
        found.append(at(row, "award-too-few-scores", "status", row["n"], LEAST_SCORES))
    if row["n"] + row["n_conflicts"] > edition.panel["n_judges"]:
        found.append(at(row, "award-conflict-counted", "n_conflicts", row["n_conflicts"], edition.panel["n_judges"]))
    needed = ("score", "place", "borda_place", "copeland_place") if status in COMPETING else ()
    found += [at(row, "award-outcome-incomplete", name, row["entry"], status) for name in needed if row[name] is None]
    if not needed and row["place"] is not None:
        found.append(at(row, "award-place-withheld", "place", row["place"], status))
    mine = edition.scores[edition.scores["entry"] == row["entry"]]
    counts = mine.groupby("criterion").size().reindex(edition.criteria["criterion"], fill_value=0)
    if (least := int(counts.min()) if len(counts) else 0) != row["n"]:
        found.append(at(row, "award-count-differs", "n", row["n"], least))
    elif edition.panel["method"] == RECOMPUTED and least and row["score"] is not None:
        again = _again(mine, edition.criteria)
        if abs(again - row["score"]) > _SAME:
            found.append(at(row, "award-not-recomputed", "score", row["score"], again))
    return found


def _again(scores: pd.DataFrame, criteria: pd.DataFrame) -> float:
    """The trimmed mean of an entry on each criterion, joined by weight."""
    weights = [Decimal(str(weight)) for weight in criteria["weight"]]
    cells = [scores.loc[scores["criterion"] == name, "score"].tolist() for name in criteria["criterion"]]
    return joined([float(trimmed_mean(cell)) for cell in cells], weights)


def _sheet(edition: Edition) -> list[Finding]:
    """Scores outside the scale of their criterion, and cells that are not sorted and might tell the judges apart."""
    scale = edition.criteria.set_index("criterion")
    found = []
    for row in rows(edition.scores):
        if row["criterion"] in scale.index:
            low, high = (float(scale.loc[row["criterion"], name]) for name in ("scale_min", "scale_max"))
            if not low <= row["score"] <= high:
                found.append(at(row, "award-out-of-scale", "score", row["score"], f"{low:g} - {high:g}"))
    for _, cell in edition.scores.sort_values("position").groupby(["entry", "criterion"]):
        if not cell["score"].is_monotonic_decreasing:
            found.append(at(rows(cell)[0], "award-scores-unsorted", "position", cell["entry"].iloc[0]))
    return found


def _places(edition: Edition) -> list[Finding]:
    """Places that do not follow the scores, and ties at the cut that are not said, or said where there is none."""
    competing = edition.competing.dropna(subset=["place", "score"]).sort_values(["place", "entry"])
    below = competing["score"].cummin().shift(fill_value=float("inf")) + _SAME
    sizes = competing.groupby("place")["entry"].transform("size")
    starts = competing["place"].rank(method="min")
    cut = edition.panel["cut"]
    across = (sizes > 1) & (competing["place"] <= cut) & (competing["place"] + sizes - 1 > cut)
    found = []
    for row, low, start, tie in zip(rows(competing), below, starts, across, strict=True):
        if row["score"] > low or row["place"] != start:
            found.append(at(row, "award-places-differ", "place", row["place"], row["entry"]))
        if tie != (row["status"] == "tie_at_cut"):
            found.append(at(row, "award-tie-at-cut", "status", row["status"], cut))
    return found
