from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "thongsuot.portal"
    label = "portal"
