from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "thongsuot.portal"
    label = "portal"

    def ready(self):
        from thongsuot.portal import downtime, kiosk
        from thongsuot.ui import slots

        slots.fill("page.top", "portal/_downtime.html", downtime.banner)
        kiosk.register()
