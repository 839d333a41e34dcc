"""R with one of its packages, run alongside as a black box where it is installed."""

from __future__ import annotations

import atexit
import shutil
import subprocess
from collections.abc import Callable

_READY = "ready"
_LOOP = f"""
cat("{_READY}\\n")
asked <- file("stdin", "r")
while (length(readLines(asked, 1)) > 0) {{
  work()
  cat("{_READY}\\n")
}}
"""


def work(code: str, package: str = "surveillance") -> Callable[[], None] | None:
    """A function that runs ``work()``, which the R ``code`` defines, in an R that has loaded ``package`` already.

    ``None`` where R or the package is not installed. Raises ``RuntimeError`` where the code fails.
    """
    if shutil.which("Rscript") is None:
        return None
    loads = f"if (!suppressMessages(require({package}, quietly = TRUE))) quit()\ncat('loaded\\n')\n"
    process = subprocess.Popen(
        ["Rscript", "-e", loads + code + _LOOP],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    atexit.register(process.kill)
    if _line(process) != "loaded":
        return None

    def run() -> None:
        assert process.stdin is not None
        process.stdin.write("again\n")
        process.stdin.flush()
        _expect(process)

    _expect(process)
    return run


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _expect(process: subprocess.Popen[str]) -> None:
    if _line(process) != _READY:
        raise RuntimeError("R stopped")
