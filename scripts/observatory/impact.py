"""What a proposed change of the data would do: the results of two git revisions, computed and compared.

Only what can differ is done twice. Packages whose git trees have the same id hold the same bytes: they are read once,
and frictionless, which passed them when they were accepted, is not asked again. A result whose tables, versions and
days of review are the same on both sides is equal by construction, for recipes are pure: it is not computed at all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from observatory import revisions
from observatory.abreast import both
from observatory.compute import RECIPES, computable, inputs_of, result
from observatory.effects import severity
from observatory.effects.model import Impact, Move, PackageEffect, RowEffect
from observatory.effects.results import effects, moves, together
from observatory.effects.rows import row_effects
from observatory.effects.watched import VALUES, WATCHED, Group
from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.recipes.checks import unfit
from observatory.recipes.recipe import COUNTRIES, UNITS
from observatory.results import ResultPackage
from observatory.revisions import Listing
from observatory.tables.load import DATASETS, load
from observatory.tables.model import Catalogue, Package, Text

DATA = "datasets"
STEPS = ("read", "load", "compute", "compare")
_METHOD = "methodology/"
_YEAR = "year"


def impact(repo: Path, base: str, head: str, advance: Callable[[str], None] = lambda _: None) -> Impact:
    """Everything that moves when the data of revision ``head`` take the place of those of ``base``.

    Errors at ``head``, and warnings on the packages that change, are findings of the impact: the figures of a package
    that cannot be accepted stay as they are at ``base``, and so do those of a result that cannot be computed. Raises
    ``ObservatoryError`` where git cannot read the repository or a revision (see ``revisions.listed``).
    """
    with tempfile.TemporaryDirectory(prefix="observatory-impact-") as temporary:
        folder = Path(temporary).resolve()
        advance("read")
        listings = [revisions.listed(repo, revision, DATA) for revision in (base, head)]
        refused = [
            revisions.write(listing, folder / side) for listing, side in zip(listings, ("base", "head"), strict=True)
        ]
        advance("load")
        before, after, findings, base_errors, held = _catalogues(folder, *listings)
        findings = [*refused[1], *findings]
        advance("compute")
        sides, not_computed, stopped = _results(before, after)
        advance("compare")
        changed = [
            name
            for name in sorted({*before.packages, *after.packages})
            if _package(before, name) is not _package(after, name)
        ]
        pairs = [(_package(before, name), _package(after, name)) for name in changed]
        found = Impact(
            listings[0].commit,
            listings[1].commit,
            findings=tuple(findings + stopped),
            base_errors=base_errors + len(refused[0]),
            packages=tuple(_packages(listings, before, after)),
            held=tuple(held),
            not_computed=tuple(not_computed),
            rows=tuple(sorted((row for pair in pairs for row in row_effects(*pair)), key=_order)),
            moves=together(_moves(effects(*sides), pairs)),
            names=_names(before) | _names(after) | {name: made.title for side in sides for name, made in side.items()},
        )
        return severity.judged(found, severity.rules(_rules(before)))


def _catalogues(
    folder: Path, base: Listing, head: Listing
) -> tuple[Catalogue, Catalogue, list[Finding], int, list[str]]:
    """Both catalogues, the findings at ``head``, how many errors ``base`` has, and the packages held at ``base``."""
    same = {name for name, tree in head.packages.items() if base.packages.get(name) == tree}
    roots = {side: folder / side / DATA for side in ("base", "head")}
    read = load([roots["head"]], trusted={roots["head"] / name for name in same}, whole=True)
    good = read.catalogue.packages
    again = [name for name in base.packages if name not in same or name not in good]
    old = load([roots["base"] / name for name in again if (roots["base"] / name).is_dir()])
    kept = {name: package for name, package in good.items() if name in same}
    before = Catalogue(dict(sorted((kept | dict(old.catalogue.packages)).items())))
    held = sorted(name for name in head.packages if name not in good and name in before.packages)
    after = Catalogue(dict(sorted((dict(good) | {name: before.packages[name] for name in held}).items())))
    told = [*read.findings, *unfit(after)]
    findings = [_placed(item, folder) for item in told if item.level == "error" or item.package not in same]
    errors = sum(finding.level == "error" for finding in old.findings)
    return before, after, findings, errors, held


def _placed(finding: Finding, folder: Path) -> Finding:
    """The finding with its file as the repository names it."""
    file = finding.file
    for side in ("head", "base"):
        file = file.replace(f"{(folder / side).as_posix()}/", "")
    return replace(finding, file=file)


@dataclass(frozen=True)
class _Computed:
    """Results by name; those that could not be computed, and why."""

    results: dict[str, ResultPackage]
    stopped: tuple[str, ...]
    findings: tuple[Finding, ...]


def _results(
    before: Catalogue, after: Catalogue
) -> tuple[tuple[dict[str, ResultPackage], dict[str, ResultPackage]], list[str], list[Finding]]:
    """The watched results that may differ, on both sides; those that are lost; and why one could not be computed."""
    there, here = set(computable(before)), set(computable(after))
    alike = {name for name in there & here if _alike(before, after, name)}
    wanted = sorted({one.result for one in WATCHED} - alike)
    old, new = both(
        lambda: _computed(before, [name for name in wanted if name in there]),
        lambda: _computed(after, [name for name in wanted if name in here]),
    )
    lost = old.results.keys() & {*new.stopped}
    kept = {name: old.results[name] for name in lost}
    return (old.results, new.results | kept), sorted((there - here) | lost), list(new.findings)


def _computed(catalogue: Catalogue, names: list[str]) -> _Computed:
    made: dict[str, ResultPackage] = {}
    stopped: list[str] = []
    findings: list[Finding] = []
    for name in names:
        try:
            made[name] = result(catalogue, name)
        except FindingsError as error:
            stopped.append(name)
            findings += error.findings
        # A recipe may stop on what no check foresaw, and the rest of the effect is told all the same.
        except Exception as error:
            stopped.append(name)
            findings.append(Finding("result-stopped", file=DATA, value=name, expected=type(error).__name__))
    return _Computed(made, tuple(stopped), tuple(findings))


def _alike(before: Catalogue, after: Catalogue, name: str) -> bool:
    """Whether a result reads the same on both sides: tables as they are typed and corrected, versions and days."""
    inputs = inputs_of(before, name)
    if inputs_of(after, name) != inputs:
        return False
    for package in {*inputs, RECIPES[name].method}:
        old, new = before.packages[package], after.packages[package]
        if old is new:
            continue
        if (old.version, old.last_reviewed, old.simulated) != (new.version, new.last_reviewed, new.simulated):
            return False
        if not all(old.tables[table].frame.equals(new.tables[table].frame) for table in inputs.get(package, ())):
            return False
    return True


def _moves(
    found: Mapping[Group, Iterable[Move]], pairs: Iterable[tuple[Package | None, Package | None]]
) -> Mapping[Group, list[Move]]:
    """The moves of results with those of published values, table by table of the packages that changed."""
    groups = {group: list(listed) for group, listed in found.items()}
    for before, after in pairs:
        groups.setdefault("indicators", []).extend(_of_values(before, after))
    return groups


def _of_values(before: Package | None, after: Package | None) -> Iterator[Move]:
    old, new = (dict(package.tables) if package else {} for package in (before, after))
    for name in old.keys() | new.keys():
        tables = (old.get(name), new.get(name))
        kind = next(table.kind for table in reversed(tables) if table)
        if kind in VALUES:
            frames = [table.frame if table else next(t for t in tables if t).frame.iloc[:0] for table in tables]
            # A year needs no word for what it is; a month or the months up to one do.
            told = [frame.assign(period=frame["period"].where(frame["period"] != _YEAR)) for frame in frames]
            yield from moves(told[0], told[1], VALUES[kind])


def _packages(listings: list[Listing], before: Catalogue, after: Catalogue) -> Iterator[PackageEffect]:
    """The packages that differ in any byte, with their versions."""
    old, new = (listing.packages for listing in listings)
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            change = "added" if name not in old else "removed" if name not in new else "changed"
            versions = [
                package.version if (package := _package(catalogue, name)) and name in trees else ""
                for catalogue, trees in ((before, old), (after, new))
            ]
            yield PackageEffect(name, change, versions[0], versions[1], name.startswith(_METHOD))


def _package(catalogue: Catalogue, name: str) -> Package | None:
    return catalogue.packages.get(name)


def _rules(before: Catalogue) -> pd.DataFrame:
    """The rules of severity that are published now, or else those of this project: a change cannot lower its own."""
    if severity.RULES not in before.packages:
        before = load([DATASETS / severity.RULES]).catalogue
    return before.frame(severity.RULES, "rules")


def _names(catalogue: Catalogue) -> dict[str, Text]:
    """Names of units and countries by the codes that moves are told with."""
    named: dict[str, Text] = {}
    for package, table, columns in ((UNITS, "units", ("level", "code")), (COUNTRIES, "countries", ("iso3",))):
        held = _package(catalogue, package)
        if held and table in held.tables:
            frame = held.tables[table].frame
            for row in frame.to_dict("records"):
                named[":".join(str(row[name]) for name in columns)] = Text(str(row["name_vi"]), str(row["name_en"]))
    return named


def _order(row: RowEffect) -> tuple[str, str, str, str, str]:
    return row.package, row.table, row.change, repr(sorted(row.key.items())), row.field
