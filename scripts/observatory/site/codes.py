"""What is told of codes beside their sentences: their group, why the rule is there, and an example.

It is read from ``codes.toml``; the sentences themselves are those of ``messages``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from observatory import messages
from observatory.findings import Finding
from observatory.tables.model import Text

# The file of a made-up finding, on the pages that show one.
FILE = "data/so-lieu.csv"


@dataclass(frozen=True)
class Group:
    """Codes that belong together: ``said`` is which command or step says them."""

    id: str
    title: Text
    why: Text
    said: Text
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A finding made up for a page: what stood there, and what should."""

    why: Text
    finding: Finding
    bad: str
    good: str


def groups() -> Iterator[Group]:
    """The groups that have codes, in their order, each code in one group."""
    members: dict[str, list[str]] = {}
    for code in codes():
        members.setdefault(_group_of(code), []).append(code)
    for node in _read()["group"]:
        if found := members.get(node["id"]):
            yield Group(
                node["id"],
                Text(node["vi"], node["en"]),
                Text(node["why"], node["why_en"]),
                Text(node["said"], node["said_en"]),
                tuple(found),
            )


def codes() -> list[str]:
    """Every code of the catalogue of messages, in its order, without variants."""
    return [code for code in messages.catalogue() if "/" not in code]


def level(code: str) -> Text:
    """Whether a finding of the code stops the data from being accepted."""
    if code in _read()["warning"]:
        return Text(
            "lưu ý: dữ liệu vẫn được nhận, nhưng nên sửa", "warning: the data are accepted and should be mended"
        )
    if code in _read()["either"]:
        return Text("lỗi hoặc lưu ý, tùy trường hợp", "error or warning, by the case")
    return Text("lỗi: phải sửa thì mới được nhận", "error: it must be mended before anything is accepted")


def variants(code: str) -> list[str]:
    """The rules that have sentences of their own under a code."""
    return [name.partition("/")[2] for name in messages.catalogue() if name.startswith(f"{code}/")]


def example(code: str) -> Example | None:
    """The example of a code, where there is one."""
    node = _read()["code"].get(code)
    if node is None:
        return None
    made = {key: node[key] for key in ("value", "expected", "field", "row") if key in node}
    finding = Finding(code, file=node.get("file", FILE), **made)
    return Example(Text(node["why"], node["why_en"]), finding, node["bad"], node["good"])


def explained() -> list[str]:
    """The codes that have an example."""
    return list(_read()["code"])


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(files("observatory.site").joinpath("codes.toml").read_text(encoding="utf-8"))


@cache
def _named() -> Mapping[str, str]:
    return {code: node["id"] for node in _read()["group"] for code in node.get("codes", [])}


def _group_of(code: str) -> str:
    """The group that names the code, or the one with the longest prefix of it."""
    fitting = [
        (len(prefix), node["id"])
        for node in _read()["group"]
        for prefix in node.get("prefixes", [])
        if code.startswith(prefix)
    ]
    return _named().get(code) or max(fitting, default=(0, ""))[1]
