from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "thongsuot.org"
    label = "org"

    def ready(self) -> None:
        from thongsuot.org import views
        from thongsuot.ui import slots

        slots.fill("refused.more", "org/_successors.html", views.successors_of)
