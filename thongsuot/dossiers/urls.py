"""Addresses of the one-stop for officials."""

from django.urls import path

from thongsuot.dossiers.views import counter, dossier, lists

app_name = "dossiers"
urlpatterns = [
    path("can-bo/quay/", counter.desk, name="counter"),
    path("can-bo/quay/moi/<str:procedure>/", counter.new, name="counter_new"),
    path("can-bo/quay/nhap/<uuid:uid>/", counter.autosave, name="counter_autosave"),
    path("can-bo/quay/xong/<str:code>/", counter.done, name="counter_done"),
    path("can-bo/ho-so/", lists.dossier_list, name="list"),
    path("can-bo/don-vi/", lists.unit_overview, name="unit"),
    path("can-bo/ho-so/<str:code>/", dossier.show, name="dossier"),
    path("can-bo/ho-so/<str:code>/lam/<str:verb>/", dossier.act, name="act"),
    path("can-bo/ho-so/<str:code>/to-khai/", dossier.correct_form, name="correct_form"),
    path("can-bo/ho-so/<str:code>/so-dinh-danh/", dossier.reveal_number, name="reveal"),
    path("can-bo/ho-so/<str:code>/vi-sao/", dossier.why_due, name="why"),
    path("can-bo/ho-so/<str:code>/mau-01.pdf", dossier.receipt, name="form_01"),
    path("can-bo/ho-so/<str:code>/mau-02.pdf", dossier.form_02, name="form_02"),
    path("can-bo/ho-so/<str:code>/mau-03.pdf", dossier.form_03, name="form_03"),
    path("can-bo/ho-so/<str:code>/mau-04.pdf", dossier.form_04, name="form_04"),
    path("can-bo/ho-so/<str:code>/mau-05.pdf", dossier.form_05, name="form_05"),
    path("can-bo/ho-so/<str:code>/du-thao.pdf", dossier.draft, name="draft"),
    path("can-bo/ho-so/<str:code>/tep/<uuid:uid>/", dossier.file, name="file"),
]
