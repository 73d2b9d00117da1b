from django.apps import AppConfig


class CutoverConfig(AppConfig):
    name = "thongsuot.cutover"
    label = "cutover"

    def ready(self):
        from thongsuot.cutover import rotation

        rotation.register()
