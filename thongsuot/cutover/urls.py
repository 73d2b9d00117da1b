"""Địa chỉ của kế hoạch sắp xếp và mọi việc quanh nó."""

from django.urls import URLPattern, path

from thongsuot.cutover.views import (
    accounts,
    collect,
    collect_board,
    going,
    handover,
    leaflet,
    leaflet_book,
    packages,
    plan_change,
    plan_decision,
    plan_filling,
    plan_people,
    plan_units,
    plans,
    rehearsals,
    split_rules,
    split_work,
    standstill,
)

app_name = "cutover"
HERE = "quan-tri/chuyen-doi/"
ONE = f"{HERE}<slug:code>/"
OWN = "can-bo/chuyen-doi/so-lieu/"
SPLIT = "can-bo/chuyen-doi/<slug:code>/chia/"
SPLIT_UNIT = f"{SPLIT}<str:unit>/"
RULES = f"{SPLIT_UNIT}quy-tac/"

GOI = f"{HERE}goi/"
from_other_provinces: list[URLPattern] = [
    path(GOI, packages.listed, name="packages"),
    path(f"{GOI}<uuid:uid>/", packages.one, name="package"),
    path(f"{GOI}<uuid:uid>/thu/", packages.letters, name="package_letters"),
    path(f"{GOI}<uuid:uid>/quyet/<int:pk>/", packages.decide, name="package_decide"),
    path(f"{GOI}<uuid:uid>/ten/<int:pk>/", packages.rename, name="package_rename"),
    path(f"{GOI}<uuid:uid>/hai-noi/", packages.choose_all, name="package_choose_all"),
    path(f"{GOI}<uuid:uid>/hai-noi/<int:pk>/", packages.choose, name="package_choose"),
]
planning: list[URLPattern] = [
    path(HERE, plans.listed, name="plans"),
    path(f"{HERE}lap-moi/", plans.new, name="new_plan"),
    path(f"{HERE}thay-doi/", plan_change.new, name="new_change"),
    path(ONE, plans.home, name="plan"),
    path(f"{ONE}nap/", plan_filling.fill, name="plan_fill"),
    path(f"{ONE}nap/lam/", plan_filling.use, name="plan_fill_use"),
    path(f"{ONE}ke-hoach.xlsx", plan_filling.template, name="plan_workbook"),
    path(f"{ONE}don-vi/", plan_units.listed, name="plan_units"),
    path(f"{ONE}don-vi/them/", plan_units.add, name="plan_unit_new"),
    path(f"{ONE}don-vi/<int:pk>/", plan_units.show, name="plan_unit"),
    path(f"{ONE}don-vi/<int:pk>/lam/<str:verb>/", plan_units.act, name="plan_unit_act"),
    path(f"{ONE}nhan-su/", plan_people.listed, name="plan_people"),
    path(f"{ONE}nhan-su/ghi/", plan_people.put, name="plan_post"),
    path(f"{ONE}nhan-su/<int:pk>/bo/", plan_people.remove, name="plan_post_remove"),
    path(f"{ONE}kiem-tra/", plan_decision.check, name="plan_check"),
    path(f"{ONE}quyet/", plan_decision.decide, name="plan_decide"),
    path(f"{ONE}quyet/huy/", plan_decision.cancel, name="plan_cancel"),
    path(f"{ONE}lich-su/", plan_decision.history, name="plan_history"),
    path(f"{ONE}lich-su/hoan-tac/", plan_decision.undo, name="plan_undo"),
]
splitting: list[URLPattern] = [
    path(SPLIT, split_work.overview, name="split"),
    path(SPLIT_UNIT, split_work.worklist, name="split_work"),
    path(f"{SPLIT_UNIT}quyet/", split_work.decide_many, name="split_decide"),
    path(f"{SPLIT_UNIT}tung-viec/", split_work.one_by_one, name="split_one"),
    path(f"{SPLIT_UNIT}hoan-tac/<int:act>/", split_work.take_back, name="split_undo"),
    path(f"{SPLIT_UNIT}gom/", split_work.gather_now, name="split_gather"),
    path(RULES, split_rules.rules, name="split_rules"),
    path(f"{RULES}them/", split_rules.add, name="split_rule_add"),
    path(f"{RULES}<int:rule>/bo/", split_rules.remove, name="split_rule_remove"),
    path(f"{RULES}<int:rule>/len/", split_rules.up, name="split_rule_up"),
    path(f"{RULES}de-xuat/<slug:key>/", split_rules.accept, name="split_accept"),
    path(f"{RULES}thon.xlsx", split_rules.villages, name="split_villages"),
    path(f"{RULES}nap/", split_rules.load_villages, name="split_villages_load"),
]
collecting: list[URLPattern] = [
    path(OWN, collect.own, name="own_data"),
    path(f"{OWN}<int:request_id>/", collect.data, name="data"),
    path(f"{OWN}<int:request_id>/dong/<int:number>/", collect.row, name="data_row"),
    path(f"{OWN}<int:request_id>/mau.xlsx", collect.template, name="data_template"),
    path(f"{OWN}<int:request_id>/loi.xlsx", collect.wrong_file, name="data_wrong"),
    path(f"{OWN}<int:request_id>/tai-len/", collect.upload, name="data_upload"),
    path(f"{OWN}<int:request_id>/nop/", collect.hand_in, name="hand_in"),
    path(f"{OWN}<int:request_id>/ban/<int:number>/", collect.version, name="data_version"),
    path(f"{ONE}so-lieu/", collect_board.board, name="data_board"),
    path(f"{ONE}so-lieu/tien-do.xlsx", collect_board.board_sheet, name="data_board_sheet"),
    path(f"{ONE}so-lieu/yeu-cau/", collect_board.ask, name="data_ask"),
    path(f"{ONE}so-lieu/hai-noi/", collect_board.conflicts, name="data_conflicts"),
    path(f"{ONE}so-lieu/<int:request_id>/mo-lai/", collect_board.reopen, name="data_reopen"),
]
bulk_accounts: list[URLPattern] = [
    path(f"{ONE}tai-khoan/", accounts.board, name="accounts"),
    path(f"{ONE}tai-khoan/lam/", accounts.start, name="account_start"),
    path(f"{ONE}tai-khoan/lan/<uuid:uid>/", accounts.run, name="account_run"),
    path(f"{ONE}tai-khoan/yeu-cau/<slug:kind>/", accounts.export_wishes, name="account_wishes"),
    path(f"{ONE}tai-khoan/xa/<int:unit_id>/", accounts.unit, name="account_unit"),
    path(f"{ONE}tai-khoan/xa/<int:unit_id>/thu/", accounts.print_letters, name="account_letters"),
]
HANDOVER = "can-bo/chuyen-doi/ban-giao/"
handing_over: list[URLPattern] = [
    path(HANDOVER, handover.own, name="own_handovers"),
    path(f"{HANDOVER}<int:book_id>/", handover.book, name="handover"),
    path(f"{HANDOVER}<int:book_id>/dong/<int:line_id>/", handover.line, name="handover_line"),
    path(f"{HANDOVER}<int:book_id>/so.xlsx", handover.sheet, name="handover_sheet"),
    path(f"{HANDOVER}<int:book_id>/tai-len/", handover.upload, name="handover_upload"),
    path(f"{HANDOVER}<int:book_id>/ky/<slug:side>/", handover.sign, name="handover_sign"),
    path(f"{HANDOVER}<int:book_id>/mo-lai/", handover.reopen, name="handover_reopen"),
    path(f"{HANDOVER}<int:book_id>/bien-ban.pdf", handover.minutes, name="handover_minutes"),
    path(f"{ONE}ban-giao/", handover.board, name="handover_board"),
    path(f"{ONE}ban-giao/bang.xlsx", handover.board_sheet, name="handover_board_sheet"),
    path(f"{ONE}ban-giao/lap/", handover.open_books, name="handover_open"),
]
for_people: list[URLPattern] = [
    path("xa-phuong/<int:unit_id>/thay-doi/", leaflet.leaflet, name="leaflet"),
    path("xa-phuong/<int:unit_id>/thay-doi.pdf", leaflet.leaflet_pdf, name="leaflet_pdf"),
    path("quan-tri/to-thay-doi/", leaflet_book.books, name="leaflet_books"),
    path("quan-tri/to-thay-doi/<uuid:uid>/", leaflet_book.book, name="leaflet_book"),
    path("quan-tri/to-thay-doi/<uuid:uid>/tep/", leaflet_book.book_file, name="leaflet_book_file"),
]
first_weeks: list[URLPattern] = [
    path(f"{ONE}tuan-dau/", standstill.board, name="standstill"),
    path(f"{ONE}tuan-dau/dem/", standstill.count, name="standstill_count"),
    path(f"{ONE}tuan-dau/<int:unit_id>/", standstill.unit_lines, name="standstill_unit"),
]
the_night: list[URLPattern] = [
    path(f"{ONE}dien-tap/", rehearsals.listed, name="rehearsals"),
    path(f"{ONE}dien-tap/<int:number>/", rehearsals.one, name="rehearsal"),
    path(f"{ONE}dien-tap/<int:number>/ky/", rehearsals.sign, name="rehearsal_sign"),
    path(f"{ONE}san-sang/", going.go, name="go"),
    path(f"{ONE}san-sang/mien/<slug:line>/", going.waive_line, name="waive"),
    path(f"{ONE}san-sang/chuyen/", going.start, name="start"),
    path(f"{ONE}chuyen/", going.run, name="run"),
    path(f"{ONE}chuyen/tam-dung/", going.pause, name="pause"),
    path(f"{ONE}chuyen/chuyen-tiep/", going.resume, name="resume"),
    path(f"{ONE}kiem-tra-lai/", going.verified, name="verified"),
    path(f"{ONE}kiem-tra-lai/chay/", going.verify, name="verify"),
    path(f"{ONE}quay-lai/", going.back, name="rollback"),
    path(f"{ONE}quay-lai/chay/", going.go_back, name="go_back"),
]
urlpatterns: list[URLPattern] = [
    *from_other_provinces,  # before the plans, whose code could be any word
    *planning,
    *splitting,
    *collecting,
    *bulk_accounts,
    *handing_over,
    *for_people,
    *first_weeks,
    *the_night,
]
