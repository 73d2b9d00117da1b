from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "thongsuot.payments"
    label = "payments"

    def ready(self):
        from thongsuot.payments import fillings, handlers, journalling  # noqa: F401  (handlers subscribe)
        from thongsuot.payments.services import signing_cash

        journalling.name_entries()
        fillings.register()
        signing_cash.connect()
