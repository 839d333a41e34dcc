"""The archive of published results: what a version of an index gave when it was published, kept and never rewritten.

Each version has one edition, which carries two digests: that of its rows and that of the rules that made them. So a
score that was altered later is seen, and so is a rule that was changed without a new version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from observatory.findings import Finding

EDITION = ["index", "version", "published_on", "digest", "rules_digest"]
PUBLISHED = ["index", "version", "published_on", "level", "code", "score", "rank"]
_ONE = ["index", "version"]


def digest(rows: pd.DataFrame) -> str:
    """SHA-256, in hexadecimal digits, of the rows of one edition with the columns ``PUBLISHED``.

    The rows, in the order of level and code, are one JSON array of arrays of texts in UTF-8; numbers are written with
    the fewest digits that read back as the same number.
    """
    ordered = rows.sort_values(["level", "code"])
    texts = [[_text(row[name]) for name in PUBLISHED] for row in ordered.to_dict("records")]
    content = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def check(editions: pd.DataFrame, published: pd.DataFrame, file: str = "editions.csv") -> list[Finding]:
    """A finding (``archive-rewritten``) for each edition whose rows are not those that were published.

    ``file`` names the table of editions. Rows of an edition that is not listed are found too.
    """
    parts = {(str(index), str(version)): rows for (index, version), rows in published.groupby(_ONE)}
    findings = []
    listed = set()
    for line, row in enumerate(editions.to_dict("records"), start=2):
        key = (str(row["index"]), str(row["version"]))
        listed.add(key)
        if digest(parts.get(key, published.iloc[:0])) != row["digest"]:
            value = str(row["digest"])
            at: dict[str, Any] = {"file": file, "row": line, "field": "digest"}
            findings.append(Finding("archive-rewritten", **at, value=value, expected=" ".join(key)))
    findings += [
        Finding("archive-rewritten", file=file, field="version", value="", expected=" ".join(key))
        for key in sorted(parts.keys() - listed)
    ]
    return findings


def check_rules(
    editions: pd.DataFrame, rules: Mapping[tuple[str, str], str], file: str = "editions.csv"
) -> list[Finding]:
    """A finding (``version-changed``) for each edition made by other rules than its version has now.

    ``rules`` gives the digest of the rules by index and version, for every version of an index that is looked at.
    """
    looked_at = {index for index, _ in rules}
    findings = []
    for line, row in enumerate(editions.to_dict("records"), start=2):
        key = (str(row["index"]), str(row["version"]))
        if key[0] in looked_at and rules.get(key, "") != row["rules_digest"]:
            at: dict[str, Any] = {"file": file, "row": line, "field": "rules_digest"}
            findings.append(Finding("version-changed", **at, value=" ".join(key), expected=str(row["rules_digest"])))
    return findings


def append(
    editions: pd.DataFrame,
    published: pd.DataFrame,
    index: str,
    version: str,
    on: str,
    results: pd.DataFrame,
    rules: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables with one more edition: the ``results`` (``level``, ``code``, ``score``, ``rank``) on the day ``on``.

    Raises ``ValueError`` when the version has an edition: what was published stays.
    """
    if ((editions["index"] == index) & (editions["version"] == version)).any():
        raise ValueError(f"{index} {version} is in the archive")
    rows = results.assign(index=index, version=version, published_on=on)[PUBLISHED].sort_values(["level", "code"])
    edition = pd.DataFrame([[index, version, on, digest(rows), rules]], columns=EDITION)
    return (
        pd.concat([editions, edition], ignore_index=True)[EDITION],
        pd.concat([published, rows], ignore_index=True)[PUBLISHED],
    )


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    return repr(float(value)).removesuffix(".0") if isinstance(value, (int, float)) else str(value)
