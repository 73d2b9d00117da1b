from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "thongsuot.warehouse"
    label = "warehouse"

    def ready(self):
        from thongsuot.warehouse import handlers

        handlers.register()
