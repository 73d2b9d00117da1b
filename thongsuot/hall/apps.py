from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "thongsuot.hall"
    label = "hall"

    def ready(self):
        from thongsuot.hall import panel, prefill, telling

        panel.register()
        prefill.register()
        telling.register()
