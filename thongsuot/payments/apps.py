from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "thongsuot.payments"
    label = "payments"

    def ready(self):
        from thongsuot.payments import fillings, handlers, journalling  # noqa: F401  (handlers subscribe)

        journalling.name_entries()
        fillings.register()
