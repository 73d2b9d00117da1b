"""Addresses of bare Django."""

from django.urls import path

from config.bench.bare import views

urlpatterns = [path("create", views.create), path("list", views.listing), path("one", views.one)]
