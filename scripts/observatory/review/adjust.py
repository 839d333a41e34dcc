"""What may have to be adjusted: sentences that a rule draws from the results, for people to decide on.

A rule says only what the tables show: a target without a baseline or a measure, one behind its path, an indicator that
never had a value, lacks that of the year or has only an old one, a proposal that waits. Editors' notes join them.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from observatory.review.wording import Sentences

BEHIND = {"moderate_progress", "limited_progress", "deterioration"}
COLUMNS = ["position", "kind", "subject", "text_vi", "text_en", "basis"]


def of_targets(targets: pd.DataFrame, say: Sentences, package: str) -> pd.DataFrame:
    """Targets without a baseline or a measure, and those behind their path by either verdict.

    ``targets`` has ``target_id``, ``measurable``, ``form``, ``verdict``, ``linear_verdict``, ``cannot_assess_vi`` and
    ``cannot_assess_en``; ``package`` is where the targets are measured.
    """
    rows = []
    for row in targets.to_dict("records"):
        if row["measurable"]:
            kind = "behind" if BEHIND & {row["verdict"], row["linear_verdict"]} else ""
        else:
            kind = "not_measured" if pd.isna(row["form"]) else "no_baseline"
        if kind:
            reasons = {f"reason_{lang}": row[f"cannot_assess_{lang}"] for lang in ("vi", "en")}
            code = "no_measure" if kind == "not_measured" else kind
            texts = say.say(code, {"subject": row["target_id"], **reasons})
            rows.append(_row(kind, str(row["target_id"]), texts, f"{package} · measurements"))
    return _frame(rows)


def of_indicators(
    wanted: pd.DataFrame, last_years: Mapping[str, int], year: int, over: bool, old_after: int, say: Sentences
) -> pd.DataFrame:
    """Indicators that never had a value up to ``year``, have only an old one, or lack that of a year that is over.

    ``wanted`` has ``indicator``, ``has_value``, ``name_vi`` and ``name_en`` of the indicators looked for in the year;
    ``last_years`` gives the latest year with a value up to then; one more than ``old_after`` years before is old.
    """
    rows = []
    for row in wanted[~wanted["has_value"]].to_dict("records"):
        code = str(row["indicator"])
        last = last_years.get(code)
        if last is None:
            kind = "not_measured"
        elif year - last > old_after:
            kind = "old_data"
        else:
            kind = "missing_data" if over else ""
        if kind:
            names = {name: row[name] for name in ("name_vi", "name_en")}
            texts = say.say(kind, {"year": year, "last_year": last, **names})
            rows.append(_row(kind, code, texts, "methodology/indicators · indicators"))
    return _frame(rows)


def of_decisions(proposed: pd.DataFrame, say: Sentences, package: str) -> pd.DataFrame:
    """Proposals that wait: ``proposed`` has ``decision``, ``title_vi`` and ``title_en``."""
    rows = []
    for row in proposed.to_dict("records"):
        subject = str(row["decision"])
        texts = say.say("decision", {"subject": subject, "title_vi": row["title_vi"], "title_en": row["title_en"]})
        rows.append(_row("decision", subject, texts, f"{package} · decisions"))
    return _frame(rows)


def of_notes(notes: pd.DataFrame) -> pd.DataFrame:
    """What editors propose: ``notes`` has ``text_vi``, ``text_en``, ``source`` and may name an ``indicator``."""
    return notes.assign(kind="note", subject=notes["indicator"], basis=notes["source"]).reindex(columns=COLUMNS)


def numbered(*parts: pd.DataFrame) -> pd.DataFrame:
    """All parts one after another, with their ``position`` from 1."""
    rows = pd.concat([part for part in parts if not part.empty] or [_frame([])], ignore_index=True)
    return rows.assign(position=range(1, len(rows) + 1))


def _row(kind: str, subject: str, texts: Mapping[str, str], basis: str) -> dict[str, str]:
    return {"kind": kind, "subject": subject, **texts, "basis": f"{basis} · {subject}"}


def _frame(rows: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)
