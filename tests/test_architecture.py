"""One way through the house: who may import whom, and who may touch the disk, the network or a process."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from packages import ROOT

PACKAGE = ROOT / "scripts" / "observatory"
FILES = sorted(PACKAGE.rglob("*.py"))
SAID = {"findings", "messages", "errors"}
ROOMS = {"media", "indicators", "warning", "ranking", "review", "awards"}
READERS = {"gate", "tables", "compute", "recipes"}
STANDS_ON = {
    "gate": {"gate"} | SAID,
    "tables": {"tables", "gate"} | SAID,
    **{room: {room} | SAID for room in ROOMS},
    "ranking": {"ranking", "indicators"} | SAID,
    "review": {"review", "indicators"} | SAID,
    "media": {"media", "__version__"} | SAID,
    "daily": {"daily", "tables", "gate", "media", "swap", "__version__"} | SAID,
    "detect": {"swap", "tables", "warning"} | SAID,
    "progress_file": {"tables", "review", "swap"} | SAID,
    "judge": {"tables", "awards", "swap"} | SAID,
    "backtest": {"warning", "swap", "progress"} | SAID,
    "archive": {"tables", "recipes", "results", "review", "swap"} | SAID,
    # Texts of the alert feeds: the site and the command give the same bytes.
    "feeds": {"feeds", "tables.model"} | SAID,
    # Pages show the words and the limits of what was checked; they read and check nothing themselves.
    "site": {"site", "results", "feeds", "tables.model", "tables.metadata", "tables.kinds", "gate.limits"} | SAID,
    "reports": {"reports", "results", "site", "tables.model"} | SAID,
    "report": {"compute", "reports", "site.site", "swap", "tables"} | SAID,
    "results": {"tables.model"} | SAID,
    # What a change does to the results: compared, judged and told, all in memory.
    "effects": {"effects", "changes", "results", "tables.model", "gate.text", "site.numbers"} | SAID,
    "revisions": {"gate"} | SAID,
    "abreast": set(),
    "impact": {"abreast", "effects", "revisions", "compute", "recipes", "results", "tables"} | SAID,
    "excel": {"excel", "tables", "gate"} | SAID,
    "checking": {"excel", "tables", "gate"} | SAID,
    "importing": {"checking", "excel", "changes", "tables", "gate", "swap"} | SAID,
    "contribution": {"contribution", "effects.markdown", "gate", "media.collect.fetch", "revisions", "swap"} | SAID,
    "compute": {"tables", "results", "recipes"} | ROOMS | SAID,
    "recipes": {"tables", "results", "recipes"} | ROOMS | SAID,
    "index": {"index", "tables", "gate", "indicators", "ranking", "swap", "__version__"} | SAID,
    # What changed and how it is said: values as pages write them, names from the checked tables.
    "changes": {"changes", "tables", "gate.personal", "site.numbers"} | SAID,
    "differences": {"changes", "tables", "gate.folder"} | SAID,
    "readme": {"site.numbers"} | SAID,
    "scaffold": {"readme", "tables", "gate", "results"} | SAID,
    "findings": set(),
    "errors": {"findings"},
    "messages": {"findings", "errors"},
}
# Parts of rooms that meet the world outside by their nature.
OUTSIDE = {"media/collect", "warning/incident"}
# What joins rooms to the disk for a command of its own.
ORCHESTRATORS = {
    *("daily", "demo", "demo_awards", "detect", "progress_file"),
    *("judge", "alerts", "backtest", "archive", "contribution"),
}
DISK = {"pathlib", "os", "shutil", "tempfile", "glob", "fileinput", "mmap", "sqlite3", "zipfile"}
NETWORK = {
    "socket",
    "socketserver",
    "ssl",
    "http",
    "ftplib",
    "smtplib",
    "requests",
    "httpx",
    "httpx2",
    "httpcore2",
    "aiohttp",
    "urllib3",
}
PROCESS = {"subprocess", "multiprocessing"}
READS = {"open", "read_text", "read_bytes", "read_csv", "read_json", "read_parquet", "read_excel"}
WRITES = {
    *("write_text", "write_bytes", "mkdir", "touch", "unlink", "rmdir", "symlink_to", "hardlink_to"),
    *("to_csv", "to_json", "to_parquet", "to_excel", "to_pickle", "rmtree", "copytree", "move"),
}


def _name(file: Path) -> str:
    """``gate/text`` of ``scripts/observatory/gate/text.py``."""
    return file.relative_to(PACKAGE).with_suffix("").as_posix().removesuffix("/__init__")


def _outside(file: Path) -> bool:
    """Whether a file belongs to a part that may touch the disk and the network."""
    return _allowed(_name(file).replace("/", "."), {name.replace("/", ".") for name in OUTSIDE})


def _part(file: Path) -> str:
    """The room or the top module that a file belongs to."""
    return file.relative_to(PACKAGE).with_suffix("").parts[0]


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _imports(file: Path) -> Iterator[str]:
    """Every module that a file imports, inside functions too, in full."""
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _own(file: Path) -> Iterator[str]:
    """What a file imports of this package, without the package's name."""
    yield from (name.partition(".")[2] for name in _imports(file) if name.split(".")[0] == "observatory")


def _foreign(file: Path) -> set[str]:
    """The modules that a file imports of others: the first name, and ``urllib.request`` in full."""
    names = {name for name in _imports(file) if name.split(".")[0] != "observatory"}
    return {name.split(".")[0] for name in names} | {
        "urllib.request" for name in names if name.startswith("urllib.request")
    }


def _calls(file: Path) -> set[str]:
    return {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call)
    }


def _allowed(imported: str, allowed: set[str]) -> bool:
    return any(imported == name or imported.startswith(f"{name}.") for name in allowed)


def test_the_files_were_found() -> None:
    assert {"gate", "tables", "indicators", "site", "cli", "compute"} <= {_part(file) for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_imports_go_one_way(file: Path) -> None:
    part = _part(file)
    if part in STANDS_ON:
        assert [name for name in _own(file) if not _allowed(name, STANDS_ON[part])] == []
    if part != "cli":
        assert [name for name in _own(file) if _allowed(name, {"cli"})] == []
    if part not in {"cli", "commands", "build", "index"}:
        assert [name for name in _own(file) if _allowed(name, {"commands", "build", "index", "publish", "serve"})] == []
    outside = {name.replace("/", ".") for name in OUTSIDE}
    if part not in ROOMS | {"compute", "index", "recipes"} | ORCHESTRATORS:
        allowed = outside if part == "commands" else set()
        assert [name for name in _own(file) if _allowed(name, ROOMS) and not _allowed(name, allowed)] == []
    if not _outside(file) and part not in {"commands"} | ORCHESTRATORS:
        assert [name for name in _own(file) if _allowed(name, outside)] == []


@pytest.mark.parametrize("file", [file for file in FILES if _part(file) in ROOMS], ids=_name)
def test_rooms_are_pure(file: Path) -> None:
    if _outside(file):
        pytest.skip("meets the world outside by its nature")
    assert _foreign(file) & (DISK | NETWORK | PROCESS | {"urllib.request", "random", "time"}) == set()
    assert _calls(file) & (READS | WRITES | {"print", "input", "exec", "eval", "now", "today"}) == set()


@pytest.mark.parametrize("file", [file for file in FILES if _part(file) in READERS], ids=_name)
def test_what_reads_does_not_write(file: Path) -> None:
    assert _foreign(file) & ({"tempfile", "shutil"} | NETWORK | PROCESS | {"urllib.request"}) == set()
    assert _calls(file) & (WRITES | {"exec", "eval"}) == set()


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_the_network_has_few_doors(file: Path) -> None:
    if _name(file) != "serve" and not _outside(file):
        assert _foreign(file) & (NETWORK | {"urllib.request"}) == set()
    may = {"publish", "revisions", "abreast", "build", "site/render", "site/charts", "contribution/pull"}
    if _name(file) not in may and not _outside(file):
        assert _foreign(file) & PROCESS == set()


def test_nothing_goes_round_in_circles() -> None:
    parts: dict[str, set[str]] = {}
    for file in FILES:
        names = {name.split(".")[0] for name in _own(file)} - {_part(file), "__version__", ""}
        parts.setdefault(_part(file), set()).update(names)
    done: set[str] = set()
    while parts:
        ready = {part for part, names in parts.items() if not names & parts.keys()}
        assert ready, f"a circle among {sorted(parts)}"
        done |= ready
        parts = {part: names for part, names in parts.items() if part not in ready}
    assert {"cli", "tables", "gate"} <= done
