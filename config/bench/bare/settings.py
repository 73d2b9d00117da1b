"""Settings of bare Django: the middlewares of a new project without its accounts, a pool as ours, Jinja2."""

import os
from pathlib import Path

from config.database import parse_url

SECRET_KEY = "bench"  # noqa: S105  (nothing is signed with it)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "config.bench.bare.urls"
INSTALLED_APPS = ["config.bench.bare"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
DATABASES = {"default": parse_url(os.environ["BARE_DATABASE_URL"]) | {"ENGINE": "django.db.backends.postgresql"}}
DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
TEMPLATES = [
    {"BACKEND": "django.template.backends.jinja2.Jinja2", "DIRS": [Path(__file__).parent / "templates"], "OPTIONS": {}}
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
