"""Địa chỉ của kế hoạch sắp xếp và mọi việc quanh nó."""

from django.urls import URLPattern, path

from thongsuot.cutover.views import plans

app_name = "cutover"
HERE = "quan-tri/chuyen-doi/"
ONE = f"{HERE}<slug:code>/"
urlpatterns: list[URLPattern] = [
    path(HERE, plans.listed, name="plans"),
    path(f"{HERE}lap-moi/", plans.new, name="new_plan"),
    path(ONE, plans.home, name="plan"),
]
