"""Địa chỉ của kế hoạch sắp xếp và mọi việc quanh nó."""

from django.urls import URLPattern, path

from thongsuot.cutover.views import plans, split_rules, split_work

app_name = "cutover"
HERE = "quan-tri/chuyen-doi/"
ONE = f"{HERE}<slug:code>/"
SPLIT = "can-bo/chuyen-doi/<slug:code>/chia/"
SPLIT_UNIT = f"{SPLIT}<str:unit>/"
RULES = f"{SPLIT_UNIT}quy-tac/"
split_patterns: list[URLPattern] = [
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
urlpatterns: list[URLPattern] = [
    path(HERE, plans.listed, name="plans"),
    path(f"{HERE}lap-moi/", plans.new, name="new_plan"),
    path(ONE, plans.home, name="plan"),
    *split_patterns,
]
