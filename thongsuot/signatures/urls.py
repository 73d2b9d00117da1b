"""Địa chỉ của chữ ký số."""

from django.urls import path

from thongsuot.signatures.views import check, late, queue, register

app_name = "signatures"
urlpatterns = [
    path("can-bo/ky-so/", queue.queue, name="queue"),
    path("can-bo/ky-so/ky/", queue.sign, name="sign"),
    path("can-bo/ky-so/tu-choi/", queue.refuse, name="refuse"),
    path("can-bo/ky-so/tep/<uuid:uid>/", queue.file, name="file"),
    path("can-bo/ky-so/luot/<uuid:uid>/", queue.run, name="run"),
    path("can-bo/ky-so/luot/<uuid:uid>/duyet/", queue.approve, name="approve"),
    path("can-bo/ky-so/luot/<uuid:uid>/bo/", queue.drop, name="drop"),
    path("can-bo/ky-so/chua-ky/", late.unsigned, name="unsigned"),
    path("can-bo/ky-so/chua-ky/<uuid:uid>/", late.asking, name="asking"),
    path("can-bo/so-nguoi-ky/", register.register, name="register"),
    path("quan-tri/chung-thu/", register.certificates, name="certificates"),
    path("quan-tri/chung-thu/<uuid:uid>/thu-hoi/", register.revoke, name="revoke"),
    path("kiem-tra-chu-ky/", check.check, name="check"),
    path("kiem-tra-chu-ky/<str:code>/", check.by_code, name="check_code"),
]
