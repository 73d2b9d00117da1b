"""Địa chỉ của chữ ký số."""

from django.urls import path

from thongsuot.signatures.views import queue

app_name = "signatures"
urlpatterns = [
    path("can-bo/ky-so/", queue.queue, name="queue"),
]
