from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "thongsuot.ui"
    label = "ui"
