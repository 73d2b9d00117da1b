"""Vendored files are what the npm packages published; icons that pages show are in the sprite; nothing calls outside."""

import hashlib
import json
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
VENDOR = ROOT / "thongsuot/ui/static/ui/vendor"
SOURCES = json.loads((VENDOR / "sources.json").read_text())
ICON_CALLS = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']|icon_name=["']([a-z0-9-]+)["']""")


def test_every_file_is_as_it_was_published():
    changed = [
        one["file"] for one in SOURCES if hashlib.sha256((ROOT / one["file"]).read_bytes()).hexdigest() != one["sha256"]
    ]
    assert not changed, f"sửa tay tệp của người khác: {changed}; hãy chạy npm run assets"


def test_no_file_came_from_nowhere():
    known = {one["file"] for one in SOURCES}
    present = {
        str(path.relative_to(ROOT)) for path in VENDOR.rglob("*") if path.is_file() and path.name != "sources.json"
    }
    assert present <= known, f"không rõ nguồn: {sorted(present - known)}"


def test_versions_are_those_of_the_lock_file():
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wrong = [one["package"] for one in SOURCES if locked[f"node_modules/{one['package']}"]["version"] != one["version"]]
    assert not wrong, f"package-lock.json đã đổi mà chưa chạy npm run assets: {wrong}"


def test_the_lock_file_names_no_registry():
    assert "resolved" not in (ROOT / "package-lock.json").read_text()


def test_icons_shown_anywhere_are_in_the_sprite():
    sprite = set(re.findall(r'id="([^"]+)"', (VENDOR / "icons/icons.svg").read_text()))
    used = {
        name
        for path in ROOT.glob("thongsuot/*/jinja2/**/*.html")
        for pair in ICON_CALLS.findall(path.read_text())
        for name in pair
    }
    missing = sorted(used - sprite - {""})
    assert not missing, f"thêm vào scripts/icons.txt rồi chạy npm run assets: {missing}"


def test_style_sheets_call_nothing_outside():
    for path in ROOT.glob("thongsuot/*/static/**/*.css"):
        addresses = re.findall(r"""(?:url\(|@import\s+)["']?(https?:|//)[^)"']*""", path.read_text())
        assert not addresses, f"{path.name} gọi ra ngoài"


def test_our_scripts_write_no_markup_and_no_code_from_text():
    for path in ROOT.glob("thongsuot/*/static/*/js/*.js"):
        text = path.read_text()
        found = [
            word for word in (".innerHTML", ".outerHTML", "eval(", "new Function", "document.write") if word in text
        ]
        assert not found, f"{path.name}: {found}"
