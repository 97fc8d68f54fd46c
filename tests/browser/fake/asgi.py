"""`daphne tests.browser.fake.asgi:application`"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.browser.fake.settings"

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

from clusterviz.assets import StaticFiles
from tests.browser.fake.server import Consumer

application = ProtocolTypeRouter(
    {
        "http": StaticFiles(pages, settings.STATIC_URL.split("/")[2]),
        "websocket": URLRouter([path("ws/clusters/<str:name>/", Consumer.as_asgi())]),
    },
)
