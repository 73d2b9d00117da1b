"""Addresses of copies: making one, the list of them, certification, and the public check of a copy."""

from django.urls import path

from thongsuot.documents.views import copies, copy_check

COPIES = "can-bo/van-ban/sao/"
urlpatterns = [
    path(COPIES, copies.listed, name="copies"),
    path(f"{COPIES}chung-thuc/", copies.certify, name="copy_certify"),
    path(f"{COPIES}<uuid:uid>/", copies.ask, name="copy_ask"),
    path("kiem-tra-ban-sao/<str:code>/", copy_check.check, name="copy_check"),
]
