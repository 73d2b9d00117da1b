from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ExchangeConfig(AppConfig):
    name = "thongsuot.exchange"
    label = "exchange"

    def ready(self):
        from thongsuot.exchange.services import queueing

        queueing.register()
        post_migrate.connect(_write_systems, sender=self, dispatch_uid="exchange.systems")


def _write_systems(**_more: Any) -> None:
    """The database learns which systems there are."""
    from thongsuot.exchange import systems

    systems.write_described()
