"""Addresses of the one-stop for officials."""

from django.urls import path

from thongsuot.dossiers.views import bulk, counter, dossier, evidence, exports, handover, lists, register, visits

app_name = "dossiers"
urlpatterns = [
    path("can-bo/quay/", counter.desk, name="counter"),
    path("can-bo/quay/moi/<str:procedure>/", counter.new, name="counter_new"),
    path("can-bo/quay/nhap/<uuid:uid>/", counter.autosave, name="counter_autosave"),
    path("can-bo/quay/xong/<str:code>/", counter.done, name="counter_done"),
    path("can-bo/quay/them/<str:code>/", visits.more, name="visit_more"),
    path("can-bo/quay/dot/<uuid:uid>/", visits.show, name="visit"),
    path("can-bo/quay/dot/<uuid:uid>/giay-tiep-nhan.pdf", visits.receipt, name="visit_receipt"),
    path("can-bo/ho-so/", lists.dossier_list, name="list"),
    path("can-bo/ho-so/xuat/", exports.export_list, name="export_list"),
    path("can-bo/ho-so/xuat/<uuid:uid>/", exports.export_page, name="export"),
    path("can-bo/ho-so/xuat/<uuid:uid>/tep/", exports.export_file, name="export_file"),
    path("can-bo/ho-so/hang-loat/", bulk.prepare, name="bulk_prepare"),
    path("can-bo/ho-so/hang-loat/lam/", bulk.start, name="bulk_start"),
    path("can-bo/ho-so/hang-loat/<uuid:uid>/", bulk.show, name="bulk"),
    path("can-bo/ho-so/so-theo-doi/", register.register_page, name="register"),
    path("can-bo/ho-so/so-theo-doi/in.pdf", register.register_pdf, name="register_pdf"),
    path("can-bo/ho-so/so-theo-doi/xuat/", exports.export_register, name="export_register"),
    path("can-bo/ho-so/ban-giao/", handover.handover_page, name="handover"),
    path("can-bo/ho-so/ban-giao/in.pdf", handover.handover_pdf, name="handover_pdf"),
    path("can-bo/don-vi/", lists.unit_overview, name="unit"),
    path("can-bo/ho-so/<str:code>/", dossier.show, name="dossier"),
    path("can-bo/ho-so/<str:code>/lam/<str:verb>/", dossier.act, name="act"),
    path("can-bo/ho-so/<str:code>/to-khai/", dossier.correct_form, name="correct_form"),
    path("can-bo/ho-so/<str:code>/so-dinh-danh/", dossier.reveal_number, name="reveal"),
    path("can-bo/giay-to-tuy-than/", evidence.worklist, name="evidence_list"),
    path("can-bo/giay-to-tuy-than/<int:evidence_id>/xong/", evidence.settle, name="settle_evidence"),
    path("can-bo/ho-so/<str:code>/giay-to-tuy-than/", evidence.record, name="evidence"),
    path("can-bo/ho-so/<str:code>/xem-noi-dung/", dossier.read_contents, name="read_contents"),
    path("can-bo/ho-so/<str:code>/vi-sao/", dossier.why_due, name="why"),
    path("can-bo/ho-so/<str:code>/mau-01.pdf", dossier.receipt, name="form_01"),
    path("can-bo/ho-so/<str:code>/mau-02.pdf", dossier.form_02, name="form_02"),
    path("can-bo/ho-so/<str:code>/mau-03.pdf", dossier.form_03, name="form_03"),
    path("can-bo/ho-so/<str:code>/mau-04.pdf", dossier.form_04, name="form_04"),
    path("can-bo/ho-so/<str:code>/mau-05.pdf", dossier.form_05, name="form_05"),
    path("can-bo/ho-so/<str:code>/phieu-kiem-soat.pdf", handover.control_slip, name="control_slip"),
    path("can-bo/ho-so/<str:code>/du-thao.pdf", dossier.draft, name="draft"),
    path("can-bo/ho-so/<str:code>/tep/<uuid:uid>/", dossier.file, name="file"),
]
