"""Git in tests, without the settings of the machine or of a hook that runs them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def git_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a test runs, git knows neither variables of its own nor a configuration but that of the repository."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("HOME", str(home))
