from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "thongsuot.portal"
    label = "portal"

    def ready(self):
        from thongsuot.portal import kiosk

        kiosk.register()
