from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "thongsuot.exchange"
    label = "exchange"
