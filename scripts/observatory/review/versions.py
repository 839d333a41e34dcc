"""The versions of a methodology, found by taking back, one after another, the decisions that led to the present one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.review import decisions
from observatory.review.decisions import IN_FORCE, Decision, State

FIRST = "1.0.0"
# Texts for readers, which may be worded better without another version.
_WORDING = ("_vi", "_en")


@dataclass(frozen=True)
class Version:
    """A version of a methodology: its cells, the decisions that led to it, and the days it was in force.

    ``in_force_to`` is empty for the present version; it is otherwise the day on which the next one began.
    """

    package: str
    version: str
    state: State
    decisions: tuple[Decision, ...]
    in_force_from: str
    in_force_to: str = ""


def versions(
    package: str,
    version: str,
    state: State,
    created: str,
    register: Sequence[Decision],
    files: tuple[str, str] = ("decisions.csv", "changes.csv"),
) -> tuple[Version, ...]:
    """All versions of ``package``, the oldest first; ``state`` is its present one, ``created`` the day of the first.

    ``files`` name the tables of decisions and of changes. Raises ``FindingsError``: ``version-unexplained`` where no
    decision in force leads to a version other than the first, ``decision-versions`` where those that lead to one start
    from different ones, ``decision-unreached`` for a decision in force that leads to no version on the way, and
    ``decision-drift`` as ``decisions.taken_back`` says.
    """
    of_package = [decision for decision in register if decision.package == package and decision.status == IN_FORCE]
    found: list[Version] = []
    ends = ""
    while True:
        leading = tuple(decision for decision in of_package if decision.to_version == version)
        if not leading:
            break
        begins = max(decision.in_force_from for decision in leading)
        found.append(Version(package, version, state, leading, begins, ends))
        origins = sorted({decision.from_version for decision in leading})
        if len(origins) > 1:
            raise _refused("decision-versions", leading[-1], files[0], "from_version", ", ".join(origins), origins[0])
        for decision in reversed(leading):
            state = decisions.taken_back(state, decision, files[1])
        version, ends = origins[0], begins
    found.append(Version(package, version, state, (), created, ends))
    if version != FIRST:
        unexplained = Finding("version-unexplained", package=package, file=files[0], value=version, expected=FIRST)
        raise FindingsError([unexplained])
    reached = {known.version for known in found}
    for decision in of_package:
        if decision.to_version not in reached:
            expected = ", ".join(sorted(reached))
            raise _refused("decision-unreached", decision, files[0], "to_version", decision.to_version, expected)
    return tuple(reversed(found))


def rules_digest(state: State) -> str:
    """SHA-256, in hexadecimal digits, of all cells of a methodology but the texts for readers.

    The cells are written as one JSON array of ``[table, row, column, text]`` in order, in UTF-8.
    """
    cells = [
        [table, key, name, text]
        for table, rows in sorted(state.items())
        for key, row in sorted(rows.items())
        for name, text in sorted(row.items())
        if not name.endswith(_WORDING)
    ]
    content = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def _refused(code: str, decision: Decision, file: str, field: str, value: str, expected: str) -> FindingsError:
    finding = Finding(code, file=file, row=decision.line, field=field, value=value, expected=expected)
    return FindingsError([finding])
