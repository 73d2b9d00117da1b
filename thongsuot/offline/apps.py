from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "thongsuot.offline"
    label = "offline"
