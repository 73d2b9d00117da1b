from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "thongsuot.records"
    label = "records"
