"""Địa chỉ của kế hoạch sắp xếp và mọi việc quanh nó."""

from django.urls import URLPattern, path

from thongsuot.cutover.views import accounts, collect, collect_board

app_name = "cutover"
OWN, PLAN = "can-bo/chuyen-doi/so-lieu/", "quan-tri/chuyen-doi/<slug:code>/"
collecting: list[URLPattern] = [
    path(OWN, collect.own, name="own_data"),
    path(f"{OWN}<int:request_id>/", collect.data, name="data"),
    path(f"{OWN}<int:request_id>/dong/<int:number>/", collect.row, name="data_row"),
    path(f"{OWN}<int:request_id>/mau.xlsx", collect.template, name="data_template"),
    path(f"{OWN}<int:request_id>/loi.xlsx", collect.wrong_file, name="data_wrong"),
    path(f"{OWN}<int:request_id>/tai-len/", collect.upload, name="data_upload"),
    path(f"{OWN}<int:request_id>/nop/", collect.hand_in, name="hand_in"),
    path(f"{OWN}<int:request_id>/ban/<int:number>/", collect.version, name="data_version"),
    path(f"{PLAN}so-lieu/", collect_board.board, name="data_board"),
    path(f"{PLAN}so-lieu/tien-do.xlsx", collect_board.board_sheet, name="data_board_sheet"),
    path(f"{PLAN}so-lieu/yeu-cau/", collect_board.ask, name="data_ask"),
    path(f"{PLAN}so-lieu/hai-noi/", collect_board.conflicts, name="data_conflicts"),
    path(f"{PLAN}so-lieu/<int:request_id>/mo-lai/", collect_board.reopen, name="data_reopen"),
]
bulk_accounts: list[URLPattern] = [
    path(f"{PLAN}tai-khoan/", accounts.board, name="accounts"),
    path(f"{PLAN}tai-khoan/lam/", accounts.start, name="account_start"),
    path(f"{PLAN}tai-khoan/lan/<uuid:uid>/", accounts.run, name="account_run"),
    path(f"{PLAN}tai-khoan/yeu-cau/<slug:kind>/", accounts.export_wishes, name="account_wishes"),
    path(f"{PLAN}tai-khoan/xa/<int:unit_id>/", accounts.unit, name="account_unit"),
    path(f"{PLAN}tai-khoan/xa/<int:unit_id>/thu/", accounts.print_letters, name="account_letters"),
]
urlpatterns: list[URLPattern] = [*collecting, *bulk_accounts]
