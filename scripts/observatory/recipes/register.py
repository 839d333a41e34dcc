"""The register of decisions held against the methodology and the archive, and an index by the rules of any version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.indicators import framework
from observatory.indicators.framework import Framework
from observatory.ranking import national, plan
from observatory.ranking.plan import Plan
from observatory.recipes import pilots
from observatory.recipes.recipe import countries, country_values
from observatory.review import archive, decisions, replay, versions
from observatory.review.decisions import PROPOSED, Decision, State
from observatory.review.versions import Version
from observatory.tables.model import Catalogue

DECISIONS = "methodology/decisions"
ARCHIVE = "reference/published-results"


@dataclass(frozen=True)
class Index:
    """An index under the register: its methodology, and how its units stand by any rules (``replay.RANKING``)."""

    package: str
    standings: Callable[[Catalogue, Framework, Plan], pd.DataFrame]


def register(catalogue: Catalogue) -> tuple[Decision, ...]:
    """All decisions. Raises ``FindingsError`` as ``review.decisions.read`` says."""
    tables = catalogue.packages[DECISIONS].tables
    return decisions.read(tables["decisions"].frame, tables["changes"].frame, tables["decisions"].path.as_posix())


def history(catalogue: Catalogue, known: tuple[Decision, ...], package: str) -> tuple[Version, ...]:
    """All versions of a methodology package, the oldest first.

    Raises ``FindingsError`` where the register does not lead to what the package is now.
    """
    held = catalogue.packages[package]
    tables = catalogue.packages[DECISIONS].tables
    files = (tables["decisions"].path.as_posix(), tables["changes"].path.as_posix())
    created = str(held.descriptor.get("created", ""))[:10]
    return versions.versions(package, held.version, present(catalogue, package), created, known, files)


def present(catalogue: Catalogue, package: str) -> State:
    """A methodology package as it is now."""
    tables = catalogue.packages[package].tables
    frames = {name: table.frame for name, table in tables.items()}
    return decisions.state(frames, {name: table.primary_key for name, table in tables.items()})


class Rankings:
    """The indices on the data of today by any rules; equal rules are computed once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._made: dict[str, pd.DataFrame] = {}

    def by(self, index: str, state: State) -> pd.DataFrame:
        """How the units of ``index`` stand by the rules in ``state`` (columns ``replay.RANKING``).

        A setting that ``state`` has not is what the program did then, or else as it is now: what was never written
        down as otherwise bears on neither score nor rank.
        """
        package = INDICES[index].package
        tree = framework.read(decisions.frame(state, "framework"), f"{package}/data/framework.csv")
        unwritten = self._catalogue.frame(DECISIONS, "defaults")
        unwritten = unwritten[unwritten["package"] == package]
        keys = {
            **_settings(present(self._catalogue, package)),
            **dict(zip(unwritten["key"], unwritten["value"], strict=True)),
            **_settings(state),
        }
        settings = pd.DataFrame({"key": list(keys), "value": list(keys.values())}, dtype="str")
        choices = plan.read(settings, tree.height - 1, f"{package}/data/settings.csv")
        rules = repr((index, tree, choices))
        if rules not in self._made:
            self._made[rules] = INDICES[index].standings(self._catalogue, tree, choices)
        return self._made[rules]


def _settings(state: State) -> dict[str, str]:
    return {key: row["value"] for key, row in state["settings"].items()}


def unrecorded(catalogue: Catalogue) -> list[Finding]:
    """Everything in which the register, the methodology and the archive do not agree.

    A present version of an index that is not in the archive yet is a warning, all else an error. Nothing is found
    where the catalogue has no register, and a package that is not in it is passed over.
    """
    if DECISIONS not in catalogue.packages:
        return []
    try:
        known = register(catalogue)
    except FindingsError as error:
        return list(error.findings)
    findings: list[Finding] = []
    found: dict[str, tuple[Version, ...]] = {}
    for package in governed(catalogue, known):
        try:
            found[package] = history(catalogue, known, package)
            _fitting(catalogue, known, package)
        except FindingsError as error:
            findings += error.findings
    if ARCHIVE in catalogue.packages:
        findings += _archived(catalogue, found)
    return [replace(finding, package=finding.package or DECISIONS) for finding in findings]


def governed(catalogue: Catalogue, known: tuple[Decision, ...]) -> list[str]:
    """The packages under the register that are in the catalogue."""
    named = {decision.package for decision in known} | {index.package for index in INDICES.values()}
    return sorted(named & catalogue.packages.keys())


def _fitting(catalogue: Catalogue, known: tuple[Decision, ...], package: str) -> None:
    """Refuse a proposal that does not start from the present version."""
    table = catalogue.packages[DECISIONS].tables
    for decision in known:
        if decision.package == package and decision.status == PROPOSED:
            version = catalogue.packages[package].version
            if decision.from_version != version:
                refused = Finding(
                    "decision-unreached",
                    file=table["decisions"].path.as_posix(),
                    row=decision.line,
                    field="from_version",
                    value=decision.from_version,
                    expected=version,
                )
                raise FindingsError([refused])
            decisions.carried_out(present(catalogue, package), decision, table["changes"].path.as_posix())


def _archived(catalogue: Catalogue, found: dict[str, tuple[Version, ...]]) -> list[Finding]:
    """What the archive should not be, and the present versions that it lacks."""
    tables = catalogue.packages[ARCHIVE].tables
    editions, file = tables["editions"].frame, tables["editions"].path.as_posix()
    indices = {name: index for name, index in INDICES.items() if index.package in found}
    rules = {
        (name, version.version): versions.rules_digest(version.state)
        for name, index in indices.items()
        for version in found[index.package]
    }
    wrong = [*archive.check(editions, tables["published"].frame, file), *archive.check_rules(editions, rules, file)]
    held = set(zip(editions["index"], editions["version"], strict=True))
    return [
        *(replace(finding, package=ARCHIVE) for finding in wrong),
        *(
            Finding("version-unarchived", "warning", package=index.package, file=file, value=name, expected=version)
            for name, index in indices.items()
            if (name, version := found[index.package][-1].version) not in held
        ),
    ]


def _national(catalogue: Catalogue, tree: Framework, choices: Plan) -> pd.DataFrame:
    peers, asean = countries(catalogue, "peer"), countries(catalogue, "asean")
    found = national.standings(country_values(catalogue), tree, peers, asean, choices)
    return found.rename(columns={national.COUNTRY: "code"}).assign(level="country")[replay.RANKING]


def _local(catalogue: Catalogue, tree: Framework, choices: Plan) -> pd.DataFrame:
    return pilots.local_table(catalogue, tree, choices).scores[replay.RANKING]


INDICES = {
    "national-index-pilot": Index(pilots.NATIONAL, _national),
    "local-index-pilot": Index(pilots.LOCAL, _local),
}
