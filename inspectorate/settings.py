"""Settings of the product; everything that differs between places comes from the environment."""

from __future__ import annotations

from pathlib import Path

import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="insecure-until-settings-are-written")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])

INSTALLED_APPS = [
    "core",
    "providers",
    "inspections",
    "scheduling",
    "exchange",
    "casework",
    "pgtrigger",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
AUTH_USER_MODEL = "core.User"
ROOT_URLCONF = "inspectorate.urls"
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///inspectorate")}
TIME_ZONE = "Europe/London"
USE_TZ = True
LANGUAGE_CODE = "en-gb"
