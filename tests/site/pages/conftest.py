"""The published datasets, read and computed once for all tests of pages."""

from __future__ import annotations

import pytest

from observatory.site.site import Site
from published_site import published_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """What the pages read, from the datasets of the repository."""
    return published_site(tmp_path_factory)
