"""Addresses of outgoing documents, their register, and the page of a recipient who got a mail."""

from django.urls import path

from thongsuot.documents.views import book, outgoing, outgoing_document, outgoing_draft, received, templates

OUT = "can-bo/van-ban/di/"
urlpatterns = [
    path(OUT, outgoing.documents, name="outgoing"),
    path(f"{OUT}moi/", outgoing.new, name="outgoing_new"),
    path(f"{OUT}<uuid:uid>/", outgoing_document.document, name="outgoing_document"),
    path(f"{OUT}<uuid:uid>/soan/", outgoing_draft.edit, name="outgoing_edit"),
    path(f"{OUT}<uuid:uid>/noi-nhan/", outgoing_draft.address, name="outgoing_address"),
    path(f"{OUT}<uuid:uid>/so-sanh/", outgoing_draft.compare, name="outgoing_compare"),
    path(f"{OUT}<uuid:uid>/ban-in.pdf", outgoing_document.printed, name="outgoing_print"),
    path(f"{OUT}<uuid:uid>/lam/<str:verb>/", outgoing_document.act, name="outgoing_act"),
    path("can-bo/van-ban/mau/", templates.shelf, name="templates"),
    path("can-bo/van-ban/mau/them/", templates.add, name="template_add"),
    path("can-bo/van-ban/mau/<uuid:uid>/", templates.template, name="template"),
    path("can-bo/van-ban/mau/<uuid:uid>/lam/<str:verb>/", templates.act, name="template_act"),
    path("can-bo/van-ban/mau/<uuid:uid>/ban/<int:version>/", templates.file, name="template_file"),
    path("can-bo/van-ban/so/", book.register, name="book"),
    path("can-bo/van-ban/so/bang-tinh.xlsx", book.sheet, name="book_sheet"),
    path("can-bo/van-ban/so/ban-in.pdf", book.printed, name="book_print"),
    path("can-bo/van-ban/so/khoa/", book.close, name="book_close"),
    path("can-bo/van-ban/so/trinh-ky/", book.ask_to_sign, name="book_sign"),
    path("van-ban/nhan/<str:token>/", received.document, name="received"),
    path("van-ban/nhan/<str:token>/van-ban.pdf", received.file, name="received_file"),
]
