from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "thongsuot.dossiers"
    label = "dossiers"

    def ready(self):
        from thongsuot.dossiers import handlers  # noqa: F401  (subscribes to events of the task list)
