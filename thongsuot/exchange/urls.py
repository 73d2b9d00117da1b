"""Addresses of the room."""

from django.urls import path

from thongsuot.exchange import views

app_name = "exchange"
urlpatterns = [
    path("can-bo/lien-thong/anh-xa/", views.mapping, name="mapping"),
]
