"""The web's entry point: static files, pages and admin, the Kubernetes API, live updates over WebSockets."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusterviz.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()  # first: it loads the apps that the imports below need

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings

from clusterviz.assets import StaticFiles
from clusterviz.limits import RequestLimit
from clusterviz.ports import ByPort
from core.api.application import application as kubernetes
from core.api.websockets import application as kubernetes_sockets
from core.audit.recorder import RECORDER
from core.stream.routing import websocket_urlpatterns

RECORDER.start()
application = ProtocolTypeRouter(
    {
        "http": ByPort(
            settings.API_PORT,
            kubernetes,
            StaticFiles(RequestLimit(pages, settings.REQUEST_LIMIT), settings.STATIC_URL.split("/")[2]),
        ),
        "websocket": ByPort(
            settings.API_PORT,
            kubernetes_sockets,
            AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
        ),
    },
)
