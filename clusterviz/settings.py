"""Django's settings: secure by default, and changed only by the environment (docs/architecture.md, "Settings")."""

import os

from django.utils.translation import gettext_lazy as _

from clusterviz import environment
from clusterviz.fingerprint import fingerprint
from clusterviz.packaged import package_folder
from clusterviz.theme import UNFOLD as UNFOLD  # read by django-unfold

BASE_DIR = environment.ROOT
VAR = environment.var_folder()
PORT = environment.port()
API_PORT = environment.api_port()
DEBUG = os.environ.get("CLUSTERVIZ_DEBUG") == "1"
SECRET_KEY = environment.secret_key(VAR)

# ---------------------------------------------------------------- who may ask
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, os.environ.get("CLUSTERVIZ_HOSTS", "").split(","))]
SECURE = os.environ.get("CLUSTERVIZ_HTTPS") == "1"  # behind a proxy that ends TLS
SESSION_COOKIE_NAME = f"clusterviz-{PORT}"  # cookies do not tell ports apart
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# ---------------------------------------------------------------- how much may be sent
MIB = 1024 * 1024
REQUEST_LIMIT = 64 * MIB  # a whole request; kept by clusterviz.limits before Django reads the body
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * MIB  # pasted text and JSON bodies
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * MIB

# ---------------------------------------------------------------- what it is made of
INSTALLED_APPS = [
    "clusterviz",
    "core",
    "simulator",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "clusterviz.headers.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.pages.access.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "clusterviz.urls"
ASGI_APPLICATION = "clusterviz.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- where it keeps and passes on
DATABASES = {"default": environment.database(os.environ.get("DATABASE_URL", ""), VAR)}
REDIS_URL = environment.redis_url(VAR)
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": REDIS_URL}], "prefix": "clusterviz"},
    },
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CELERY_BROKER_URL = environment.broker_url(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_DIRECT = True  # each worker also has a queue of its own: turns go to the worker whose cache is warm
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "simulator.tasks.sweep", "schedule": 1.0},
    "logs": {"task": "simulator.tasks.look_after_logs", "schedule": 60.0},
}

# ---------------------------------------------------------------- languages, time, files
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("简体中文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
STATICFILES_DIRS = [BASE_DIR / "static", ("plotly", package_folder("plotly") / "package_data")]  # its plotly.min.js
# Every file lies under a folder named by the content of all of them. ES modules import each other by relative
# paths, so they stay in that folder, may be cached for ever, and need no import map.
STATIC_URL = f"/static/{'dev' if DEBUG else fingerprint([BASE_DIR / 'static'])}/"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("CLUSTERVIZ_LOG_LEVEL", "INFO")},
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
