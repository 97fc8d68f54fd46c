"""The project's pages without its database: what the fake server runs with."""

import os
import tempfile

os.environ.setdefault("CLUSTERVIZ_VAR", tempfile.mkdtemp(prefix="clusterviz-fake-"))

from clusterviz.settings import *

DEBUG = False
INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
]
MIDDLEWARE = [
    "clusterviz.headers.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tests.browser.fake.urls.signed_in",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "tests.browser.fake.urls"
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
DATABASES: dict[str, object] = {}
CHANNEL_LAYERS: dict[str, object] = {}
