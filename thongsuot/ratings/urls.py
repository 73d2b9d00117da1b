"""Địa chỉ của đánh giá."""

from django.urls import path

from thongsuot.ratings.views import citizen, office

app_name = "ratings"
urlpatterns = [
    path("danh-gia/", citizen.ask, name="ask"),
    path("danh-gia/<str:token>/", citizen.rate, name="rate"),
    path("can-bo/danh-gia/", office.results, name="results"),
    path("can-bo/danh-gia/cua-toi/", office.mine, name="mine"),
    path("can-bo/danh-gia/y-kien/<uuid:uid>/", office.answer, name="answer"),
]
