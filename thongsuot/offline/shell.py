"""Vỏ của quầy ngoại tuyến: the page, its files and their hash, by which the browser knows a new version."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import json_script
from django.utils.translation import get_language
from markupsafe import Markup

from thongsuot.offline.words import WORDS
from thongsuot.ui.assets import address_of

SHEETS = (
    "ui/vendor/be-vietnam-pro/fonts.css",
    "ui/vendor/tabler/tabler.min.css",
    "ui/theme.css",
    "ui/components.css",
    "ui/forms.css",
    "ui/layout.css",
    "dossiers/office.css",
    "offline/counter.css",
)
PRINT_SHEET = "ui/print.css"
SCRIPTS = tuple(
    f"offline/{name}.js"
    for name in (
        "words",
        "clock",
        "vault",
        "store",
        "talk",
        "merge",
        "slip",
        "screens",
        "machine",
        "declaration",
        "intake",
        "counter",
    )
)
FONTS = tuple(
    f"ui/vendor/be-vietnam-pro/be-vietnam-pro-{letters}-{weight}-normal.woff2"
    for letters in ("latin", "vietnamese")
    for weight in (400, 500, 600, 700)
)
FILES = (*SHEETS, PRINT_SHEET, *SCRIPTS, *FONTS, "ui/mark.svg", "ui/vendor/icons/icons.svg")
WORKER = Path(__file__).parent / "static" / "offline" / "worker.js"


def page() -> str:
    """Trang quầy: the same for everybody, with nobody's name in it (no request is given on purpose)."""
    words = {name: str(text) for name, text in WORDS.items()}
    data = json_script(words, "x").split(">", 1)[1].rsplit("</script>", 1)[0]
    return render_to_string(
        "offline/shell.html",
        {
            "language": get_language() or "vi",
            "sheets": [address_of(path) for path in SHEETS],
            "print_sheet": address_of(PRINT_SHEET),
            "scripts": [address_of(path) for path in SCRIPTS],
            "words": Markup(data),  # noqa: S704  (json_script has made it safe for a script element)
        },
    )


def worker() -> str:
    """Người giữ trang, with the files it keeps and the hash of what is in them."""
    addresses = [address_of(path) for path in FILES]
    head = f"const TEP = {json.dumps(addresses)};\nconst PHIEN = {json.dumps(_version())};\n"
    return head + f"const TRANG = {json.dumps(reverse('offline:counter'))};\n" + WORKER.read_text()


@cache
def _version() -> str:
    """A hash of the page and of everything it uses."""
    digest = hashlib.sha256(page().encode() + WORKER.read_bytes())
    for path in FILES:
        found = finders.find(path)
        assert found, f"không có tệp tĩnh {path}"
        digest.update(Path(str(found)).read_bytes())
    return digest.hexdigest()[:16]
