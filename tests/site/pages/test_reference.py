"""Commands and schemas: every one of them is documented, in both languages."""

from __future__ import annotations

import click
import pytest
from reading import Read, check, render

from observatory.cli import cli
from observatory.findings import Lang
from observatory.gate import limits
from observatory.site import numbers
from observatory.site.pages import reference
from observatory.site.site import Site
from observatory.tables.kinds import kinds, shared_schema


@pytest.fixture(scope="module")
def checked(site: Site) -> dict[str, dict[Lang, Read]]:
    return {draft.slug: check(draft) for draft in reference.drafts(site, reference.commands(cli))}


def test_every_command_and_option_is_described(checked: dict[str, dict[Lang, Read]]) -> None:
    vi, en = checked["phuong-phap/lenh"].values()
    for name, command in cli.commands.items():
        assert name in vi.ids and name in en.ids
        assert " ".join(str(command.help).split()) in en.text
        for param in command.params:
            if isinstance(param, click.Option):
                assert any(cell.startswith(param.opts[0]) for cell in en.cells)
                assert str(param.help) in en.cells


def test_every_help_text_has_its_vietnamese() -> None:
    for command in reference.commands(cli):
        for text in [command.help, *(option.help for option in command.options)]:
            assert text.vi and text.en and text.vi != text.en, text.en


def test_a_help_text_without_vietnamese_is_marked_as_english(site: Site) -> None:
    @click.group()
    def group() -> None: ...

    @group.command()
    @click.option("--depth", default=3, show_default=True, help="How deep.")
    def dig(depth: int) -> None:
        """Dig a hole."""

    draft = next(reference.drafts(site, reference.commands(group)))
    vi = render(draft)["vi"]
    assert ("en", "Dig a hole.") in vi.prose and ("en", "How deep.") in vi.prose
    assert "observatory dig [OPTIONS]" in vi.text and "3" in vi.cells


def test_every_kind_stands_with_its_columns(checked: dict[str, dict[Lang, Read]]) -> None:
    for read in checked["phuong-phap/luoc-do"].values():
        for kind in kinds():
            assert kind in read.ids
            for field in (shared_schema(kind) or {})["fields"]:
                assert f"bang-{kind}-{field['name'].replace('_', '-')}" in read.ids
        assert "../../du-lieu/reference/visitors/#bang-by-year" in {
            link.replace("../../../en/", "../../") for link in read.links
        }


def test_the_limits_are_those_of_the_gate(checked: dict[str, dict[Lang, Read]]) -> None:
    caps = [value for name, value in vars(limits).items() if name.startswith("MAX_")]
    for lang, read in checked["phuong-phap/luoc-do"].items():
        assert all(any(cell.startswith(numbers.integer(cap, lang)) for cell in read.cells) for cap in caps)
