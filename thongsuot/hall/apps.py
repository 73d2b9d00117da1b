from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "thongsuot.hall"
    label = "hall"
