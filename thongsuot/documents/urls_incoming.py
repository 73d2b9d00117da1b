"""Addresses of incoming documents, search and work files."""

from django.urls import path

from thongsuot.documents.views import (
    filing_tasks,
    incoming,
    incoming_document,
    mailboxes,
    searching,
    work_files,
    workload,
)

urlpatterns = [
    path("can-bo/van-ban/tai-trong/", workload.report, name="workload"),
    path("can-bo/van-ban/tim/", searching.documents, name="search"),
    path("can-bo/van-ban/hop-thu/", mailboxes.page, name="mailboxes"),
    path("can-bo/van-ban/hop-thu/lam/<str:verb>/", mailboxes.act, name="mailbox_act"),
    path("can-bo/van-ban/hop-thu/thu/<int:arrival_id>/", mailboxes.letter, name="mailbox_letter"),
    path("can-bo/van-ban/den/", incoming.documents, name="incoming"),
    path("can-bo/van-ban/den/moi/", incoming.register_paper, name="register_paper"),
    path("can-bo/van-ban/den/<uuid:uid>/", incoming_document.document, name="incoming_document"),
    path("can-bo/van-ban/den/<uuid:uid>/lam/<str:verb>/", incoming_document.act, name="incoming_act"),
    path("can-bo/van-ban/den/<uuid:uid>/tep/<int:file_id>/", incoming_document.file, name="incoming_file"),
    path("can-bo/ho-so-cong-viec/", work_files.work_files, name="work_files"),
    path("can-bo/ho-so-cong-viec/danh-muc/<int:year>/", work_files.file_list, name="file_list"),
    path("can-bo/ho-so-cong-viec/danh-muc/<int:year>.xlsx", work_files.file_list_sheet, name="file_list_sheet"),
    path("can-bo/ho-so-cong-viec/viec/<int:task_id>/", filing_tasks.put, name="file_task"),
    path("can-bo/ho-so-cong-viec/<uuid:uid>/", work_files.work_file, name="work_file"),
    path("can-bo/ho-so-cong-viec/<uuid:uid>/tai-lieu/<int:item_id>/", work_files.paper, name="work_file_paper"),
    path("can-bo/ho-so-cong-viec/<uuid:uid>/lam/<str:verb>/", work_files.act, name="work_file_act"),
]
