"""Tests: same database engine, cheap password hashing, plain static files (live_server serves by finders)."""

import os
import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, STORAGES

DEMO = True
VAR = Path(os.environ.get("THONGSUOT_TEST_VAR") or tempfile.mkdtemp(prefix="thongsuot-test-"))
FILES_ROOT = VAR / "files"
KEYS_ROOT = VAR / "keys"
CHECKPOINT_ROOT = VAR / "checkpoints"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
DATABASES["default"]["OPTIONS"].pop("pool", None)
