"""Có chứng thư rồi thì mời: one task for the unit when something stored unsigned could be signed now; nothing is asked for.

It ends when somebody sends things to be signed, or says that they stay unsigned.
"""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.language import in_vietnamese
from thongsuot.common.transactions import one_transaction
from thongsuot.org.selectors import unit_info
from thongsuot.signatures import late
from thongsuot.signatures.models import Certificate
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import OpenWork, TaskState
from thongsuot.tasks.specs import TaskSpec

TASK = "signature.unsigned"


@in_vietnamese()
def offer(certificate: Certificate, *, at: datetime) -> bool:
    """Mở một việc cho đơn vị của chứng thư này, unless one is open; says whether. In the caller's transaction."""
    unit_id = certificate.unit_id
    if OpenWork.objects.filter(unit_id=unit_id, kind=TASK).exists():
        return False
    found = [str(one.what) for one in late.every_source() if one.listed(unit_id, at, 1)]
    if not found:
        return False
    unit = unit_info(unit_id, timezone.localdate(at))
    seal = certificate.kind == Certificate.Kind.SEAL
    spec = TaskSpec(
        province_id=unit.province_id or unit.id,
        unit_id=unit_id,
        role=Role.DOCUMENT_CLERK if seal else Role.UNIT_LEADER,
        kind=TASK,
        what=_("Xem những thứ đã lưu chưa ký số, nay ký được: %(what)s") % {"what": ", ".join(found)},
        result=_("Đã trình ký những thứ cần ký, hoặc để chưa ký số"),
        accountable=_("Văn thư") if seal else _("Lãnh đạo đơn vị"),
        subject_kind="certificate",
        subject_id=certificate.pk,
        subject_code=certificate.serial[:60],
        subject_title=certificate.subject,
        page=f"{reverse('signatures:unsigned')}?don-vi={unit_id}",
    )
    tasks.open_tasks([spec], at=at)
    return True


@one_transaction
def answered(unit_id: int, *, principal: Principal, at: datetime, done: bool = True) -> int:
    """Đã trả lời lời mời: sent to be signed (`done`), or left unsigned; the unit's task ends. Returns how many ended."""
    open_ones = dict(OpenWork.objects.filter(unit_id=unit_id, kind=TASK).values_list("task_id", "province_id"))
    for task_id, province_id in open_ones.items():
        state = TaskState.DONE if done else TaskState.CANCELLED
        tasks.close_tasks([task_id], province_id=province_id, by_id=principal.user_id, at=at, state=state)
    return len(open_ones)
