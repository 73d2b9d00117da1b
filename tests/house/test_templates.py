"""Mẫu trang: every template is used by a view, another template, or by a library that asks for it by name."""

import re

from tests.house.rooms import ROOT

ASKED_FOR_BY_OTHERS = re.compile(r"^(account|mfa|allauth|django|400|403|404|500)[/.]|^(40[034]|500)\.")


def templates():
    """Names under which templates are asked for → file."""
    found = {}
    for folder in [*ROOT.glob("thongsuot/*/jinja2"), *ROOT.glob("thongsuot/*/templates")]:
        found |= {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}
    return found


def test_no_template_is_unused():
    known = templates()
    sources = [*ROOT.glob("thongsuot/**/*.py"), *ROOT.glob("config/**/*.py"), *known.values()]
    texts = {file: file.read_text() for file in sources}
    unused = [
        name
        for name, own in known.items()
        if not ASKED_FOR_BY_OTHERS.match(name) and not any(name in text for file, text in texts.items() if file != own)
    ]
    assert not unused, f"không nơi nào dùng: {unused}"


def test_macros_are_imported_with_context():
    """Without it a csrf_token inside a macro is empty, and nothing says so."""
    bad = [
        f"{name}: {line.strip()}"
        for name, file in templates().items()
        for line in file.read_text().splitlines()
        if re.search(r"{%-?\s*(from|import)\b", line) and "with context" not in line and line.rstrip().endswith("%}")
    ]
    assert not bad, f"thiếu “with context”: {bad}"


def test_no_inline_script_or_style_in_any_template():
    """The content security policy would refuse it."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=.application/(ld\+)?json)|<style|\sstyle=|\son[a-z]+=[\"']", re.I
    )
    bad = [name for name, file in templates().items() if inline.search(file.read_text())]
    assert not bad, f"script hoặc style viết thẳng trong trang: {bad}"
