"""Tài liệu nói đủ: rooms, verbs, commands, decisions, licence."""

import argparse
import re

import pytest
from django.apps import apps

from config import cli
from tests.house.rooms import ROOT, built, layers


def read(name):
    """Text of a document."""
    return (ROOT / name).read_text()


def test_rooms_page_names_every_room_built_or_planned():
    page = read("docs/rooms.md")
    missing = [room for layer in layers() for room in layer if f"`{room}`" not in page]
    assert not missing, f"docs/rooms.md chưa nói về: {missing}"


def test_every_room_says_what_it_is_in_its_own_docstring():
    silent = [room for room in built() if not (apps.get_app_config(room).module.__doc__ or "").strip()]
    assert not silent, f"thiếu docstring ở thongsuot/<phòng>/__init__.py: {silent}"


def test_glossary_covers_the_verbs_of_a_dossier():
    from thongsuot.dossiers.states import VERBS

    glossary = read("docs/glossary.md")
    missing = [verb for verb in VERBS if verb.replace("-", "_") not in glossary]
    assert not missing, f"docs/glossary.md thiếu động từ: {missing}"


def test_commands_page_names_every_command():
    page = read("docs/commands.md")
    missing = [name for name in _commands(cli._parser()) if f"thongsuot {name}" not in page]
    assert not missing, f"docs/commands.md thiếu lệnh: {missing}"


def _commands(parser, prefix=""):
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                nested = list(_commands(child, f"{prefix}{name} "))
                yield from nested or [f"{prefix}{name}"]


def test_settings_from_the_environment_are_documented():
    page = read("docs/commands.md")
    used = set()
    for folder in ("config", "thongsuot"):
        for file in (ROOT / folder).rglob("*.py"):
            used |= set(re.findall(r"""["'](THONGSUOT_[A-Z_]+|DATABASE_URL)["']""", file.read_text()))
    inner = {"THONGSUOT_PART", "THONGSUOT_DB_ROLE", "THONGSUOT_TEST_TEMPLATES"}  # said by a run to its own parts
    missing = sorted(name for name in used - inner if f"`{name}" not in page)
    assert not missing, f"docs/commands.md thiếu biến môi trường: {missing}"


@pytest.mark.parametrize("file", sorted((ROOT / "docs/decisions").glob("*.md")), ids=lambda file: file.stem)
def test_a_decision_is_one_page_whose_title_is_a_sentence(file):
    lines = file.read_text().splitlines()
    assert re.match(r"# .{20,}", lines[0]), f"{file.name}: tiêu đề phải là một câu"
    assert len(lines) <= 60, f"{file.name}: quá một trang"


def test_licence_is_apache():
    licence = read("LICENSE")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert "Apache-2.0" in read("publiccode.yml")
