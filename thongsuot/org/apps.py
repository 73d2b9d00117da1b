from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "thongsuot.org"
    label = "org"
