from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "thongsuot.documents"
    label = "documents"
