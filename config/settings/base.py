"""Settings shared by every way of running Thông Suốt; dev, test and prod refine them."""

import os
from pathlib import Path
from typing import Any

from config.database import database_settings
from config.keys import secret_key
from config.settings.identity import identity_providers, origins_of
from thongsuot.common.logs import logging_settings


def origin_of(address: str) -> str:
    """Scheme, host and port of an address; empty for none."""
    scheme, _sep, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if rest else ""


BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("THONGSUOT_VAR", BASE_DIR / ".var")).absolute()
PORT = int(os.environ.get("PORT", "8000"))

SECRET_KEY = secret_key(VAR)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

# Rooms from the lowest to the highest; docs/rooms.md says who may call whom.
ROOMS = [
    "thongsuot.common",
    "thongsuot.ui",
    "thongsuot.org",
    "thongsuot.accounts",
    "thongsuot.tasks",
    "thongsuot.signatures",
    "thongsuot.records",
    "thongsuot.documents",
    "thongsuot.procedures",
    "thongsuot.hall",
    "thongsuot.dossiers",
    "thongsuot.payments",
    "thongsuot.ratings",
    "thongsuot.exchange",
    "thongsuot.offline",
    "thongsuot.portal",
    "thongsuot.warehouse",
    "thongsuot.emulation",
    "thongsuot.cutover",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "ninja",
    *ROOMS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.metrics.MetricsMiddleware",
    "config.csp.CSPMiddleware",
    "thongsuot.common.middleware.BadInputMiddleware",
    "thongsuot.accounts.middleware.PrincipalMiddleware",
    "thongsuot.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "thongsuot.ui.middleware.RefusedMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": database_settings(VAR)}

AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "thongsuot.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"
# Public questions about units may be answered from what a process read so many seconds ago (units/resolve).
REFERENCE_MAY_LAG = 1.0
PASSWORD_HASHERS = ["thongsuot.accounts.passwords.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "thongsuot.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# allauth runs the stages of signing in and keeps second factors; pages, messages and rate limits are our own.
AUTHENTICATION_BACKENDS = ["thongsuot.accounts.backends.PasswordBackend"]
ACCOUNT_ADAPTER = "thongsuot.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "thongsuot.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Thông Suốt"
# Electronic identities (OpenID Connect): any number of providers, none known to the code (docs/commands.md).
IDENTITY_PROVIDERS = identity_providers()
SOCIALACCOUNT_ADAPTER = "thongsuot.accounts.identity.providers.IdentityAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
CSRF_FAILURE_VIEW = "thongsuot.ui.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "thongsuot.ui.jinja.environment",
            "context_processors": ["thongsuot.ui.context.page", "thongsuot.accounts.context.posts"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "thongsuot.ui.staticfiles.HashedStaticFilesStorage"},
}
# Lines for people always, JSON lines for log gatherers if asked for; personal data is masked in both.
LOGGING = logging_settings(
    VAR / "logs" if os.environ.get("THONGSUOT_JSON_LOGS") else None, level=os.environ.get("THONGSUOT_LOG_LEVEL", "INFO")
)

FILES_ROOT = VAR / "files"
# Stores of the archive's copies (thongsuot/records/storage/stores.py). Without a list: three folders of this machine,
# which the board shows as one medium.
RECORD_STORES = os.environ.get(
    "THONGSUOT_RECORD_STORES",
    ",".join(f"{name}=folder:{VAR}/records/{name}|may-nay" for name in ("kho-1", "kho-2", "kho-3")),
)
RECORD_PACKAGES = VAR / "record-packages"
RECORD_S3_KEYS = os.environ.get("THONGSUOT_RECORD_S3_KEYS", "")
KEYS_ROOT = VAR / "keys"
CHECKPOINT_ROOT = Path(os.environ.get("THONGSUOT_CHECKPOINT_ROOT", VAR / "checkpoints")).absolute()
# Notices to citizens: by this mail server and these gateways, or as files in this folder when there is none of them.
SMTP_URL = os.environ.get("THONGSUOT_SMTP_URL", "")
SMS_URL = os.environ.get("THONGSUOT_SMS_URL", "")
ZALO_URL = os.environ.get("THONGSUOT_ZALO_URL", "")
NOTICE_SECRETS = {
    channel: os.environ.get(f"THONGSUOT_{channel.upper()}_SECRET", "") for channel in ("mail", "sms", "zalo")
}
NOTICE_FROM = os.environ.get("THONGSUOT_NOTICE_FROM", "Một cửa <mot-cua@localhost>")
NOTICE_ROOT = VAR / "notices"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
# Scans: a bundle of two thousand pages is larger than what citizens send. Uploads below these addresses may be as large.
SCAN_LIMIT_BYTES = int(os.environ.get("THONGSUOT_SCAN_LIMIT_MB", 1_024)) * 1024 * 1024
LARGE_UPLOADS = {"/can-bo/luu-tru/so-hoa/": SCAN_LIMIT_BYTES}
# How many groups of pages are read at once; the other slots of the worker stay free for everything else.
OCR_WORKERS = int(os.environ.get("THONGSUOT_OCR_WORKERS", 0)) or max(1, min(3, (os.cpu_count() or 2) - 1))
SAMPLE_PERCENT = int(os.environ.get("THONGSUOT_SAMPLE_PERCENT", 10))  # of scanned documents are keyed twice

# How a refusal met at the door looks to people (programs get problem+json).
REFUSAL_PAGE = "thongsuot.ui.errors.refused_page"
# Networks of our own reverse proxies; only what they write into X-Forwarded-For is believed.
TRUSTED_PROXIES = [n for n in os.environ.get("THONGSUOT_TRUSTED_PROXIES", "").split(",") if n]

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# The service of the chip-card reader on the PC of a counter or kiosk, and the root certificates of the cards it reads.
CARD_READER = os.environ.get("THONGSUOT_CARD_READER", "").rstrip("/")
CARD_ANCHORS = os.environ.get("THONGSUOT_CARD_ANCHORS", "")
# The stream of live events is a second process; pages may connect to it and nowhere else.
EVENTS_URL = os.environ.get("THONGSUOT_EVENTS_URL", f"http://localhost:{PORT + 1}/su-kien/")
EVENTS_ORIGIN = EVENTS_URL.split("/su-kien/")[0]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'", *(one for one in (EVENTS_ORIGIN, origin_of(CARD_READER)) if one)],
        "manifest-src": ["'self'"],
        # A form of ours leads to a provider of identities, and back: its origin has to be named.
        "form-action": ["'self'", *sorted({origin for p in IDENTITY_PROVIDERS for origin in origins_of(p)})],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

PROCRASTINATE_IMPORT_PATHS = [
    "thongsuot.common.jobs",
    "thongsuot.accounts.jobs",
    "thongsuot.documents.jobs",
    "thongsuot.dossiers.jobs",
    "thongsuot.documents.jobs_incoming",
    "thongsuot.documents.jobs_mail",
    "thongsuot.payments.jobs",
    "thongsuot.signatures.jobs",
    "thongsuot.records.jobs",
    "thongsuot.exchange.jobs",
    "thongsuot.exchange.jobs_inbound",
    "thongsuot.exchange.jobs_axis",
    "thongsuot.cutover.jobs_people",
    "thongsuot.hall.jobs",
    "thongsuot.ratings.jobs",
    "thongsuot.warehouse.jobs",
    "thongsuot.cutover.jobs",
    "thongsuot.cutover.jobs_split",
    "thongsuot.cutover.jobs_run",
    "thongsuot.records.jobs_digitising",
]

# The file that the backup job touches when it succeeded; asked by `check-deploy` and before a cutover.
BACKUP_MARKER = os.environ.get("THONGSUOT_BACKUP_MARKER", "")

# Address under which people reach this installation; printed in QR codes and letters.
PUBLIC_URL = os.environ.get("THONGSUOT_PUBLIC_URL", f"http://localhost:{PORT}").rstrip("/")

# The ways in for online filing: national portal, own portal, or both (brief.md).
ONLINE_INTAKE = os.environ.get("THONGSUOT_ONLINE_INTAKE", "own").split(",")

# Databases of the State that are connected: "key=address,key=address"; keys stand in dossiers/reference/databases.yaml.
DATABASES_OF_THE_STATE = {
    key.strip(): address.strip().rstrip("/")
    for key, _, address in (pair.partition("=") for pair in os.environ.get("THONGSUOT_DATABASES", "").split(","))
    if address.strip()
}

# The payment gateway: where it listens, our partner code there, the shared secret of MaXacThuc (docs/commands.md).
PAYMENT_GATEWAY = {
    "address": os.environ.get("THONGSUOT_PAYMENT_GATEWAY", "").rstrip("/"),
    "partner": os.environ.get("THONGSUOT_PAYMENT_PARTNER", ""),
    "secret": os.environ.get("THONGSUOT_PAYMENT_SECRET", ""),
}

# Letters to the mailbox of a unit, as *.eml files: one folder a unit code below this one. Empty: nobody looks.
DOCUMENT_MAIL_FOLDER = os.environ.get("THONGSUOT_DOCUMENT_MAIL_FOLDER", "")
# Mail servers on which units may have their mailbox ("imaps://máy:993,imap+starttls://máy:143"), roots (PEM) that vouch for
# them besides those of the operating system, the largest letter that is fetched.
MAIL_SERVERS = [one for one in os.environ.get("THONGSUOT_MAIL_SERVERS", "").split(",") if one]
MAIL_ROOTS = os.environ.get("THONGSUOT_MAIL_ROOTS", "")
MAIL_LIMIT_BYTES = int(os.environ.get("THONGSUOT_MAIL_LIMIT_MB", 70)) * 1024 * 1024
# The axis of documents between offices: its address, our id and secret there, whose documents come here (identifiers; a
# unit below one of them is meant too; none: every unit we know), roots that vouch for signatures of messages, our own key.
DOCUMENT_AXIS = {
    "address": os.environ.get("THONGSUOT_AXIS", "").rstrip("/"),
    "system": os.environ.get("THONGSUOT_AXIS_SYSTEM", ""),
    "secret": os.environ.get("THONGSUOT_AXIS_SECRET", ""),
    "agencies": [code for code in os.environ.get("THONGSUOT_AXIS_AGENCIES", "").split(",") if code],
    "anchors": os.environ.get("THONGSUOT_AXIS_ANCHORS", ""),
    "key": os.environ.get("THONGSUOT_AXIS_KEY", ""),
    "chain": os.environ.get("THONGSUOT_AXIS_CHAIN", ""),
}

# Systems outside that are connected, by the keys of exchange/reference/systems.yaml; without an address nothing is sent.
OUTSIDE_SYSTEMS = {
    key: address.strip().rstrip("/")
    for key, address in [("national-portal", os.environ.get("THONGSUOT_NATIONAL_PORTAL", ""))]
    if address.strip()
}

# Digital signatures: the token's PKCS#11 library, roots of trust (PEM), time-stamping authority, folder of file keys (demo).
SIGNING: dict[str, Any] = {
    "module": os.environ.get("THONGSUOT_PKCS11_MODULE", ""),
    "roots": os.environ.get("THONGSUOT_TRUST_ROOTS", ""),
    "tsa": os.environ.get("THONGSUOT_TSA", ""),
    "keys": VAR / "signing-keys",
}
