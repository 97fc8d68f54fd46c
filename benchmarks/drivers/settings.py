"""The settings of a benchmark that runs without a broker: the real ones, with hints and cache in this process."""

from clusterviz.settings import *

CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
