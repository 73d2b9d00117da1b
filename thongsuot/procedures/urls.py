"""Địa chỉ công khai của danh mục thủ tục."""

from django.urls import path

from thongsuot.procedures import views

app_name = "procedures"
urlpatterns = [
    path("thu-tuc/", views.find, name="find"),
    path("thu-tuc/<str:code>/", views.show, name="show"),
]
