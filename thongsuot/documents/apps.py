from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "thongsuot.documents"
    label = "documents"

    def ready(self):
        from thongsuot.documents import handlers  # noqa: F401  (handlers subscribe to events of the task list)
