from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "thongsuot.dossiers"
    label = "dossiers"
