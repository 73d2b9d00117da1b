from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "thongsuot.common"
    label = "common"
