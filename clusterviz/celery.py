"""The Celery application of the workers and of beat."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusterviz.settings")

app = Celery("clusterviz")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["simulator"])
app.set_default()  # in every thread: requests of the web server have one each
