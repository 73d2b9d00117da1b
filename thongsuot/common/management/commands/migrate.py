"""`migrate` của Django, whose neighbouring steps share a state (thongsuot/common/migrating.py)."""

from typing import Any

from django.core.management.commands import migrate as django_migrate

from thongsuot.common.migrating import together


class Command(django_migrate.Command):
    """Chạy các migration."""

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's. With --fake-initial it looks for the tables of single steps, so they stay single."""
        self.alone = options["fake_initial"]
        super().handle(*args, **options)

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """Told of each migration before it runs forwards: that is where its steps are put together."""
        if action == "apply_start" and not (fake or self.alone):
            migration.operations = together(migration.operations)
        super().migration_progress_callback(action, migration, fake)
