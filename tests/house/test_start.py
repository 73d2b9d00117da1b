"""Khởi động nhẹ: no heavy library is imported by a start (docs/decisions/a-heavy-library-is-imported-where-it-is-used.md)."""

import gc
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from config import warming

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "aiohttp", "boto3", "botocore", "docx", "docxtpl", "img2pdf", "lxml", "numpy", "ocrmypdf", "openpyxl", "pdfminer",
    "pikepdf", "pkcs11", "pyhanko", "pyhanko_certvalidator", "pypdfium2", "segno", "signxml", "xlsxwriter", "zxingcpp",
)  # fmt: skip

# Says of each heavy library which line of ours imported it.
CHILD = """
import json, sys, traceback

heavy, found = set(json.loads(sys.argv[1])), {}

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in heavy:
            ours = [one for one in traceback.extract_stack() if "/thongsuot/" in one.filename or "/config/" in one.filename]
            last = [one for one in ours if "/site-packages/" not in one.filename][-1:]
            found[name] = f"{last[0].filename}:{last[0].lineno}" if last else "?"

sys.meta_path.insert(0, Watch())
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import thongsuot.exchange.jobs_axis, thongsuot.records.jobs_digitising
print(json.dumps(found))
"""


def test_a_start_imports_no_heavy_library():
    words = [sys.executable, "-c", CHILD, json.dumps(HEAVY)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert not found, f"nạp nặng ngay khi khởi động; hãy import trong hàm dùng tới: {found}"


def test_what_is_imported_beforehand_exists_and_is_heavy():
    for name in warming.AT_THE_DOOR:
        import_module(name)
    warmed = {name.partition(".")[0] for name in warming.AT_THE_DOOR}
    assert warmed <= {*HEAVY, "thongsuot"}


def test_the_collector_looks_seldom_from_the_start():
    assert gc.get_threshold()[0] >= 10_000
