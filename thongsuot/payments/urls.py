"""Addresses of the room."""

from django.urls import path

from thongsuot.payments.views import accounts, callback, cash, citizen, collecting, refunds

app_name = "payments"
urlpatterns = [
    path("can-bo/thu-phi/", collecting.waiting, name="waiting"),
    path("can-bo/thu-phi/<str:code>/", collecting.collect, name="collect"),
    path("can-bo/thu-phi/<str:code>/lam/<str:verb>/", collecting.act, name="act"),
    path("can-bo/thu-phi/<str:code>/bien-lai/<int:receipt_id>/in/", collecting.print_receipt, name="print_receipt"),
    path("can-bo/thu-phi/<str:code>/yeu-cau-nop-tien.pdf", collecting.slip, name="slip"),
    path("can-bo/quy/", cash.books, name="cash"),
    path("can-bo/quy/mo/", cash.open_session, name="open_session"),
    path("can-bo/quy/bao-cao/", cash.report, name="report"),
    path("can-bo/quy/bao-cao.xlsx", cash.report_xlsx, name="report_xlsx"),
    path("can-bo/quy/<int:session_id>/", cash.session, name="session"),
    path("can-bo/quy/<int:session_id>/so-quy.pdf", cash.session_pdf, name="session_pdf"),
    path("can-bo/quy/<int:session_id>/lam/<str:verb>/", cash.act, name="session_act"),
    path("can-bo/hoan-tien/", refunds.refunds, name="refunds"),
    path("can-bo/hoan-tien/<int:refund_id>/", refunds.refund, name="refund"),
    path("can-bo/hoan-tien/<int:refund_id>/phieu-hoan.pdf", refunds.slip, name="refund_slip"),
    path("can-bo/hoan-tien/<int:refund_id>/lam/<str:verb>/", refunds.act, name="refund_act"),
    path("quan-tri/tai-khoan-thu/", accounts.beneficiary_accounts, name="accounts"),
    path("cong-dan/ho-so/<str:code>/nop-tien/", citizen.pay, name="pay"),
    path("cong-dan/ho-so/<str:code>/nop-tien/phieu.pdf", citizen.own_slip, name="own_slip"),
    path("cong-dan/ho-so/<str:code>/bien-lai/<int:receipt_id>.pdf", citizen.own_receipt, name="own_receipt"),
    path("thanh-toan/ket-qua/", callback.result, name="callback"),
]
