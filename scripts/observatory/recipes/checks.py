"""What is held against the published data as a whole, beyond what each package is checked for by itself."""

from __future__ import annotations

from observatory.findings import Finding
from observatory.recipes.awards import unsound
from observatory.recipes.incidents import uncleared
from observatory.recipes.register import unrecorded
from observatory.tables.model import Catalogue


def unfit(catalogue: Catalogue) -> list[Finding]:
    """Incidents that are not cleared, awards and models that do not hold, methods that no decision leads to."""
    return [*uncleared(catalogue), *unsound(catalogue), *unrecorded(catalogue)]
