"""Địa chỉ của kế hoạch sắp xếp và mọi việc quanh nó."""

from django.urls import URLPattern

app_name = "cutover"
urlpatterns: list[URLPattern] = []
