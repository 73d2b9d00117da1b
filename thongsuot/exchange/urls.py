"""Addresses of the room."""

from django.urls import path

from thongsuot.exchange.views import stuck

app_name = "exchange"
urlpatterns = [
    path("can-bo/ket/", stuck.listed, name="stuck"),
    path("can-bo/ket/xuat.xlsx", stuck.export, name="stuck_export"),
    path("can-bo/ket/lam-lai/", stuck.again, name="stuck_again"),
    path("can-bo/ket/ben-ngoai/", stuck.solve, name="stuck_solve"),
    path("can-bo/ket/chi-dinh/", stuck.give, name="stuck_give"),
    path("can-bo/ket/ca-loat/", stuck.replay_range, name="stuck_replay"),
    path("can-bo/ket/ca-loat/<uuid:uid>/", stuck.run_page, name="stuck_run"),
    path("can-bo/ket/<str:kind_key>/<int:row_id>/", stuck.one, name="stuck_one"),
]
