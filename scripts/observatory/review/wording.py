"""The sentences of the methodology of reviews, with words in braces that are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from observatory.findings import Lang

LANGS: tuple[Lang, ...] = ("vi", "en")
WORDS = ("subject", "reason", "name", "year", "last_year", "title", "field_size", "previous_field_size")
"""What may stand in braces."""


@dataclass(frozen=True)
class Sentences:
    """The sentences by language and code."""

    texts: Mapping[Lang, Mapping[str, str]]

    def say(self, code: str, words: Mapping[str, Any]) -> dict[str, str]:
        """``text_vi`` and ``text_en`` of a sentence with its words filled in.

        A word that differs by language stands in ``words`` as ``name_vi`` and ``name_en``. Raises ``KeyError`` for a
        code that the methodology does not have.
        """
        return {f"text_{lang}": self._filled(code, words, lang) for lang in LANGS}

    def _filled(self, code: str, words: Mapping[str, Any], lang: Lang) -> str:
        sentence = self.texts[lang][code]
        for name in WORDS:
            word = words.get(f"{name}_{lang}", words.get(name))
            sentence = sentence.replace(f"{{{name}}}", "" if word is None or pd.isna(word) else str(word))
        return sentence.strip()


def sentences(table: pd.DataFrame) -> Sentences:
    """The sentences of a table with ``sentence``, ``text_vi`` and ``text_en``."""
    rows = table.astype(str)
    return Sentences({lang: dict(zip(rows["sentence"], rows[f"text_{lang}"], strict=True)) for lang in LANGS})
