"""The published datasets, read and computed once for all tests of pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from observatory.compute import compute
from observatory.site.site import Site
from observatory.tables.load import load

DATASETS = Path(__file__).resolve().parents[3] / "datasets"


@pytest.fixture(scope="session")
def site() -> Site:
    """What the pages read, from the datasets of the repository."""
    loaded = load([DATASETS])
    assert not loaded.findings
    return Site(loaded.catalogue, compute(loaded.catalogue))
