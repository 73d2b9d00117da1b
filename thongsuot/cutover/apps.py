from django.apps import AppConfig


class CutoverConfig(AppConfig):
    name = "thongsuot.cutover"
    label = "cutover"

    def ready(self):
        from thongsuot.cutover import plan_steps

        plan_steps.register()
