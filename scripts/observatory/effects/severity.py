"""How severe a change is, by rules that are data: a measure, from how much on, and how severe that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from observatory.effects.model import Impact, Move, Reason
from observatory.tables.model import Text

SEVERITIES = ("none", "low", "medium", "high", "critical")
RULES = "methodology/impact"
_PERSONAL = "personal-data"
_METHOD_OWNER = "methodology/"


@dataclass(frozen=True)
class Rule:
    """A rule that is met when ``measure`` is ``at_least`` so much."""

    name: str
    measure: str
    at_least: float
    severity: str
    why: Text


def rules(frame: pd.DataFrame) -> list[Rule]:
    """The rules of the table ``rules`` of ``methodology/impact``."""
    return [
        Rule(
            str(row["rule"]),
            str(row["measure"]),
            float(row["at_least"]),
            str(row["severity"]),
            Text(str(row["why_vi"]), str(row["why_en"])),
        )
        for row in frame.to_dict("records")
    ]


def judged(impact: Impact, by: Sequence[Rule]) -> Impact:
    """The impact with its severity, the highest of the rules that are met, and with those rules, the severest first.

    Raises ``KeyError`` for a rule on what is not measured.
    """
    measured = measures(impact)
    met = [
        Reason(rule.name, rule.measure, measured[rule.measure], rule.severity, rule.why)
        for rule in by
        if measured[rule.measure] >= rule.at_least
    ]
    met.sort(key=lambda reason: (-SEVERITIES.index(reason.severity), reason.rule))
    return replace(impact, severity=met[0].severity if met else SEVERITIES[0], reasons=tuple(met))


def measures(impact: Impact) -> Mapping[str, float]:
    """What rules may be on, each a number that is 0 where nothing of the kind happens.

    ``rank_move`` counts places, ``score_percent`` and ``indicator_percent`` per cent of what was before; the others
    count rows, units or things. Changes of method are decided on by themselves, so rows of methodology count neither
    as uncorrected nor as removed.
    """
    data = [row for row in impact.rows if not row.package.startswith(_METHOD_OWNER)]
    errors = [finding for finding in impact.findings if finding.level == "error"]
    measured: dict[str, Any] = {
        "rows": len(impact.rows),
        "rows_uncorrected": sum(row.change == "changed" and not row.corrected for row in data),
        "rows_removed": sum(row.change == "removed" and not row.corrected for row in data),
        "indicator_percent": _largest(map(_percent, impact.of("indicators"))),
        "score_percent": _largest(map(_percent, impact.of("scores"))),
        "rank_move": _largest(abs(move.by) for move in impact.of("ranks") if move.by is not None),
        "ranks_lost": sum(move.after is None for move in impact.of("ranks")),
        "verdicts": len(impact.of("verdicts")),
        "alerts": len(impact.of("alerts")),
        "methods": sum(package.method for package in impact.packages),
        "not_computed": len(impact.not_computed),
        "errors": len(errors),
        "personal": sum(finding.code == _PERSONAL for finding in errors),
    }
    return {name: float(value) for name, value in measured.items()}


def _percent(move: Move) -> float:
    """How far a number moved in per cent of what it was; 0 where it was nothing."""
    return 100 * abs(move.by) / abs(float(move.before)) if move.by is not None and move.before else 0.0


def _largest(values: Iterable[float]) -> float:
    return max(values, default=0.0)
