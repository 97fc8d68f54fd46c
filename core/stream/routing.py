"""The WebSocket's address."""

from django.urls import path

from core.stream.consumer import ClusterConsumer

websocket_urlpatterns = [path("ws/clusters/<str:name>/", ClusterConsumer.as_asgi())]
