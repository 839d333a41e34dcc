"""What the documents show people to do works as they say."""

from __future__ import annotations

import re
from pathlib import Path

from observatory.cli import cli
from observatory.tables.load import load

ROOT = Path(__file__).resolve().parents[1]


def test_the_package_that_contributing_shows_is_valid(tmp_path: Path) -> None:
    """What CONTRIBUTING.md tells people to write is what the check accepts."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    (descriptor,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    folder = tmp_path / "hue" / "le-hoi"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "visitors.csv").write_text(table, encoding="utf-8")
    (folder / "datapackage.json").write_text(descriptor, encoding="utf-8")
    loaded = load([folder])
    assert loaded.findings == ()
    assert loaded.rows == 2


def test_the_readme_names_every_command_and_no_other() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^    observatory (\w+)", text, re.MULTILINE)) == set(cli.commands)
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`?make (\w+)`?", text)) <= set(targets)


def test_every_file_that_the_readme_leads_to_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []
