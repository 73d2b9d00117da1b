"""Xuất yêu cầu cấp hộp thư, chứng thư số: the lines go to who grants them; when each left is kept."""

from datetime import datetime

from django.db import transaction

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.sheets import DAY, Column, write_table
from thongsuot.cutover.models import AccountWish, Plan

COLUMNS = {
    AccountWish.Kind.MAILBOX: "Tên hộp thư đề nghị",
    AccountWish.Kind.CERTIFICATE: "Được ký",
}


@transaction.atomic
def export(*, by: Principal, plan: Plan, kind: str, at: datetime) -> bytes:
    """Bảng yêu cầu (Excel) of all people of the plan who need one; those not exported before are marked now."""
    wishes = (
        AccountWish.objects.select_for_update(of=("self",))
        .filter(post__plan=plan, kind=kind)
        .select_related("post__new", "post__user")
        .order_by("post__new__full_name", "post_id")
    )
    mail = kind == AccountWish.Kind.MAILBOX
    columns = [
        Column("Đơn vị", width=28),
        Column("Họ và tên", width=28),
        Column("Ngày sinh", DAY),
        Column("Chức vụ", width=32),
        Column("Điện thoại"),
        Column("Tên đăng nhập"),
        Column(COLUMNS[AccountWish.Kind(kind)]),
        Column("Đã gửi trước đó"),
    ]
    rows = [
        (
            wish.post.new.full_name if wish.post.new else "",
            wish.post.full_name,
            wish.post.birth_date,
            wish.post.title,
            wish.post.phone,
            wish.post.username,
            wish.proposed if mail else wish.post.signs,
            wish.exported_at is not None,
        )
        for wish in wishes
    ]
    content = write_table(columns, rows, str(AccountWish.Kind(kind).label).capitalize(), made_at=at)
    AccountWish.objects.filter(post__plan=plan, kind=kind, exported_at=None).update(exported_at=at)
    data = {"plan": plan.code, "kind": kind, "count": len(rows)}
    journal.append(
        [
            journal.Entry(
                plan.province_id, "cutover_plan", plan.pk, "wishes_exported", at, actor_id=by.user_id, data=data
            )
        ]
    )
    return content
