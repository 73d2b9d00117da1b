from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommonConfig(AppConfig):
    name = "thongsuot.common"
    label = "common"

    def ready(self):
        post_migrate.connect(_write_feeds, sender=self, dispatch_uid="common.feeds")


def _write_feeds(**_more: Any) -> None:
    """The database learns which feeds the rooms have registered."""
    from thongsuot.common import feeds

    feeds.write_registered()
