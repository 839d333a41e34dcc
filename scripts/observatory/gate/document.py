"""One JSON document from text, stricter than the standard library.

A reviewer must see what the machine sees: a key given twice, a number that no double holds or half a
surrogate pair is refused, for each is read differently by different tools.
"""

from __future__ import annotations

import json
from typing import Any

from observatory.gate import limits

_EXCERPT = 24  # characters shown on each side of a fault
_MAX_DIGITS = 18  # every integer of so many digits fits 64 bits


class StrictJSONError(ValueError):
    """Text that is not the one JSON document it must be.

    ``code`` names the finding, ``value`` is what stood there and ``row`` its line, when it is known.
    """

    def __init__(self, code: str, value: str, row: int | None = None) -> None:
        super().__init__(f"{code}: {value}")
        self.code = code
        self.value = value
        self.row = row


def parse_json(text: str) -> Any:
    """The document of ``text``.

    Raises ``StrictJSONError`` for what is not JSON, for a key given twice, for NaN and infinities, for
    numbers out of range, for half a surrogate pair and for a depth over the cap.
    """
    try:
        document = json.loads(
            text,
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_fits,
        )
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        raise StrictJSONError("descriptor-not-json", _excerpt(text, error.pos), error.lineno) from error
    except RecursionError as error:
        raise _too_deep() from error
    except UnicodeEncodeError as error:
        half = error.object[error.start : error.start + 1]
        raise StrictJSONError("descriptor-bad-character", f"\\u{ord(half):04x}") from error
    if _depth(document) > limits.MAX_JSON_DEPTH:
        raise _too_deep()
    return document


def _too_deep() -> StrictJSONError:
    return StrictJSONError("descriptor-too-deep", str(limits.MAX_JSON_DEPTH))


def _excerpt(text: str, position: int) -> str:
    """What stands around a fault, on one line."""
    around = text[max(0, position - _EXCERPT) : position + _EXCERPT]
    return " ".join(around.split()) or "…"


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for key, value in pairs:
        if key in document:
            raise StrictJSONError("descriptor-duplicate-key", key)
        document[key] = value
    return document


def _no_constant(name: str) -> Any:
    raise StrictJSONError("descriptor-bad-number", name)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise StrictJSONError("descriptor-bad-number", text)
    return number


def _fits(text: str) -> int:
    if len(text.lstrip("-")) > _MAX_DIGITS:
        raise StrictJSONError("descriptor-bad-number", text)
    return int(text)


def _depth(document: Any) -> int:
    depth, level = 0, [document]
    while level:
        depth += 1
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
    return depth
