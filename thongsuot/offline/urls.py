"""Addresses of the room. The page, its worker and the heartbeat lie in one folder: that is the worker's scope."""

from django.urls import path

from thongsuot.offline.views import counter, devices, worklist

app_name = "offline"
HERE = "can-bo/quay-ngoai-tuyen/"
urlpatterns = [
    path(HERE, counter.counter, name="counter"),
    path(f"{HERE}sw.js", counter.worker, name="worker"),
    path(f"{HERE}ung-dung.webmanifest", counter.manifest, name="manifest"),
    path(f"{HERE}nhip/", counter.heartbeat, name="heartbeat"),
    path(f"{HERE}may/", devices.devices, name="devices"),
    path(f"{HERE}may/<uuid:uid>/thu-hoi/", devices.revoke, name="revoke"),
    path(f"{HERE}cho-xu-ly/", worklist.worklist, name="worklist"),
    path(f"{HERE}cho-xu-ly/<uuid:uid>/", worklist.item, name="item"),
    path(f"{HERE}cho-xu-ly/<uuid:uid>/da-bao/", worklist.told, name="told"),
]
