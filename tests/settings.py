"""The product's settings as the tests use them: the embedded default's shape, on whichever servers there are."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Tests never touch a register: their servers' data have a place of their own, and databases made for the run.
os.environ["DATA_DIR"] = str(Path(os.environ.get("DATA_DIR", ROOT / ".run")).absolute() / "tests")
os.environ["EMBEDDED_CARELESS"] = "1"
os.environ |= {"PRODUCTION": "0", "DEBUG": "0", "SECRET_KEY": "for-tests-only", "LOG_JSON": "0"}
os.environ |= {"ALLOWED_HOSTS": "testserver,localhost,127.0.0.1", "LOG_LEVEL": "WARNING", "CONN_MAX_AGE": "0"}

from inspectorate.settings import *  # noqa: E402, F403
from inspectorate.settings import MIDDLEWARE as PRODUCT_MIDDLEWARE  # noqa: E402

MIDDLEWARE = ["tests.guards.ReadOnlyGetMiddleware", *PRODUCT_MIDDLEWARE]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STAFF_NEED_SECOND_FACTOR = False  # tests/core/test_second_factor.py has it on, as the product always has
MAIL_VIA, MAIL_OPEN = "page", True
# A task that is sent goes nowhere; tests/celery starts a real worker on a real broker.
CELERY_BROKER_URL = "memory://"
# Served from assets/ as built, without collecting.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
