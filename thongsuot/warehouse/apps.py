from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "thongsuot.warehouse"
    label = "warehouse"
