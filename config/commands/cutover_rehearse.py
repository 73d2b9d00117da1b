"""Diễn tập một kế hoạch: copy, run the real thing on the copy in a process of its own, print and keep what came out."""

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any
from urllib.parse import quote, urlencode

from config.cli import COULD_NOT_RUN, FOUND_SOMETHING
from config.commands.session import django_session, say
from config.run.problem import CannotRun

LONGEST_SECONDS = 4 * 3600


def rehearse(chosen: argparse.Namespace) -> int:
    """0 when the night could go so, 1 when it would be refused or the books differ, 2 when it could not be tried."""
    with django_session():
        from thongsuot.common.errors import Refused
        from thongsuot.cutover.models import Plan

        plan = Plan.objects.filter(code=chosen.code).first()
        if plan is None:
            raise CannotRun(f"Không có kế hoạch “{chosen.code}”.")
        try:
            report = carried_out(plan, by=_person(chosen.by))
        except Refused as refused:
            raise CannotRun(f"{refused.title}. {refused.detail}") from refused
    print(json.dumps(report, ensure_ascii=False))
    if "failed" in report:
        say(f"Diễn tập không chạy được: {report['failed']}")
        return COULD_NOT_RUN
    return FOUND_SOMETHING if "refused" in report or report["books"]["differ"] else 0


def carried_out(plan: Any, *, by: Any = None) -> dict[str, Any]:
    """Copy, act, throw away, keep the report; the copy is thrown away whatever happens."""
    from thongsuot.common.now import now
    from thongsuot.cutover.rehearsing.copying import close_copy, open_copy
    from thongsuot.cutover.services.rehearsals import begin, finish, step

    rehearsal, began = begin(plan, by=by, at=now()), time.monotonic()
    report: dict[str, Any] = {"failed": "bị ngắt giữa chừng"}
    try:
        say("Chép những gì sẽ chuyển…")
        copy = open_copy(rehearsal.pk)
        say(f"Đã chép {sum(copy.rows.values()):,} dòng trong {copy.seconds:.1f} giây; chạy thử…".replace(",", "."))
        step(rehearsal, "act", rows=sum(copy.rows.values()))
        report = _in_the_copy(plan.code, copy.schema, copy.role)
        report.setdefault("seconds", {})["copy"] = round(copy.seconds, 3)
        report["rows"] = {name: number for name, number in copy.rows.items() if number}
    except BaseException as problem:
        report = {"failed": str(problem) or type(problem).__name__}
        raise
    finally:
        close_copy(rehearsal.pk)
        report.setdefault("seconds", {})["all"] = round(time.monotonic() - began, 3)
        finish(rehearsal, report, at=now())
    return report | {"rehearsal": rehearsal.pk}


def _in_the_copy(code: str, schema: str, role: str) -> dict[str, Any]:
    """The child's report; what it said before it broke when it broke."""
    environment = dict(os.environ) | {"DATABASE_URL": _address(schema, role)}
    environment.pop("THONGSUOT_DB_ROLE", None)
    done = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "config.commands.rehearsal_child", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    if done.returncode:
        return {"failed": _last_words(done.stderr)}
    return dict(json.loads(done.stdout))


def _last_words(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    forbidden = [line for line in lines if "permission denied" in line]
    if forbidden:
        table = forbidden[-1].rsplit(" ", 1)[-1]
        return f"bảng {table} bị ghi khi chuyển mà chưa được chép (thongsuot/cutover/rehearsing/tables.py)"
    return lines[-1] if lines else "không rõ vì sao"


def _address(schema: str, role: str) -> str:
    """The same database as here, with copies found first and as the role that may only read the live tables."""
    from django.db import connection

    known = connection.settings_dict
    who = quote(known["USER"], safe="") + (f":{quote(known['PASSWORD'], safe='')}" if known["PASSWORD"] else "")
    options = {"options": f"-c search_path={schema},public -c role={role}"}
    for name in ("host", "port"):
        if known[name.upper()]:
            options[name] = str(known[name.upper()])
    return f"postgresql://{who}@/{quote(str(known['NAME']), safe='')}?{urlencode(options, quote_via=quote)}"


def _person(username: str) -> Any:
    """Whoever starts it by name; without a name it is the command line."""
    if not username:
        return None
    from thongsuot.accounts.models import User
    from thongsuot.accounts.principal import principal_of
    from thongsuot.common.now import now

    user = User.objects.filter(username=username).first()
    if user is None:
        raise CannotRun(f"Không có tài khoản “{username}”.")
    return principal_of(user.pk, now())
