from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ExchangeConfig(AppConfig):
    name = "thongsuot.exchange"
    label = "exchange"

    def ready(self):
        from thongsuot.common import crypto
        from thongsuot.exchange import side
        from thongsuot.exchange.axis import queueing as axis_queueing
        from thongsuot.exchange.axis import stuck as axis_stuck
        from thongsuot.exchange.services import queueing
        from thongsuot.exchange.stuck import money, own_kinds
        from thongsuot.ui import slots

        queueing.register()
        axis_queueing.register()
        axis_stuck.register_axis()
        own_kinds.register_own()
        money.register_money()
        crypto.register_column("exchange_inmessage", "raw", key="id", aad=lambda uid: uid.bytes, needs=("uid",))
        slots.fill("dossier.side", "exchange/_dossier_side.html", side.of_dossier, order=30)
        post_migrate.connect(_write_systems, sender=self, dispatch_uid="exchange.systems")


def _write_systems(**_more: Any) -> None:
    """The database learns which systems there are."""
    from thongsuot.exchange import systems

    systems.write_described()
