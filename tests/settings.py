"""The settings under test: the real ones, in a folder of their own, with nothing that needs another process."""

import os
import tempfile
from pathlib import Path

os.environ["CLUSTERVIZ_VAR"] = os.environ.get("CLUSTERVIZ_TEST_VAR") or tempfile.mkdtemp(prefix="clusterviz-test-")

from clusterviz.settings import *
from clusterviz.settings import DATABASES, VAR

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not :memory:, so that threads and processes of a test see one database.
    DATABASES["default"]["TEST"] = {"NAME": Path(VAR) / "test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
