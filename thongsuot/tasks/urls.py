"""Addresses of the task list."""

from django.urls import path

from thongsuot.tasks import saved_views, seen_views, views

app_name = "tasks"
urlpatterns = [
    path("can-bo/viec/", views.task_list, name="list"),
    path("can-bo/viec/nhan/", views.claim, name="claim"),
    path("can-bo/viec/giao/", views.give, name="give"),
    path("can-bo/viec/tra/", views.hand_back, name="hand_back"),
    path("can-bo/viec/nguoi/", views.people, name="people"),
    path("can-bo/viec/su-kien/", views.events_ticket, name="events"),
    path("can-bo/viec/<int:task_id>/", seen_views.one, name="one"),
    path("can-bo/bo-loc/", saved_views.saved_page, name="saved"),
    path("can-bo/bo-loc/luu/", saved_views.keep, name="saved_keep"),
    path("can-bo/bo-loc/<int:filter_id>/", saved_views.change, name="saved_change"),
]
