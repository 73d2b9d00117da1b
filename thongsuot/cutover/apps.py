from django.apps import AppConfig


class CutoverConfig(AppConfig):
    name = "thongsuot.cutover"
    label = "cutover"

    def ready(self) -> None:
        from thongsuot.cutover import split_steps

        split_steps.register()
