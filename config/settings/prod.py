"""Production behind a reverse proxy with TLS; `thongsuot check-deploy` says what is still missing."""

import os

from config.settings.base import *  # noqa: F403

DEMO = False
ALLOWED_HOSTS = [h for h in os.environ.get("THONGSUOT_HOSTS", "").split(",") if h]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = int(os.environ.get("THONGSUOT_HSTS_SECONDS", "31536000"))
