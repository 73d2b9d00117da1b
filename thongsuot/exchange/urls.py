"""Addresses of the room."""

from django.urls import path

from thongsuot.exchange.views import axis, catalogue, clocks, mapping, mirrors, stuck

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
    path("can-bo/hai-dong-ho/", clocks.listed, name="clocks"),
    path("can-bo/hai-dong-ho/so/", clocks.compare, name="clocks_compare"),
    path("can-bo/hai-dong-ho/xuat.xlsx", clocks.export, name="clocks_export"),
    path("can-bo/hai-dong-ho/<int:run_id>/<int:unit_id>/", clocks.unit, name="clocks_unit"),
    path("can-bo/hai-dong-ho/<int:run_id>/<int:unit_id>/xuat.xlsx", clocks.export_unit, name="clocks_unit_export"),
    path("can-bo/lien-thong/ho-so-noi-khac/", mirrors.listed, name="mirrors"),
    path("can-bo/lien-thong/ho-so-noi-khac/<int:mirror_id>/", mirrors.one, name="mirror"),
    path("can-bo/lien-thong/truc/", axis.overview, name="axis"),
    path("can-bo/lien-thong/truc/danh-ba/", axis.agencies, name="axis_agencies"),
    path("can-bo/lien-thong/truc/di/<int:row_id>/", axis.sent, name="axis_out"),
    path("can-bo/lien-thong/truc/den/<int:row_id>/", axis.received, name="axis_in"),
    path("can-bo/lien-thong/truc/den/<int:row_id>/goi-tin/", axis.raw, name="axis_raw"),
    path("can-bo/lien-thong/truc/den/<int:row_id>/tra-loi/", axis.answer, name="axis_answer"),
    path("can-bo/lien-thong/truc/<str:kind_key>/<int:row_id>/lam-lai/", axis.again, name="axis_again"),
    path("can-bo/lien-thong/truc/<str:kind_key>/<int:row_id>/ben-ngoai/", axis.solve, name="axis_solve"),
    path("can-bo/lien-thong/danh-muc/", catalogue.listed, name="catalogue"),
    path("can-bo/lien-thong/anh-xa/", mapping.mapping, name="mapping"),
    path("can-bo/lien-thong/anh-xa/to-khai/", mapping.beside, name="mapping_beside"),
]
