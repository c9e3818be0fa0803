"""Settings of the OPC system: one file, read from top to bottom.

Everything that differs between two installations comes from the environment (or from a file `.env` beside
manage.py); `.env.example` lists the names.  A missing or nonsensical value stops the start with a sentence that
says what to set.
"""

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

# Workbooks are read and written with the standard library's XML, whatever else is installed: one behaviour, and the one
# that our limits on files were tried with. Read by openpyxl when it is imported.
os.environ.setdefault("OPENPYXL_LXML", "False")

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")


# -- Where are we running? --------------------------------------------------------------------------------------

OPC_ENV = env.str("OPC_ENV", "development")
if OPC_ENV not in {"development", "production"}:
    raise ImproperlyConfigured(f"OPC_ENV must be 'development' or 'production', not {OPC_ENV!r}.")
PRODUCTION = OPC_ENV == "production"

DEBUG = env.bool("DEBUG", not PRODUCTION)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Number of reverse proxies in front: the client's address is read that many places from the right.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0)

# Where people reach the site, as QR codes on papers say it: https://opc.example.go.th, no slash at the end.
_hosts = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]
PUBLIC_URL = env.str(
    "PUBLIC_URL",
    next(iter([*CSRF_TRUSTED_ORIGINS, *_hosts]), "") if PRODUCTION else f"http://127.0.0.1:{env.str('PORT', '8000')}",
).rstrip("/")

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "data")))
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _development_key() -> str:
    """A key of this checkout's own, made once, so that no key stands in the repository."""
    path = DATA_DIR / "development-secret-key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = env.str("SECRET_KEY", "") if PRODUCTION else env.str("SECRET_KEY", "") or _development_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off in production: unset DEBUG or set DEBUG=false.")
    if len(SECRET_KEY) < 50 or "example" in SECRET_KEY.lower() or SECRET_KEY.startswith("django-insecure"):
        raise ImproperlyConfigured(
            "SECRET_KEY must be a secret of your own with 50 characters or more; make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's hosts, e.g. ALLOWED_HOSTS=opc.example.go.th")
    if not PUBLIC_URL.startswith("https://"):
        raise ImproperlyConfigured("PUBLIC_URL must be the site's address, e.g. PUBLIC_URL=https://opc.example.go.th")


# -- Rooms ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # our rooms stand first, so that their templates win over the packages'
    "opc_site.apps.OpcSiteConfig",
    "announcements.apps.AnnouncementsConfig",
    "scoring.apps.ScoringConfig",
    "briefings.apps.BriefingsConfig",
    "registrations.apps.RegistrationsConfig",
    "committees.apps.CommitteesConfig",
    "documents.apps.DocumentsConfig",
    "rounds.apps.RoundsConfig",
    "office.apps.OfficeConfig",
    "thai.apps.ThaiConfig",
    "office.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "opc_site.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "opc_site.middleware.PrivatePagesMiddleware",
]

ROOT_URLCONF = "opc_site.urls"
WSGI_APPLICATION = "opc_site.wsgi.application"
ASGI_APPLICATION = "opc_site.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "office.context_processors.office",
            ],
            "builtins": ["thai.templatetags.thai", "django.templatetags.static"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"


# -- Database ---------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'opc.sqlite3'}")}
ON_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if ON_SQLITE:
    # IMMEDIATE: a writer waits for its turn at BEGIN instead of failing in the middle with "database is locked".
    # synchronous=FULL: what was acknowledged survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # Threads of the tests' live server need a database that they can share: a file, not memory.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60 if PRODUCTION else 0)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "options": "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s"
    }

# One table for the counters of the sign-in limit, shared by all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "office_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}


# -- People -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "office.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "account_login"
# What the admin's start page shows comes from the roof, which knows all rooms; the office knows none above it.
ADMIN_START_PAGE = "opc_site.start_page.context"
ADMIN_ROOMS = [
    "rounds", "committees", "briefings", "registrations", "scoring", "announcements", "documents", "office",
]  # fmt: skip
LOGIN_REDIRECT_URL = "work-home"
LOGOUT_REDIRECT_URL = "announcements:home"
ACCOUNT_ADAPTER = "office.adapter.OfficeAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "40/m/ip", "login_failed": "5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ACCOUNT_FORMS = {
    "login": "office.account_forms.LoginForm",
    "reauthenticate": "office.account_forms.ReauthenticateForm",
    "change_password": "office.account_forms.ChangePasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False  # counter PCs are shared: closing the browser signs out
MFA_FORMS = {
    "authenticate": "office.account_forms.AuthenticateForm",
    "reauthenticate": "office.account_forms.ReauthenticateCodeForm",
    "activate_totp": "office.account_forms.ActivateTOTPForm",
}
MFA_ADAPTER = "office.adapter.OfficeMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "OPC"

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "opc_site.errors.csrf_failure"


# -- Thai -------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
# Django's own Thai formats read 31/03/2565 as the year 2565 of the common era; ours read ISO dates only.
FORMAT_MODULE_PATH = ["thai.formats"]


# -- Files ------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise looks for it at the start, also before the first collectstatic
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"  # never served by address: a view checks each file's owner first
MEDIA_URL = "media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "office.upload_limits.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.CacheStorage"


# -- Headers ----------------------------------------------------------------------------------------------------

# In the shape of Django 6's SECURE_CSP, so that our middleware drops out on upgrade.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "manifest-src": ["'self'"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"


# -- Papers -----------------------------------------------------------------------------------------------------

# The process that draws the papers: how long one paper (or one part of a batch) may take, and how much address space
# it may ask for. documents/rendering says what happens to a paper that wants more.
PAPER_SECONDS = env.int("PAPER_SECONDS", 60)
PAPER_MEMORY = env.int("PAPER_MEMORY_MB", 1024) * 1024 * 1024
if PAPER_SECONDS < 5 or PAPER_MEMORY < 512 * 1024 * 1024:
    raise ImproperlyConfigured("PAPER_SECONDS must be 5 or more, PAPER_MEMORY_MB 512 or more: no paper fits into less.")

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"class": "opc_site.logs.LineFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
