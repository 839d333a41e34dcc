"""The descriptor: strict JSON with known keys, whose paths stay in the folder and whose links are only shown.

Nothing that a descriptor names is fetched. What the standard allows but this project does not need
(inline data, compressed files, remote paths, other profiles) is refused here, before any library reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from observatory.findings import Finding
from observatory.gate import limits, schema, text
from observatory.gate.document import StrictJSONError, parse_json

_PROFILES = {
    "data-package",
    "tabular-data-package",
    "data-resource",
    "tabular-data-resource",
    "https://datapackage.org/profiles/1.0/datapackage.json",
    "https://datapackage.org/profiles/2.0/datapackage.json",
    "https://datapackage.org/profiles/2.0/dataresource.json",
}
_REFUSED_KEYS = {
    "data",
    "compression",
    "innerpath",
    "innerPath",
    "extrapaths",
    "scheme",
    "control",
    "basepath",
    "jsonSchema",
}
_LINK_KEYS = {"path", "homepage", "image", "url", "publisher_url"}
# What is read is always this; other keys of a dialect change nothing for such a file.
_DIALECT = {
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "escapeChar": None,
    "nullSequence": None,
    "skipInitialSpace": False,
    "header": True,
    "headerRows": [1],
    "headerJoin": " ",
    "commentChar": None,
    "commentRows": None,
}
_TEXTS = ("title", "title_en", "description", "description_en")
_LISTS = ("licenses", "sources", "contributors")
_MARKS = ("simulated",)
_NAME = re.compile(r"\A[a-z0-9][a-z0-9._-]{0,99}\Z")
_LINK = re.compile(r"\Ahttps?://[^\s<>\"'\\]+\Z")
_PATH = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)*\.csv\Z")


def read_descriptor(content: str, file: str) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The descriptor, or ``None`` with the findings that say why it is not one."""
    try:
        document = parse_json(content)
    except StrictJSONError as error:
        return None, [Finding(error.code, file=file, row=error.row, value=error.value)]
    if not isinstance(document, dict):
        return None, [Finding("descriptor-not-object", file=file, value=type(document).__name__)]
    escaped = [] if text.inspect(content, file) else _inspect_texts(document, file)
    return document, [*inspect(document, file), *escaped]


def inspect(descriptor: Mapping[str, Any], file: str) -> list[Finding]:
    """What in the descriptor may not enter, and whether it names any table at all."""
    findings = [*_inspect_profile(descriptor, file), *_inspect_name(descriptor, file, "name")]
    findings += _inspect_shape(descriptor, file)
    findings += _inspect_links({key: value for key, value in descriptor.items() if key != "resources"}, file)
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        return [*findings, Finding("no-table", file=file)]
    if len(resources) > limits.MAX_TABLES:
        return [*findings, Finding("too-many-tables", file=file, expected=str(limits.MAX_TABLES))]
    names: set[str] = set()
    for resource in resources:
        if not isinstance(resource, dict):
            findings.append(Finding("resource-not-object", file=file, value=type(resource).__name__))
            continue
        findings += _inspect_resource(resource, file)
        name = str(resource.get("name", ""))
        if name.casefold() in names:
            findings.append(Finding("duplicate-table-name", file=file, value=name))
        names.add(name.casefold())
    return findings


def _inspect_resource(resource: Mapping[str, Any], file: str) -> list[Finding]:
    findings = [*_inspect_profile(resource, file), *_inspect_name(resource, file, "resources.name")]
    findings += [
        Finding("descriptor-refused-key", file=file, field=key, value=str(resource.get("name", "")))
        for key in sorted(_REFUSED_KEYS & resource.keys())
    ]
    findings += _inspect_shape(resource, file)
    path = resource.get("path")
    if not isinstance(path, str) or not _PATH.match(path):
        findings.append(Finding("descriptor-bad-path", file=file, field="path", value=str(path)))
    findings += _inspect_links({key: value for key, value in resource.items() if key not in ("path", "schema")}, file)
    encoding = resource.get("encoding", "utf-8")
    if str(encoding).casefold().replace("_", "-") not in {"utf-8", "utf8"}:
        findings.append(Finding("descriptor-encoding", file=file, field="encoding", value=str(encoding)))
    dialect = resource.get("dialect", {})
    if not _good_dialect(dialect):
        findings.append(Finding("descriptor-dialect", file=file, field="dialect", value=str(dialect)))
    return [*findings, *schema.inspect(resource, file)]


def _good_dialect(dialect: Any) -> bool:
    if not isinstance(dialect, dict) or not isinstance(dialect.get("csv", {}), dict):
        return False
    rules = {**dialect, **dialect.get("csv", {})}
    return all(_DIALECT.get(key, rule) == rule for key, rule in rules.items())


def _inspect_profile(node: Mapping[str, Any], file: str) -> list[Finding]:
    return [
        Finding("descriptor-profile", file=file, field=key, value=str(node[key]))
        for key in ("profile", "$schema")
        if key in node and str(node[key]) not in _PROFILES
    ]


def _inspect_name(node: Mapping[str, Any], file: str, field: str) -> list[Finding]:
    name = node.get("name")
    if isinstance(name, str) and _NAME.match(name):
        return []
    return [Finding("descriptor-bad-name", file=file, field=field, value="" if name is None else str(name))]


def _inspect_shape(node: Mapping[str, Any], file: str) -> list[Finding]:
    """Texts must be texts, and lists of sources and licences lists of objects: pages show them as such.

    Marks must be true or false: what is ``"true"`` or 1 to one tool is nothing to another.
    """
    wrong = [(key, "string") for key in _TEXTS if not isinstance(node.get(key, ""), str)]
    wrong += [(key, "true, false") for key in _MARKS if not isinstance(node.get(key, False), bool)]
    for key in _LISTS:
        listed = node.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
            wrong.append((key, "[{…}]"))
    return [
        Finding("descriptor-wrong-kind", file=file, field=key, value=str(node[key])[:200], expected=rule)
        for key, rule in wrong
    ]


def _inspect_texts(descriptor: Mapping[str, Any], file: str) -> list[Finding]:
    """Hidden characters and uncomposed letters that JSON writes as escapes."""
    findings: list[Finding] = []
    for key, value in _strings(descriptor):
        problems = text.inspect(value, file)
        findings += [replace(problem, row=None, field=key) for problem in problems]
        if len(findings) >= text.MAX_FINDINGS:
            break
    return findings


def _strings(node: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every key and every text of a document, each with the key it stands under."""
    if isinstance(node, str):
        yield name, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield name, key
            yield from _strings(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value, name)


def _inspect_links(node: Mapping[str, Any], file: str) -> list[Finding]:
    return [
        Finding("descriptor-unsafe-link", file=file, field=key, value=str(link)[:200])
        for key, link in _links(node)
        if not isinstance(link, str) or not _LINK.match(link)
    ]


def _links(node: Any) -> Iterator[tuple[str, Any]]:
    """Every value of a key that a page would show as a link."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in _LINK_KEYS and value is not None:
                yield key, value
            else:
                yield from _links(value)
    elif isinstance(node, list):
        for value in node:
            yield from _links(value)
