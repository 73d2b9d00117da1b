"""Nhận tệp quét từ một thư mục: what a scanner left there goes into an open batch. The result is JSON on standard output."""

import argparse
import json
from pathlib import Path
from uuid import UUID

from config.cli import FOUND_SOMETHING
from config.commands.records import _person, _refusals
from config.commands.session import django_session
from config.run.problem import CannotRun


def scan(chosen: argparse.Namespace) -> int:
    """Take every file of the folder; 1 when some were refused. Doing it again takes only what is new."""
    folder = Path(chosen.folder)
    if not folder.is_dir():
        raise CannotRun(f"Không có thư mục {folder}.")
    try:
        uid = UUID(chosen.batch)
    except ValueError as wrong:
        raise CannotRun("UID của mẻ không đúng: chép từ địa chỉ của trang mẻ số hoá.") from wrong
    with django_session(), _refusals():
        from thongsuot.common.now import now
        from thongsuot.records import jobs_digitising
        from thongsuot.records.digitising.services import intake

        taken = intake.take_folder(uid=uid, folder=folder, by=_person(chosen.by), at=now())
        jobs_digitising.open_lanes()
        refused = {one.name: one.why for one in taken if one.refused}
    print(json.dumps({"pages": sum(one.pages for one in taken), "refused": refused}, ensure_ascii=False))
    return FOUND_SOMETHING if refused else 0
