"""Địa chỉ của danh mục thủ tục: public pages, internal processes, and the workplace of the procedure controller."""

from django.urls import path

from thongsuot.procedures.views import assigning, catalogue, decisions, imports, process, public, reviews

app_name = "procedures"
HERE = "can-bo/danh-muc/"
urlpatterns = [
    path("thu-tuc/", public.find, name="find"),
    path("thu-tuc/<str:code>/", public.show, name="show"),
    path(HERE, catalogue.catalogue, name="catalogue"),
    path(f"{HERE}thu-tuc-moi/", decisions.procedure, name="new_procedure"),
    path(f"{HERE}thu-tuc/<str:code>/", catalogue.record, name="record"),
    path(f"{HERE}thu-tuc/<str:code>/sua/", decisions.procedure, name="amend"),
    path(f"{HERE}thieu/", catalogue.missing, name="gaps"),
    path(f"{HERE}thieu/quy-trinh-chung/", catalogue.standard_process, name="standard_process"),
    path(f"{HERE}quyet-dinh/", decisions.listed, name="decisions"),
    path(f"{HERE}quyet-dinh/moi/", decisions.new, name="new_decision"),
    path(f"{HERE}quyet-dinh/<int:pk>/", decisions.show, name="decision"),
    path(f"{HERE}quyet-dinh/<int:pk>/sua/", decisions.edit, name="edit_decision"),
    path(f"{HERE}quyet-dinh/<int:pk>/bai-bo/", decisions.add_abolition, name="add_abolition"),
    path(f"{HERE}quyet-dinh/<int:pk>/bo-dong/<str:code>/", decisions.take_out, name="take_out"),
    path(f"{HERE}quyet-dinh/<int:pk>/bo/", decisions.discard, name="discard_decision"),
    path(f"{HERE}quyet-dinh/<int:pk>/thi-hanh/", decisions.apply, name="apply_decision"),
    path(f"{HERE}nap/", imports.listed, name="imports"),
    path(f"{HERE}nap/<int:pk>/", imports.show, name="import"),
    path(f"{HERE}nap/<int:pk>/chon/", imports.choose, name="choose_rows"),
    path(f"{HERE}nap/<int:pk>/duyet/", imports.approve, name="approve_import"),
    path(f"{HERE}nap/<int:pk>/bo/", imports.discard, name="discard_import"),
    path(f"{HERE}nap/<int:pk>/bao-cao.xlsx", imports.report, name="import_report"),
    path(f"{HERE}giao/", assigning.form, name="assigning"),
    path(f"{HERE}giao/thuc-hien/", assigning.carry_out, name="carry_out"),
    path(f"{HERE}giao/<int:pk>/hoan-tac/", assigning.undo, name="assigning_undo"),
    path(f"{HERE}ra-soat/", reviews.listed, name="rounds"),
    path(f"{HERE}ra-soat/mo/", reviews.open_round, name="open_round"),
    path(f"{HERE}ra-soat/<int:pk>/", reviews.show, name="round"),
    path(f"{HERE}ra-soat/<int:pk>/dong/", reviews.close, name="close_round"),
    path(f"{HERE}ra-soat/<int:pk>/bai-bo/", reviews.propose, name="propose_abolition"),
    path(f"{HERE}ra-soat/<int:pk>/bang.xlsx", reviews.export, name="export_round"),
    path(f"{HERE}ra-soat/muc/<int:pk>/", reviews.item, name="review_item"),
    path(f"{HERE}thu-tuc/<str:code>/quy-trinh/", process.drawing, name="process"),
    path(f"{HERE}thu-tuc/<str:code>/quy-trinh/tep.bpmn", process.bpmn, name="process_bpmn"),
    path(f"{HERE}thu-tuc/<str:code>/quy-trinh/chay-thu/", process.trial, name="process_trial"),
    path(f"{HERE}thu-tuc/<str:code>/quy-trinh/sua/", process.edit, name="process_edit"),
    path(f"{HERE}thu-tuc/<str:code>/quy-trinh/bo-nhap/", process.discard, name="process_discard"),
    path(f"{HERE}thu-tuc/<str:code>/quy-trinh/ban-hanh/", process.put_in_force, name="process_put_in_force"),
]
