"""The published alerts: the log as it stands, once its chain of digests has been gone through."""

from __future__ import annotations

from observatory.errors import FindingsError
from observatory.recipes.recipe import Frames, Read, Recipe
from observatory.recipes.warning import WARNING, policy_rules
from observatory.tables.model import Catalogue
from observatory.warning import log
from observatory.warning.log import Terms

PROCESS = "methodology/crisis-process"
LOG = "reference/alert-log"
MESSAGES: Read = (LOG, "messages")


def _feed(catalogue: Catalogue) -> Frames:
    """The messages. Raises ``FindingsError`` (``alert-log-rewritten``) when one is not what was published."""
    table = catalogue.packages[LOG].tables[MESSAGES[1]]
    findings = log.check(table.frame, table.path.as_posix())
    if findings:
        raise FindingsError(findings)
    return {MESSAGES[1]: table.frame}


def terms(catalogue: Catalogue, simulated: bool) -> Terms:
    """What holds for every new message; those on ``simulated`` figures are tests.

    A message is in force as long as an episode that closed may open again.
    """
    rules = policy_rules(catalogue)
    levels = catalogue.frame(PROCESS, "levels").astype(str).to_dict("records")
    tests = catalogue.frame(WARNING, "tests").astype(str).to_dict("records")
    return Terms(
        levels={int(row["id"]): {str(key): value for key, value in row.items()} for row in levels},
        tests={str(row["code"]): {str(key): value for key, value in row.items()} for row in tests},
        cap_status="Test" if simulated else "Actual",
        days_in_force=rules.cooldown_days,
        detector_version=str(rules.detector_version),
    )


RECIPES: dict[str, Recipe] = {"alert-feed": Recipe(WARNING, (MESSAGES, (WARNING, "settings")), _feed)}
