"""Kế hoạch chuyển đổi: drawn up, checked and decided from the command line; results are JSON on standard output."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from config.cli import FOUND_SOMETHING
from config.commands.session import django_session, say
from config.run.problem import CannotRun


def draw_up(chosen: argparse.Namespace) -> int:
    """Draw up (or fill again) the plan of a province from what `org` knows, or from a table or workbook."""
    with django_session(), _refusals_told():
        from django.db import transaction

        from thongsuot.common.now import now
        from thongsuot.cutover.models import Plan
        from thongsuot.cutover.selectors.plans import size

        with transaction.atomic():
            plan = Plan.objects.filter(code=chosen.code).first() or _new(chosen, now())
            diff = _fill(plan, chosen, now())
            plan.refresh_from_db()
            counted = size(plan)
        result = {
            "code": plan.code,
            "province": chosen.province,
            "effective_on": plan.effective_on.isoformat(),
            "version": plan.version,
            "old": counted.old,
            "new": counted.new,
            "split": counted.split,
            "districts": counted.districts,
            "changes": diff.counts,
        }
    print(json.dumps(result, ensure_ascii=False))
    return 0


def check(chosen: argparse.Namespace) -> int:
    """Say what does not fit; 1 when something forbids the decision."""
    with django_session(), _refusals_told():
        from django.utils import timezone

        from thongsuot.common.now import now
        from thongsuot.cutover import checks

        found = checks.check(_plan(chosen.code), today=timezone.localdate(now()))
        red = any(finding.severity is checks.Severity.RED for finding in found)
        if chosen.json:
            print(json.dumps([finding.as_json() for finding in found], ensure_ascii=False))
        else:
            for finding in found:
                print(f"[{finding.severity.words}] {finding.title} ({len(finding.things)})")
                print(f"    {finding.advice}")
                for thing in finding.things:
                    print(f"    - {thing.words}")
    return FOUND_SOMETHING if red else 0


def decide(chosen: argparse.Namespace) -> int:
    """Decide a plan (or cancel its decision) in the name of a planner; 1 when red lines forbid it."""
    with django_session():
        from thongsuot.common.now import now
        from thongsuot.cutover.services.deciding import RedLines, cancel
        from thongsuot.cutover.services.deciding import decide as carry_out

        with _refusals_told():
            by, at = _principal(chosen.by, now()), now()
            try:
                if chosen.cancel:
                    plan = cancel(code=chosen.code, by=by, at=at, reason=chosen.reason)
                else:
                    plan = carry_out(code=chosen.code, by=by, at=at)
            except RedLines as refused:
                print(
                    json.dumps(
                        {"code": chosen.code, "red_lines": [e["message"] for e in refused.errors]}, ensure_ascii=False
                    )
                )
                say(str(refused.detail))
                return FOUND_SOMETHING
        print(json.dumps({"code": plan.code, "state": plan.state, "effective_on": plan.effective_on.isoformat()}))
    return 0


def _new(chosen: argparse.Namespace, at: Any) -> Any:
    from thongsuot.cutover.models import PlanKind
    from thongsuot.cutover.services.from_org import basis_known, province_of_code
    from thongsuot.cutover.services.plans import NewPlan, draw_up

    if not chosen.province or not chosen.on:
        raise CannotRun("Kế hoạch mới cần --province (mã tỉnh) và --on (ngày hiệu lực, YYYY-MM-DD).")
    try:
        on = date.fromisoformat(chosen.on)
    except ValueError:
        raise CannotRun(f"Ngày không đúng: {chosen.on}. Hãy ghi như 2025-07-01.") from None
    province = province_of_code(chosen.province, on)
    basis = chosen.basis or basis_known(province.id, on)
    if not basis:
        raise CannotRun("Chưa biết nghị quyết: hãy nêu --basis.")
    title = chosen.title or f"Sắp xếp đơn vị hành chính cấp xã {province.full_name[0].lower()}{province.full_name[1:]}"
    new = NewPlan(title, province.id, on, basis, chosen.code, PlanKind.PROVINCE, chosen.exercise)
    return draw_up(new=new, by=None, at=at)


def _fill(plan: Any, chosen: argparse.Namespace, at: Any) -> Any:
    from thongsuot.cutover.services.filling import fill
    from thongsuot.cutover.services.from_org import fill_from_org
    from thongsuot.cutover.services.uploads import read

    if not chosen.from_table:
        return fill_from_org(plan=plan, by=None, at=at)
    path = Path(chosen.from_table)
    try:
        content = read(path.read_bytes(), plan)
    except OSError as error:
        raise CannotRun(f"Không đọc được tệp {path}: {error.strerror}.") from error
    for remark in content.remarks:
        say(str(remark))
    words = f"Nạp tệp {path.name}"
    return fill(code=plan.code, content=content, whole=True, verb="plan_imported", words=words, by=None, at=at)


def _plan(code: str) -> Any:
    from thongsuot.cutover.models import Plan

    plan = Plan.objects.filter(code=code).first()
    if plan is None:
        raise CannotRun(f"Không có kế hoạch mang mã {code}.")
    return plan


def _principal(username: str, at: Any) -> Any:
    """Who answers for it; None (only good for an exercise) when nobody is named."""
    from thongsuot.accounts.models import User
    from thongsuot.accounts.principal import principal_of

    if not username:
        return None
    user = User.objects.filter(username=username.lower()).first()
    principal = principal_of(user.pk, at) if user else None
    if principal is None:
        raise CannotRun(f"Không có tài khoản {username}.")
    return principal


@contextmanager
def _refusals_told() -> Iterator[None]:
    from thongsuot.common.errors import Refused

    try:
        yield
    except Refused as refused:
        told = [str(refused.detail), *(str(error["message"]) for error in refused.errors if error.get("message"))]
        raise CannotRun("\n".join(told)) from refused
