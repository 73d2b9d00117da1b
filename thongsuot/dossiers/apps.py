from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "thongsuot.dossiers"
    label = "dossiers"

    def ready(self):
        from thongsuot.dossiers import handlers, notices, rotation  # noqa: F401  (handlers subscribe to events of the task list)

        rotation.register()
        notices.register()
