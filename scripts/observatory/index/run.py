"""An index of one's own files: read, computed through every stage and written to a folder as CSV.

Nothing is written before everything is computed. Equal files and options give equal bytes: instead of
the date of the run, ``method.json`` carries the method, the version of the program and the SHA-256 of
every file that went in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from observatory import __version__
from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.index import folder
from observatory.index.folder import Results
from observatory.indicators import coherence, framework, impute, screen, values
from observatory.indicators.aggregate import Aggregation
from observatory.indicators.framework import Framework
from observatory.indicators.method import (
    ARITHMETIC,
    Method,
    group_column,
    parse_aggregate,
    parse_impute,
    parse_normalise,
    parse_threshold,
    parse_treat,
)
from observatory.indicators.normalise import Normalisation
from observatory.indicators.values import Values
from observatory.ranking import design, index, sensitivity, uncertainty
from observatory.ranking.design import Alternatives
from observatory.ranking.index import Index
from observatory.ranking.replicate import replicate
from observatory.tables import flat

MOST_SOBOL = 1000
MOST_RANKS = 200_000_000  # ranks held at once, of all replications: 2.4 GB
PEER_GROUP = "peer_group"
PARSERS: Mapping[str, Callable[[str], Any]] = {
    "impute": parse_impute,
    "treat": parse_treat,
    "normalise": parse_normalise,
    "aggregate": parse_aggregate,
    "threshold": parse_threshold,
}


@dataclass(frozen=True)
class Request:
    """The files that go in, the method, and the number and seed of the replications (0: none).

    Raises ``ValueError`` for an imputation by group without units, and for replications of Copeland's rule,
    whose scores are no means.
    """

    framework: Path
    values: Path
    units: Path | None
    method: Method
    replications: int = 0
    seed: int = 0

    @classmethod
    def of(
        cls, framework: Path, values: Path, units: Path | None, replications: int, seed: int, **choices: Any
    ) -> Request:
        """The request with the method of ``choices``, what ``PARSERS`` read, by the names of its fields."""
        return cls(framework, values, units, Method(**choices), replications, seed)

    def __post_init__(self) -> None:
        if group_column(self.method.impute) and self.units is None:
            raise ValueError("--impute by group needs --units")
        if self.replications and any(one.name == "copeland" for one in self.method.aggregate):
            raise ValueError("--replications cannot be used with --aggregate copeland")


@dataclass(frozen=True)
class _Input:
    """What was read."""

    framework: Framework
    values: Values
    sha256: Mapping[str, str]
    warnings: tuple[Finding, ...]


def run(request: Request, out: Path, warn: Callable[[tuple[Finding, ...]], None]) -> Results:
    """Compute the index of ``request`` and write it to the folder ``out``, as the module says.

    ``warn`` is called with what was noticed after the computing and before the writing. Raises
    ``FindingsError`` when the input is not good, and ``ObservatoryError`` when ``out`` cannot be written;
    the files in ``out`` are then as they were.
    """
    overwritten = _overwritten(request, out)
    if overwritten:
        raise FindingsError(overwritten, "index-refused")
    results, warnings = compute(request)
    warn(warnings)
    folder.write(results, out)
    return results


def compute(request: Request) -> tuple[Results, tuple[Finding, ...]]:
    """Every stage of the index, with its uncertainty where replications are asked for, and what was noticed.

    Raises ``FindingsError`` with everything that is wrong with the files, or with what the method makes of
    them; numbers too large for float64 to go on with are one such thing.
    """
    read = _read(request)
    try:
        with np.errstate(over="raise", divide="ignore", invalid="ignore"):
            results, warnings = _compute(request, read)
    except FloatingPointError as error:
        raise FindingsError([Finding("values-out-of-range", file=str(request.values))], "index-refused") from error
    except FindingsError as error:
        raise FindingsError(_placed(error.findings, request, read.framework), "index-refused") from error
    return results, (*read.warnings, *_placed(warnings, request, read.framework))


def _compute(request: Request, read: _Input) -> tuple[Results, list[Finding]]:
    method = request.method
    by_unit = screen.units(read.values.matrix, read.framework)
    by_indicator = screen.indicators(read.values.matrix, read.framework)
    found = index.compute(read.values, read.framework, method)
    matrices = {
        "denominated": found.denominated,
        "imputed": found.imputed,
        "treated": found.treated.values,
        "normalised": found.normalised.scores,
        "scores": found.scores,
        "ranks": found.ranks,
    }
    filled = (found.imputed.notna() & found.denominated.isna()).mean(axis=1)
    tables = {
        "screening": by_unit.assign(imputed=filled).reset_index(),
        "screening-indicators": by_indicator.reset_index(),
        "treatment": found.treated.changes(found.imputed),
        "treatment-rules": found.treated.rules,
        "effective-weights": _weights(read.framework),
        "coherence": coherence.coherence(
            found.normalised.scores, found.scores, read.framework, read.values.denominators
        ),
    }
    if request.replications:
        tables |= _replications(request, read, found)
    warnings = [
        *screen.findings(by_unit, by_indicator),
        *impute.findings(found.denominated, method.impute, read.values.groups),
        *found.findings,
    ]
    return Results(matrices, tables, _about(request, read)), warnings


def _placed(findings: Iterable[Finding], request: Request, tree: Framework) -> list[Finding]:
    """Findings of the rooms, which know no files: a node's in its row of the framework, others in the values."""
    rows = {code: row for row, code in enumerate(tree.nodes, start=2)}
    return [
        replace(finding, file=str(request.framework), row=rows[finding.value])
        if finding.value in rows
        else replace(finding, file=str(request.values))
        for finding in findings
    ]


def alternatives(method: Method, tree: Framework, noise: bool) -> Alternatives:
    """What a replication may choose in place of the nominal ``method``.

    Outliers treated or not, another normalisation, another mean at the top (geometric, or arithmetic
    where the nominal one is geometric), nothing imputed where the nominal run imputes, weights within a
    quarter of their size, and measurement error where the values carry standard errors.
    """
    other = Normalisation("zscore", 50.0, 10.0) if method.normalise.name == "minmax" else Normalisation("minmax", 1.0)
    levels = method.aggregate if len(method.aggregate) > 1 else method.aggregate * (tree.height - 1)
    top = ARITHMETIC if levels[-1].name == "geometric" else (Aggregation("geometric"),)
    return Alternatives(
        treat=(method.treat, "auto" if method.treat == "none" else "none"),
        normalise=(method.normalise, other),
        aggregate=(method.aggregate, levels[:-1] + top),
        impute=(method.impute,) if method.impute == "none" else (method.impute, "none"),
        noise=noise,
    )


def _read(request: Request) -> _Input:
    """The three files, checked as far as no number is needed from more than one of them."""
    flats: dict[str, flat.Flat] = {}
    findings: list[Finding] = []
    paths = {"framework": request.framework, "values": request.values, "units": request.units}
    for role, path in paths.items():
        if path is not None:
            found, problems = flat.read(path)
            findings += problems
            if found:
                flats[role] = found
    if findings:
        raise FindingsError(findings, "index-refused")
    tree = framework.read(flats["framework"].frame, str(request.framework))
    units = flats["units"].frame if "units" in flats else None
    findings = [*_levels(request, tree), *_groups(request, units)]
    if findings:
        raise FindingsError(findings, "index-refused")
    read, warnings = values.read(flats["values"].frame, tree, units, str(request.values), str(request.units or ""))
    return _Input(tree, read, {role: found.sha256 for role, found in flats.items()}, tuple(warnings))


def _levels(request: Request, tree: Framework) -> list[Finding]:
    """The finding that there are neither one aggregation nor one for each level."""
    given, needed = len(request.method.aggregate), tree.height - 1
    if given in (1, needed):
        return []
    return [Finding("aggregate-levels", file=str(request.framework), value=str(given), expected=str(needed))]


def _groups(request: Request, units: pd.DataFrame | None) -> list[Finding]:
    """The finding that the units do not have the column to impute by."""
    column = group_column(request.method.impute)
    if not column or (units is not None and column in units.columns):
        return []
    return [Finding("units-column-missing", file=str(request.units or ""), row=1, field=column)]


def _overwritten(request: Request, out: Path) -> list[Finding]:
    """Files that go in and would be replaced by a result."""
    results = {(out / name).resolve(): name for name in folder.FILES}
    inputs = [path for path in (request.framework, request.values, request.units) if path is not None]
    return [
        Finding("input-is-output", file=str(path), value=results[path.resolve()])
        for path in inputs
        if path.resolve() in results
    ]


def _replications(request: Request, read: _Input, found: Index) -> dict[str, pd.DataFrame]:
    """The tables of uncertainty and sensitivity of the index itself."""
    method, tree = request.method, read.framework
    rows = len(read.values.matrix)
    if rows * request.replications > MOST_RANKS:
        most = str(MOST_RANKS // rows)
        found_many = Finding("too-many-replications", value=str(request.replications), expected=most)
        raise FindingsError([found_many], "index-refused")
    choices = alternatives(method, tree, read.values.se is not None)
    runs = design.draw(tree, choices, request.replications, request.seed)
    replicates = replicate(read.values, tree, method.threshold, runs)
    groups = read.values.groups
    column = PEER_GROUP if PEER_GROUP in groups else group_column(method.impute)
    summary = uncertainty.summary(replicates, found.ranks[tree.root], groups[column] if column else None)
    summary.insert(0, "code", tree.root)
    n = min(request.replications, MOST_SOBOL)
    return {
        "uncertainty": summary.reset_index(),
        "sensitivity": sensitivity.sobol(read.values, tree, method.threshold, choices, n, request.seed),
        "leave-one-out": sensitivity.leave_one_out(read.values, tree, method),
        "design": runs.frame,
    }


def _weights(tree: Framework) -> pd.DataFrame:
    """Weight inside the group and share in the index of every node."""
    nodes = tree.nodes.values()
    levels = {"code": [node.code for node in nodes], "level": [node.level for node in nodes]}
    return pd.DataFrame(
        levels | {"weight": tree.weights().to_numpy(), "effective_weight": tree.effective_weights().to_numpy()}
    )


def _about(request: Request, read: _Input) -> dict[str, Any]:
    return {
        "version": __version__,
        "index": read.framework.root,
        "method": request.method.label(),
        "replications": request.replications,
        "seed": request.seed,
        "sha256": dict(read.sha256),
    }
