"""The build of a whole site, as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SITE_URL = "https://example.org/observatory/"


def run_build(datasets: Path, out: Path) -> None:
    """Run ``observatory build`` for a site that is served below ``/observatory/``; it must succeed."""
    command = [sys.executable, "-m", "observatory.cli", "build", "--datasets", str(datasets), "--out", str(out)]
    environment = {**os.environ, "SITE_URL": SITE_URL, "PYTHONPATH": str(REPOSITORY / "scripts")}
    done = subprocess.run(command, env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
