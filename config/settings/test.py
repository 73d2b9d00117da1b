"""Tests: same database engine, cheap password hashing, plain static files (live_server serves by finders)."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, STORAGES, TEMPLATES

DEMO = True
if given := os.environ.get("THONGSUOT_TEST_VAR"):
    VAR = Path(given)
else:
    VAR = Path(tempfile.mkdtemp(prefix="thongsuot-test-"))
    atexit.register(shutil.rmtree, VAR, ignore_errors=True)
FILES_ROOT = VAR / "files"
KEYS_ROOT = VAR / "keys"
CHECKPOINT_ROOT = VAR / "checkpoints"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder
IDENTITY_PROVIDERS = []  # a test names its own
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if shared := os.environ.get("THONGSUOT_TEST_TEMPLATES"):  # workers of one run translate each template once
    TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(shared)
DATABASES["default"]["OPTIONS"].pop("pool", None)
DATABASES_OF_THE_STATE: dict[str, str] = {}  # tests connect the ones they start
SMTP_URL = SMS_URL = ZALO_URL = ""  # tests start their own gateways
PAYMENT_GATEWAY = {"address": "", "partner": "", "secret": ""}  # and the gateway they speak to
OUTSIDE_SYSTEMS: dict[str, str] = {}
REFERENCE_MAY_LAG = -1.0  # a test changes units and asks at once
SIGNING = {
    "module": "",
    "roots": "",
    "tsa": "",
    "keys": VAR / "signing-keys",
}  # tests of signatures start their own centre
