"""Địa chỉ của chỉ số và báo cáo."""

from django.urls import path

from thongsuot.emulation.views import behind, index, procedures, reports

app_name = "emulation"
urlpatterns = [
    path("can-bo/chi-so/", index.ranking, name="ranking"),
    path("can-bo/chi-so/don-vi/<int:unit_id>/", index.unit_card, name="card"),
    path("can-bo/chi-so/ho-so/", behind.behind, name="behind"),
    path("can-bo/chi-so/thu-tuc/", procedures.behind, name="procedures"),
    path("can-bo/chi-so/so-lieu/", reports.statistics, name="statistics"),
    path("can-bo/chi-so/danh-gia/", reports.nine, name="nine"),
    path("can-bo/chi-so/danh-gia/<int:unit_id>/<int:official_id>/", reports.official_dossiers, name="official"),
]
