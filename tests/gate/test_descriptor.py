"""Descriptors: what the standard allows and this project refuses, before any library reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.findings import Finding
from observatory.gate import limits
from observatory.gate.descriptor import read_descriptor
from packages import table

Change = Callable[[dict[str, Any]], object]


def _descriptor() -> dict[str, Any]:
    node, _ = table(schema={"primaryKey": ["id"]})
    return {
        "name": "sample",
        "title": "Gói mẫu",
        "sources": [{"title": "Báo cáo A", "path": "https://example.org/a?b=1"}],
        "resources": [{"name": "values", "path": "data/values.csv", **node}],
    }


def _read(change: Change) -> list[Finding]:
    document = _descriptor()
    change(document)
    return read_descriptor(json.dumps(document), "datapackage.json")[1]


def _resource(**keys: Any) -> Change:
    return lambda document: document["resources"][0].update(keys)


def _schema(**keys: Any) -> Change:
    return lambda document: document["resources"][0]["schema"].update(keys)


def _field(**keys: Any) -> Change:
    return lambda document: document["resources"][0]["schema"]["fields"][0].update(keys)


def _package(**keys: Any) -> Change:
    return lambda document: document.update(keys)


def test_a_good_descriptor() -> None:
    assert _read(lambda _document: None) == []


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("", "descriptor-not-json", "…"),
        ("name: sample", "descriptor-not-json", "name: sample"),
        ("[]", "descriptor-not-object", "list"),
        ("null", "descriptor-not-object", "NoneType"),
        ('"x"', "descriptor-not-object", "str"),
        ('{"name": "x", "resources": [], "resources": [1]}', "descriptor-duplicate-key", "resources"),
        ('{"name": NaN}', "descriptor-bad-number", "NaN"),
    ],
)
def test_what_is_not_a_descriptor(text: str, code: str, value: str) -> None:
    document, (finding,) = read_descriptor(text, "datapackage.json")
    assert document is None
    assert (finding.code, finding.value, finding.file) == (code, value, "datapackage.json")


@pytest.mark.parametrize("resources", [None, [], {}, "x", 1])
def test_no_table(resources: object) -> None:
    assert [finding.code for finding in _read(_package(resources=resources))] == ["no-table"]
    assert [finding.code for finding in _read(lambda document: document.pop("resources"))] == ["no-table"]


@pytest.mark.parametrize(
    "path",
    [
        "../values.csv",
        "data/../../values.csv",
        "/etc/passwd",
        "/etc/x.csv",
        "~/x.csv",
        "$HOME/x.csv",
        "file:///etc/x.csv",
        "http://127.0.0.1/x.csv",
        "https://example.org/x.csv",
        "sqlite:////etc/x.csv",
        "s3://bucket/x.csv",
        "data/*.csv",
        "data\\x.csv",
        "C:\\x.csv",
        "data/x.csv\x00.txt",
        "data/x.csv\n",
        ".",
        "data/.hidden.csv",
        "data//x.csv",
        "data/x.csv.gz",
        "data/x.zip",
        "data/x.xlsx",
        "datapackage.json",
        "",
        None,
        1,
        ["data/values.csv"],
        ["data/a.csv", "data/b.csv"],
        {"path": "data/values.csv"},
    ],
)
def test_paths(path: object) -> None:
    codes = [finding.code for finding in _read(_resource(path=path))]
    assert "descriptor-bad-path" in codes


@pytest.mark.parametrize("path", ["data/values.csv", "values.csv", "data/2025/a-b_c.d.csv"])
def test_good_paths(path: str) -> None:
    assert _read(_resource(path=path)) == []


@pytest.mark.parametrize(
    "key",
    [
        "data",
        "compression",
        "innerpath",
        "innerPath",
        "extrapaths",
        "scheme",
        "control",
        "basepath",
        "jsonSchema",
    ],
)
def test_refused_keys(key: str) -> None:
    (finding,) = _read(_resource(**{key: "x"}))
    assert (finding.code, finding.field, finding.value) == ("descriptor-refused-key", key, "values")


@pytest.mark.parametrize(
    "profile", ["http://127.0.0.1/p.json", "p.json", "../p.json", "file:///etc/hostname", [], {}, None, 1]
)
@pytest.mark.parametrize("key", ["profile", "$schema"])
@pytest.mark.parametrize("change", [_package, _resource])
def test_profiles(profile: object, key: str, change: Callable[..., Change]) -> None:
    (finding,) = _read(change(**{key: profile}))
    assert (finding.code, finding.field) == ("descriptor-profile", key)


def test_known_profiles() -> None:
    assert _read(_package(profile="data-package")) == []
    assert _read(_resource(profile="tabular-data-resource")) == []


@pytest.mark.parametrize("name", ["", "Sample", "a b", "../x", "a\nb", "gói", "-x", "x" * 101, None, 1, []])
def test_names(name: object) -> None:
    for change, field in ((_package(name=name), "name"), (_resource(name=name), "resources.name")):
        (finding,) = _read(change)
        assert (finding.code, finding.field) == ("descriptor-bad-name", field)


def test_table_names_are_not_used_twice() -> None:
    (finding,) = _read(lambda document: document["resources"].append(document["resources"][0]))
    assert (finding.code, finding.value) == ("duplicate-table-name", "values")


@pytest.mark.parametrize("entry", [1, "x", None, []])
def test_entries_that_are_not_tables(entry: object) -> None:
    findings = _read(lambda document: document["resources"].append(entry))
    assert [finding.code for finding in findings] == ["resource-not-object"]


def test_too_many_tables() -> None:
    def many(document: dict[str, Any]) -> None:
        document["resources"] = [
            {"name": f"t{number}", "path": f"t{number}.csv"} for number in range(limits.MAX_TABLES + 1)
        ]

    assert [finding.code for finding in _read(many)] == ["too-many-tables"]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//example.org",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://example.org/\"onclick='x'",
        "https://example.org/<script>",
        "https://",
        "https://a b",
        ["javascript:alert(1)"],
        {"javascript:alert(1)": 1},
    ],
)
def test_links(link: object) -> None:
    changes: list[Change] = [
        _package(homepage=link),
        _package(image=link),
        _package(sources=[{"title": "x", "path": link}]),
        _package(licenses=[{"name": "x", "path": link}]),
        _package(contributors=[{"title": "x", "path": link}]),
        _resource(sources=[{"title": "x", "path": link}]),
    ]
    for change in changes:
        assert [finding.code for finding in _read(change)] == ["descriptor-unsafe-link"]


@pytest.mark.parametrize("encoding", ["cp1258", "utf-16", "latin-1", "utf-8-sig", "", None, 8, []])
def test_encodings(encoding: object) -> None:
    assert [finding.code for finding in _read(_resource(encoding=encoding))] == ["descriptor-encoding"]


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8", "utf_8"])
def test_good_encodings(encoding: str) -> None:
    assert _read(_resource(encoding=encoding)) == []


@pytest.mark.parametrize(
    "dialect",
    [
        {"delimiter": ";"},
        {"delimiter": "\t"},
        {"csv": {"delimiter": ";"}},
        {"csv": 1},
        {"quoteChar": "'"},
        {"doubleQuote": False},
        {"escapeChar": "\\"},
        {"header": False},
        {"headerRows": [1, 2]},
        {"commentChar": "#"},
        {"skipInitialSpace": True},
        "dialect.json",
        "http://127.0.0.1/d.json",
        [],
        None,
    ],
)
def test_dialects(dialect: object) -> None:
    assert [finding.code for finding in _read(_resource(dialect=dialect))] == ["descriptor-dialect"]


def test_good_dialects() -> None:
    spelled_out = {
        "delimiter": ",",
        "quoteChar": '"',
        "doubleQuote": True,
        "header": True,
        "lineTerminator": "\n",
    }
    for dialect in ({}, {"csv": {"delimiter": ","}}, spelled_out):
        assert _read(_resource(dialect=dialect)) == []


@pytest.mark.parametrize(
    "change",
    [
        _resource(schema="schema.json"),
        _resource(schema="http://127.0.0.1/s.json"),
        _resource(schema=[]),
        _resource(schema=None),
        _schema(fields={}),
        _schema(fields=None),
        _schema(fields=["id"]),
        _schema(fields=[{}]),
        _schema(fields=[{"name": f"f{number}"} for number in range(limits.MAX_COLUMNS + 1)]),
        _schema(fields=[{"name": "id"}, {"name": "id"}]),
        _field(name=""),
        _field(name=None),
        _field(name=" id"),
        _field(name="=1+1"),
        _field(name="@SUM"),
        _field(name="a\nb"),
        _field(name="x" * 101),
        _field(type="province"),
        _field(type=["string"]),
        _field(type=None),
        _field(format={}),
        _field(constraints=[]),
        _field(constraints=None),
        _field(constraints={"requird": True}),
        _field(constraints={"jsonSchema": {"$ref": "http://127.0.0.1/s.json"}}),
        _field(trueValues="yes"),
        _field(falseValues=[0]),
        _schema(primaryKey="code"),
        _schema(primaryKey=["id", "code"]),
        _schema(primaryKey={"id": 1}),
        _schema(primaryKey=[["id"]]),
        _schema(foreignKeys={}),
        _schema(foreignKeys=["id"]),
        _schema(foreignKeys=[{"fields": "id"}]),
        _schema(foreignKeys=[{"fields": "code", "reference": {"resource": "", "fields": "id"}}]),
        _schema(foreignKeys=[{"fields": [], "reference": {"resource": "", "fields": []}}]),
        _schema(foreignKeys=[{"fields": ["id"], "reference": {"resource": "", "fields": ["id", "year"]}}]),
        _schema(foreignKeys=[{"fields": ["id"], "reference": "values"}]),
        _schema(foreignKeys=[{"fields": ["id"], "reference": {"resource": 1, "fields": ["id"]}}]),
        _schema(foreignKeys=[{"fields": ["id"], "reference": {"package": 1, "fields": ["id"]}}]),
        _schema(missingValues=None),
        _schema(missingValues="-"),
        _schema(missingValues=[None]),
        _schema(missingValues=["", "=1+1"]),
        _schema(missingValues=["@SUM(A1)"]),
        _schema(missingValues=["-2+3"]),
    ],
)
def test_schemas(change: Change) -> None:
    codes = {finding.code for finding in _read(change)}
    assert codes == {"descriptor-schema"}


@pytest.mark.parametrize(
    "change",
    [
        _schema(missingValues=["", "-", "--", "n/a", "-99.99"]),
        _schema(primaryKey="id"),
        _schema(foreignKeys=[{"fields": "label", "reference": {"resource": "", "fields": "id"}}]),
        _field(name="Tên đơn vị"),
    ],
)
def test_good_schemas(change: Change) -> None:
    findings = _read(change)
    assert [finding for finding in findings if finding.field != "schema.primaryKey"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (_package(title={"vi": "x"}), "title"),
        (_package(description=["x"]), "description"),
        (_package(description_en=1), "description_en"),
        (_package(licenses={"name": "x"}), "licenses"),
        (_package(licenses=["x"]), "licenses"),
        (_package(sources="x"), "sources"),
        (_package(sources=[None]), "sources"),
        (_resource(title=[]), "title"),
        (_resource(sources=["x"]), "sources"),
    ],
)
def test_texts_and_lists(change: Change, field: str) -> None:
    (finding,) = _read(change)
    assert (finding.code, finding.field) == ("descriptor-wrong-kind", field)


def test_hidden_characters_behind_escapes() -> None:
    findings = _read(_package(title="Gói\u202e mẫu", description="Hue\u0302\u0301"))
    assert {(finding.code, finding.field) for finding in findings} == {
        ("hidden-character", "title"),
        ("not-composed", "description"),
    }
    assert [finding.code for finding in _read(_field(title="a\u200b"))] == ["hidden-character"]
    assert [finding.code for finding in _read(_field(**{"a\u200b": "x"}))] == ["hidden-character"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)
PACKAGE_KEYS = ["name", "title", "licenses", "sources", "profile", "resources", "homepage"]
RESOURCE_KEYS = ["name", "path", "schema", "dialect", "encoding", "kind", "sources", "profile", "title"]
SCHEMA_KEYS = ["fields", "primaryKey", "foreignKeys", "missingValues"]


@given(
    st.dictionaries(st.sampled_from(PACKAGE_KEYS), ANYTHING, max_size=2),
    st.dictionaries(st.sampled_from(RESOURCE_KEYS), ANYTHING, max_size=2),
    st.dictionaries(st.sampled_from(SCHEMA_KEYS), ANYTHING, max_size=2),
)
def test_any_value_at_any_key_has_a_verdict(
    package: dict[str, Any], resource: dict[str, Any], schema: dict[str, Any]
) -> None:
    document = _descriptor()
    document["resources"][0]["schema"].update(schema)
    document["resources"][0].update(resource)
    document.update(package)
    read_descriptor(json.dumps(document), "datapackage.json")
