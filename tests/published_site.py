"""The published datasets with their results, read and computed once for all test processes."""

from __future__ import annotations

import fcntl
import os
import pickle

import pytest

from observatory.compute import compute
from observatory.site.site import Site
from observatory.tables.load import load
from whole_site import REPOSITORY


def published_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """What the pages and the reports read, from the datasets of the repository.

    The first process to ask computes it and leaves it for the others.
    """
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    kept = folder / "published-site.pickle"
    with (folder / "published-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            loaded = load([REPOSITORY / "datasets"])
            assert not loaded.findings
            kept.write_bytes(pickle.dumps(Site(loaded.catalogue, compute(loaded.catalogue))))
    site: Site = pickle.loads(kept.read_bytes())
    return site
