"""The published packages, as templates are made of them."""

from __future__ import annotations

import pytest

from observatory.tables.model import Package
from published_site import published_site


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Package]:
    """All packages of the repository, by id."""
    return dict(published_site(tmp_path_factory).catalogue.packages)
