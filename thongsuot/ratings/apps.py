from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "thongsuot.ratings"
    label = "ratings"

    def ready(self):
        from thongsuot.ratings import slots

        slots.register()
