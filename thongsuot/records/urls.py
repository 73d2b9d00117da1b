"""Addresses of the room."""

from django.urls import path

from thongsuot.records.views import citizen, disposals, files, hand_ins, keeping, scans

app_name = "records"
urlpatterns = [
    path("can-bo/luu-tru/", files.files, name="files"),
    path("can-bo/luu-tru/muc-luc.xlsx", files.files_xlsx, name="files_xlsx"),
    path("can-bo/luu-tru/ho-so/<uuid:uid>/", files.file, name="file"),
    path("can-bo/luu-tru/ho-so/<uuid:uid>/lam/<str:verb>/", files.file_act, name="file_act"),
    path("can-bo/luu-tru/ho-so/<uuid:uid>/tai-lieu/<int:ordinal>/", files.item, name="item"),
    path("can-bo/luu-tru/phong/", keeping.all_fonds, name="all_fonds"),
    path("can-bo/luu-tru/phong/<uuid:uid>/", keeping.fonds, name="fonds"),
    path("can-bo/luu-tru/phong/<uuid:uid>/lam/<str:verb>/", keeping.fonds_act, name="fonds_act"),
    path("can-bo/luu-tru/nop/", hand_ins.hand_ins, name="hand_ins"),
    path("can-bo/luu-tru/con-phai-nop/", hand_ins.owed, name="owed"),
    path("can-bo/luu-tru/con-phai-nop/giu-lai/", hand_ins.keep_longer, name="keep_longer"),
    path("can-bo/luu-tru/nop/<uuid:uid>/", hand_ins.hand_in, name="hand_in"),
    path("can-bo/luu-tru/nop/<uuid:uid>/lam/<str:verb>/", hand_ins.hand_in_act, name="hand_in_act"),
    path("can-bo/luu-tru/nop/<uuid:uid>/bien-ban.pdf", hand_ins.hand_in_paper, name="hand_in_paper"),
    path("can-bo/luu-tru/huy/", disposals.disposals, name="disposals"),
    path("can-bo/luu-tru/huy/<uuid:uid>/", disposals.disposal, name="disposal"),
    path("can-bo/luu-tru/huy/<uuid:uid>/lam/<str:verb>/", disposals.disposal_act, name="disposal_act"),
    path("can-bo/luu-tru/huy/<uuid:uid>/bien-ban.pdf", disposals.disposal_paper, name="disposal_paper"),
    path("can-bo/luu-tru/thoi-han/", keeping.schedule, name="schedule"),
    path("can-bo/luu-tru/kho/", keeping.stores, name="stores"),
    path("can-bo/luu-tru/goi/", keeping.packages, name="packages"),
    path("can-bo/luu-tru/goi/nhap/", keeping.package_import, name="package_import"),
    path("can-bo/luu-tru/goi/khoa-cong-khai.pem", keeping.package_key, name="package_key"),
    path("can-bo/luu-tru/goi/<uuid:uid>.zip", keeping.package_file, name="package_file"),
    path("can-bo/luu-tru/so-hoa/", scans.batches, name="scan_batches"),
    path("can-bo/luu-tru/so-hoa/moi/", scans.new_batch, name="scan_new"),
    path("can-bo/luu-tru/so-hoa/to-phan-cach.pdf", scans.separator_sheets, name="separator_sheets"),
    path("can-bo/luu-tru/so-hoa/<uuid:uid>/", scans.batch, name="scan_batch"),
    path("can-bo/luu-tru/so-hoa/<uuid:uid>/lam/<str:verb>/", scans.batch_act, name="scan_act"),
    path("can-bo/luu-tru/so-hoa/<uuid:uid>/chia/", scans.arrange, name="scan_arrange"),
    path("can-bo/luu-tru/so-hoa/<uuid:uid>/chia/lam/<str:verb>/", scans.arrange_act, name="scan_arrange_act"),
    path("can-bo/luu-tru/so-hoa/<uuid:uid>/ho-so/<int:file_id>/", scans.file, name="scan_file"),
    path("can-bo/luu-tru/so-hoa/<uuid:uid>/tai-lieu/<int:document_id>/", scans.document, name="scan_document"),
    path("can-bo/luu-tru/so-hoa/<uuid:uid>/tai-lieu/<int:document_id>/kiem/", scans.check, name="scan_check"),
    path("can-bo/luu-tru/so-hoa/<uuid:uid>/trang/<int:page_id>.webp", scans.picture, name="scan_picture"),
    path("cong-dan/luu-tru/", citizen.own, name="own"),
    path("cong-dan/luu-tru/<uuid:uid>/", citizen.own_file, name="own_file"),
    path("cong-dan/luu-tru/<uuid:uid>/tai-lieu/<int:ordinal>/", citizen.own_item, name="own_item"),
]
