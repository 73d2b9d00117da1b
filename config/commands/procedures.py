"""Danh mục thủ tục: a file of the national catalogue compared with ours; nothing is applied from here."""

import argparse
import json
from pathlib import Path

from config.cli import FOUND_SOMETHING
from config.commands.session import django_session, say
from config.run.problem import CannotRun


def import_file(chosen: argparse.Namespace) -> int:
    """Report the differences, and leave a run to be approved unless it is a dry run; 1 when rows were unreadable."""
    path = Path(chosen.file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CannotRun(f"Không đọc được tệp {path}: {error.strerror}.") from error
    with django_session():
        from django.core.serializers.json import DjangoJSONEncoder

        from thongsuot.common.errors import Refused
        from thongsuot.common.now import now
        from thongsuot.procedures import import_report, importing

        try:
            comparison = importing.compared(path.name, content, whole=chosen.whole, at=now())
        except Refused as refused:
            raise CannotRun(str(refused.detail)) from refused
        if chosen.json:
            print(json.dumps(import_report.as_json(comparison), ensure_ascii=False, cls=DjangoJSONEncoder))
        else:
            print("\n".join(import_report.lines(comparison)))
        if chosen.dry_run:
            say("Chạy thử, chưa ghi gì.")
        else:
            run = importing.start(comparison=comparison, by=None, at=now())
            say(f"Đã lập lần nạp số {run.pk}, chờ người kiểm soát thủ tục duyệt tại /can-bo/danh-muc/nap/{run.pk}/.")
        return FOUND_SOMETHING if comparison.counts["unreadable"] else 0
