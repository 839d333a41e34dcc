"""The language of a document, as one code: ISO 639-1, and ISO 639-3 where there is no shorter one.

What the source says comes first: GDELT's three letters, or the tag of a feed. Only where nobody says is the title
looked at, by a model that lies inside the installed ``py3langid``; a title that it is not sure about stays without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

LEAST_PROBABILITY = 0.5
"""Below this the first language is less likely than all others together."""
NO_LANGUAGE = frozenset(("und", "zxx", "mul", "mis"))
"""Codes of ISO 639-2 that name no language."""

_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE | re.ASCII)


def of_gdelt(code: str, languages: Mapping[str, str]) -> str | None:
    """The code of GDELT's three letters by the table ``languages`` (letters to code); unlisted letters stand."""
    code = code.strip().lower()
    return languages.get(code) or of_tag(code)


def of_tag(tag: str) -> str | None:
    """The language of a tag of RFC 5646 (``vi`` of ``vi-VN``), or None for what is no tag or no language."""
    match = _TAG.fullmatch(tag.strip())
    code = match[1].lower() if match else ""
    return code if code and code not in NO_LANGUAGE else None


def detect(title: str, hint: str | None) -> str | None:
    """``hint`` where there is one, else the language that ``title`` is most likely in, else None."""
    if hint:
        return hint
    if not any(char.isalpha() for char in title):
        return None
    code, probability = _classifier()(title)
    return of_tag(code) if probability >= LEAST_PROBABILITY else None


@cache
def _classifier() -> Callable[[str], tuple[str, float]]:
    # Imported when first needed: the model takes two seconds to load, and most documents name their language.
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)

    def classify(text: str) -> tuple[str, float]:
        code, probability = identifier.classify(text)
        return str(code), float(probability)

    return classify
