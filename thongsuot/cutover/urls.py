"""Địa chỉ của kế hoạch sắp xếp và mọi việc quanh nó."""

from django.urls import URLPattern, path

from thongsuot.cutover.views import plan_change, plan_decision, plan_filling, plan_people, plan_units, plans

app_name = "cutover"
HERE = "quan-tri/chuyen-doi/"
ONE = f"{HERE}<slug:code>/"
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
urlpatterns: list[URLPattern] = planning
