from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "thongsuot.portal"
    label = "portal"

    def ready(self):
        from thongsuot.portal import contacts, downtime, kiosk
        from thongsuot.ui import slots

        slots.fill("page.top", "portal/_downtime.html", downtime.banner)
        slots.fill("unit.main", "portal/_unit_contact.html", contacts.on_unit_page, order=20)
        kiosk.register()
