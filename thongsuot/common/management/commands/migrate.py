"""`migrate` của Django, with the executor that lets neighbouring steps share a state (thongsuot/common/migrating.py)."""

from typing import Any

from django.core.management.commands import migrate as django_migrate

from thongsuot.common.migrating import QuickExecutor


class Command(django_migrate.Command):
    """Chạy các migration."""

    def handle(self, *args: object, **options: object) -> None:
        """As Django's, with our executor in its place."""
        module: Any = django_migrate
        before, module.MigrationExecutor = module.MigrationExecutor, QuickExecutor
        try:
            super().handle(*args, **options)
        finally:
            module.MigrationExecutor = before
