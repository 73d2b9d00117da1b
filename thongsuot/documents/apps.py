from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "thongsuot.documents"
    label = "documents"

    def ready(self):
        from thongsuot.common import feeds
        from thongsuot.documents import handlers, journalling  # handlers subscribe to events of the task list

        feeds.register(handlers.TEXT_FEED, journalling.SUBJECT)
