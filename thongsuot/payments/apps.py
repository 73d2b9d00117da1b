from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "thongsuot.payments"
    label = "payments"
