"""Settings of the product; everything that differs between places comes from the environment.

With nothing set this is the *embedded default*: servers from wheels, pages over plain HTTP on this machine, demo
sign-ins allowed. As soon as DATABASE_URL is set it is *production*, safe by default: SECRET_KEY and ALLOWED_HOSTS
must be given, cookies are secure, demo accounts are refused. PRODUCTION=0 takes that back for a trial on real servers.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from jinja2 import StrictUndefined

from inspectorate import embedded, schedule
from inspectorate.environment import Environment
from inspectorate.secret_key import kept_secret_key

env = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = embedded.data_dir()

# ---- which of the two shapes this is

EMBEDDED = not env.str("DATABASE_URL", default="")
EMBEDDED_REDIS = not env.str("REDIS_URL", default="")
PRODUCTION = env.bool("PRODUCTION", default=not EMBEDDED)
DEBUG = env.bool("DEBUG", default=False)
SECURE = env.bool("SECURE", default=PRODUCTION)
DEMO_ACCOUNTS_ALLOWED = not PRODUCTION
DEMO_PROVIDERS = env.int("DEMO_PROVIDERS", default=4000)  # in the register that `make run` fills

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("Set SECRET_KEY: with DATABASE_URL set, this is production.")
    SECRET_KEY = kept_secret_key(DATA_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
# How the links in mail begin that is written without a request.
PUBLIC_ADDRESS = env.str(
    "PUBLIC_ADDRESS",
    default=f"https://{ALLOWED_HOSTS[0].lstrip('.*')}" if PRODUCTION and ALLOWED_HOSTS else "http://localhost:8000",
).rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# ---- rooms and packages

INSTALLED_APPS = [
    "inspectorate",
    "core",
    "providers",
    "inspections",
    "intelligence",
    "scheduling",
    "exchange",
    "casework",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "inspectorate.middleware.RequestIdMiddleware",
    "inspectorate.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "exchange.api.middleware.TokenMiddleware",
    "core.middleware.SignedInMiddleware",
    "inspectorate.middleware.DemoAccountMiddleware",
    "core.middleware.SecondFactorMiddleware",
    "core.middleware.RenewSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.RefusedMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "inspectorate.urls"
WSGI_APPLICATION = "inspectorate.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "core.jinja.environment", "undefined": StrictUndefined},
    },
    {  # for the technical admin and third-party packages
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# ---- data

DATABASES: dict[str, dict[str, Any]]
if EMBEDDED:
    DATABASES = {
        "default": {
            "ENGINE": "inspectorate.embedded.database",
            "NAME": env.str("EMBEDDED_DATABASE", default=embedded.DATABASE),
            "USER": embedded.USER,
        }
    }
else:
    if not env.str("DATABASE_URL").startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL is not the address of a PostgreSQL: postgres://user:word@host/name.")
    DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": env.bool("DISABLE_SERVER_SIDE_CURSORS", default=False),
}
REDIS_URL = env.str("REDIS_URL", default="")  # empty: the embedded server, asked for at the first use
CACHES = {"default": {"BACKEND": "inspectorate.cache.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MEDIA_ROOT = Path(env.str("UPLOADS_DIR", default=str(DATA_DIR / "uploads")))

# Field history (core.history): each change carries its author and reason itself, and no change of it is possible.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField(null=False)
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True, related_name="+", related_query_name="+")

# ---- static files: assets/ is built by `npm run build`, collected by `make setup`

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static_root"
STATICFILES_DIRS = [BASE_DIR / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---- words and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# ---- people and sign-in

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "core.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "core.sign_in.SignInForm",
    "reset_password": "core.sign_in.ResetPasswordForm",
    "reset_password_from_key": "core.sign_in.NewPasswordForm",
    "change_password": "core.sign_in.ChangePasswordForm",
    "reauthenticate": "core.sign_in.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "core.sign_in.CodeForm",
    "reauthenticate": "core.sign_in.CodeAgainForm",
    "activate_totp": "core.sign_in.ActivateForm",
}
STAFF_NEED_SECOND_FACTOR = True
# Failed sign-ins: by address; and, with the adapter's key, by person and address, so that nobody locks another out.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
# Failed sign-ins of one person from everywhere together: the wait is short, because anybody could bring it about.
FAILED_FROM_EVERYWHERE = "50/2m/key"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Inspectorate"
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=8 * 60 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# ---- e-mail: GOV.UK Notify, SMTP, or (nothing set) shown on a page and sent nowhere

EMAIL_URL = env.str("EMAIL_URL", default="")
vars().update(env.email_url_config(EMAIL_URL or "dummymail://"))
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="inspectorate@localhost")
NOTIFY_API_KEY = env.str("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE_ID = env.str("NOTIFY_TEMPLATE_ID", default="")  # a template of ((subject)) and ((text))
NOTIFY_URL = env.str("NOTIFY_URL", default="https://api.notifications.service.gov.uk")
if NOTIFY_API_KEY and not NOTIFY_TEMPLATE_ID:
    raise ImproperlyConfigured("Set NOTIFY_TEMPLATE_ID: GOV.UK Notify sends by a template of ((subject)) and ((text)).")
MAIL_VIA = "notify" if NOTIFY_API_KEY else "smtp" if EMAIL_URL else "page"
# Whoever has no account yet, or no password, must be able to follow the link of a mail that goes nowhere.
MAIL_OPEN = EMBEDDED and not PRODUCTION and MAIL_VIA == "page"

# ---- safety

SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
CSRF_FAILURE_VIEW = "core.errors.csrf_failed"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the address of whoever signs in is the one that the proxy saw
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# ---- attachments

ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_MB", default=10) * 1024 * 1024
ATTACHMENT_MAX_FILES = 10
CLAMAV_URL = env.str("CLAMAV_URL", default="")  # tcp://host:3310 or unix:///path; empty: files are not scanned

# ---- the API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["exchange.api.authentication.SignedIn"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "exchange.api.rendering.AlwaysJson",
    "DEFAULT_FILTER_BACKENDS": ["exchange.api.filters.StrictFilters"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_PAGINATION_CLASS": "exchange.api.paging.KeysetPagination",
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["exchange.api.authentication.MayRead"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["exchange.api.throttling.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {"person": env.str("API_RATE", default="600/minute")},
    "EXCEPTION_HANDLER": "exchange.api.problems.answer_for",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Inspectorate",
    "VERSION": "1",
    "DESCRIPTION": "The register, its inspections and the plans with their reasons, for machines. Reads only.",
    "OAS_VERSION": "3.1.1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["exchange.api.document.add_problems"],
    "SORT_OPERATION_PARAMETERS": False,
}

# ---- Celery: the schedule is code, no results are kept

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)  # empty: see inspectorate.celery
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE = schedule.SCHEDULE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 10, "socket_connect_timeout": 3}
# A page must not wait for a broker that is down: the sweep brings what was lost.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False

# ---- logs

LOGGING_CONFIG = "inspectorate.logs.configure"
LOGGING = {"level": env.str("LOG_LEVEL", default="INFO"), "as_json": env.bool("LOG_JSON", default=PRODUCTION)}
CODE_VERSION = os.environ.get("CODE_VERSION", "")
NIGHTLY_RUN_MAX_AGE_HOURS = env.int("NIGHTLY_RUN_MAX_AGE_HOURS", default=30)
