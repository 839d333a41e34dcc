"""The command ``observatory alerts``: the whole policy on the published tables, and what it adds to the alert log.

Nothing reads the clock: a run says what could be known at the end of the last day of the tables, or of an earlier day,
and equal tables give equal bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from observatory import compute, results, swap
from observatory.errors import FindingsError, ObservatoryError
from observatory.feeds.files import FOLDER, files
from observatory.findings import Finding, has_errors
from observatory.gate.folder import DESCRIPTOR
from observatory.recipes.alerts import LOG, MESSAGES, PROCESS, terms
from observatory.recipes.recipe import Read
from observatory.recipes.warning import DAILY
from observatory.results import ResultTable
from observatory.tables.load import load
from observatory.tables.model import Catalogue, Package
from observatory.warning import log

RESULT = "warning"
NO_DATA = "no-data"
_WORK = ".alerts-"


@dataclass(frozen=True)
class Alerted:
    """What a run found: the ``status`` and the level of the day ``as_of`` (empty where nothing was collected).

    The level is ``None`` where none can be stated; ``added`` of the ``messages`` in the log are new.
    """

    status: str
    as_of: str
    level: int | None
    episodes_open: int
    messages: int
    added: int


def alerts(
    datasets: Path, out: Path, advance: Callable[[str], None], as_of: str | None = None, published: Path | None = None
) -> Alerted:
    """Run the policy on the packages below ``datasets`` and write the result, the log and the feeds to ``out``.

    ``as_of`` (an ISO day) replays a day from what the tables hold up to it; the log is then the one of that day.
    ``published`` is the package of the log to go on from. In ``out`` are the data packages ``warning`` and
    ``alert-log``, and the files of the feed as they lie on the site. ``advance`` is called with the name of each step.
    Raises ``FindingsError`` when a package has errors or a published message was altered, and ``ObservatoryError``
    (``alert-log-ahead``, ``alerts-not-written``); what ``out`` holds is then as it was.
    """
    advance("load")
    catalogue, book = _loaded(datasets, published or datasets / LOG)
    said = book.tables[MESSAGES[1]].frame
    if rewritten := log.check(said, str(book.tables[MESSAGES[1]].path)):
        raise FindingsError(rewritten, "alerts-refused")
    advance("compute")
    warning = compute.result(cut(catalogue, as_of) if as_of else catalogue, RESULT)
    (today,) = warning.tables["today"].frame.to_dict("records")
    collected = today["status"] != NO_DATA
    last = str(today["as_of"]) if collected else ""
    before = log.until(said, log.moment(as_of)) if as_of else said
    after = before
    if len(before) and (not collected or str(before["sent"].iloc[-1]) > log.moment(last)):
        raise ObservatoryError("alert-log-ahead", sent=str(before["sent"].iloc[-1]), until=last or "-")
    if collected:
        after = log.append(
            before, warning.tables["episodes"].frame, log.moment(last), terms(catalogue, warning.simulated)
        )
    advance("write")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with swap.workspace(out, _WORK) as work:
            results.write({RESULT: warning}, work)
            write_log(book, after, work / book.name)
            for path, text in files(after, book.last_reviewed).items():
                (work / path).parent.mkdir(parents=True, exist_ok=True)
                (work / path).write_bytes(text.encode("utf-8"))
            for part in (RESULT, book.name, FOLDER, f"en/{FOLDER}"):
                (out / part).parent.mkdir(parents=True, exist_ok=True)
                swap.replace(work / part, out / part)
    except OSError as error:
        raise ObservatoryError("alerts-not-written", folder=str(out), detail=error.strerror or str(error)) from error
    return Alerted(
        str(today["status"]),
        last,
        None if pd.isna(today["alert_level"]) else int(today["alert_level"]),
        int(today["episodes_open"]),
        len(after),
        len(after) - len(before),
    )


def cut(catalogue: Catalogue, last: str) -> Catalogue:
    """The catalogue as if nothing had been collected after the day ``last``."""
    package = catalogue.packages[DAILY]
    tables = {
        name: replace(table, frame=table.frame[table.frame["date"] <= last].reset_index(drop=True))
        if "date" in table.frame
        else table
        for name, table in package.tables.items()
    }
    return Catalogue({**catalogue.packages, DAILY: replace(package, tables=tables)})


def write_log(book: Package, messages: pd.DataFrame, folder: Path) -> None:
    """Write the package of the log with these ``messages`` to ``folder``: all else as in the package ``book``."""
    table = book.tables[MESSAGES[1]]
    written = ResultTable(table.name, table.title, table.fields, table.primary_key, messages)
    place = folder / table.path.relative_to(book.folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(results.to_csv(written).encode("utf-8"))
    for name in (DESCRIPTOR, "README.md"):
        shutil.copyfile(book.folder / name, folder / name)


def _loaded(datasets: Path, published: Path) -> tuple[Catalogue, Package]:
    """The packages that the policy reads, and that of the log, each checked."""
    reads: Mapping[Read, None] = dict.fromkeys((*compute.RECIPES[RESULT].tables, (PROCESS, "levels")))
    needed = list(dict.fromkeys(package for package, _ in reads))
    found, book = load([datasets / package for package in needed]), load([published])
    findings = [*found.findings, *book.findings]
    packages = list(book.catalogue)
    if not has_errors(findings) and [list(package.tables) for package in packages] != [[MESSAGES[1]]]:
        findings.append(Finding("alert-log-rewritten", file=str(published), field=MESSAGES[1]))
    if has_errors(findings):
        raise FindingsError(findings, "alerts-refused")
    return found.catalogue, packages[0]
