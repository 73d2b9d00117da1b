"""Địa chỉ của danh mục thủ tục: public pages, and pages of the office about internal processes."""

from django.urls import path

from thongsuot.procedures import views, views_process

app_name = "procedures"
urlpatterns = [
    path("thu-tuc/", views.find, name="find"),
    path("thu-tuc/<str:code>/", views.show, name="show"),
    path("can-bo/danh-muc/<str:code>/quy-trinh/", views_process.drawing, name="process"),
    path("can-bo/danh-muc/<str:code>/quy-trinh/tep.bpmn", views_process.bpmn, name="process_bpmn"),
    path("can-bo/danh-muc/<str:code>/quy-trinh/chay-thu/", views_process.trial, name="process_trial"),
    path("can-bo/danh-muc/<str:code>/quy-trinh/sua/", views_process.edit, name="process_edit"),
    path("can-bo/danh-muc/<str:code>/quy-trinh/bo-nhap/", views_process.discard, name="process_discard"),
    path("can-bo/danh-muc/<str:code>/quy-trinh/ban-hanh/", views_process.put_in_force, name="process_put_in_force"),
]
