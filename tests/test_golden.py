"""Whole answers of ``observatory validate``, held word for word.

A case is a folder of ``tests/golden/validate``: ``in`` is a folder of packages, ``out.vi.json`` and
``out.en.json`` are what the command prints for it. ``python tests/test_golden.py`` writes the answers
anew; read the difference before committing it.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from observatory.cli import cli

ROOT = Path(__file__).resolve().parents[1]
CASES = sorted(path.name for path in (ROOT / "tests/golden/validate").iterdir())


def answer(case: str, lang: str) -> tuple[int, str]:
    """The exit status and the output of the command, run in the folder of the case."""
    with contextlib.chdir(ROOT / "tests/golden/validate" / case):
        done = CliRunner().invoke(cli, ["validate", "in", "--json", "--lang", lang], standalone_mode=False)
    assert (done.exception, done.stderr) == (None, "")
    return done.return_value, done.stdout


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("case", CASES)
def test_the_answer_is_word_for_word(case: str, lang: str) -> None:
    status, printed = answer(case, lang)
    held = (ROOT / "tests/golden/validate" / case / f"out.{lang}.json").read_text(encoding="utf-8")
    assert printed == held
    assert status == (0 if json.loads(held)["valid"] else 1)


def test_every_case_but_the_good_one_is_refused_for_its_own_reason() -> None:
    codes = {}
    for case in CASES:
        held = json.loads((ROOT / "tests/golden/validate" / case / "out.vi.json").read_text(encoding="utf-8"))
        codes[case] = {finding["code"] for finding in held["findings"] if finding["level"] == "error"}
    assert codes.pop("good") == set()
    assert codes == {
        "broken-foreign-key": {"foreign-key"},
        "duplicate-key": {"primary-key"},
        "long-row": {"extra-cell"},
        "missing-file": {"file-missing"},
        "missing-required-value": {"constraint-error"},
        "no-table": {"no-table"},
        "not-json": {"descriptor-not-json"},
        "not-utf-8": {"encoding-error"},
        "short-row": {"missing-cell"},
        "unknown-province": {"unknown-province"},
        "wrong-type": {"type-error"},
    }


if __name__ == "__main__":
    for name in CASES:
        for language in ("vi", "en"):
            target = ROOT / "tests/golden/validate" / name / f"out.{language}.json"
            target.write_text(answer(name, language)[1], encoding="utf-8")
