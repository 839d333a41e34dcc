"""What every test may use: the repository, the shared material, and datasets of its own."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from hypothesis import settings

from whole_site import REPOSITORY, run_build

# The same examples on every machine, however slow, and nothing written beside the tests.
settings.register_profile("repository", deadline=None, derandomize=True, database=None)
settings.load_profile("repository")

SHARED = REPOSITORY.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks at the built site comes first: one process builds it while the others are at the rest."""
    items.sort(key=lambda item: "built" not in getattr(item, "fixturenames", ()))


@pytest.fixture
def shared() -> Path:
    """The folder of shared material; the test skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty folder of datasets."""
    folder = tmp_path / "datasets"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The output folder of a build of the project's own datasets, made once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    out = (base if worker_id == "master" else base.parent) / "built"
    out.mkdir(exist_ok=True)
    with (out / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "site").exists():
            run_build(REPOSITORY / "datasets", out)
    return out
