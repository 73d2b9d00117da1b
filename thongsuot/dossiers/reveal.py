"""Xem điều được che, có lý do: the full ID number for clerk and specialist who hold the dossier, contents for the auditor.

Every look stands in the journal with role and reason, and the applicant reads it under "Ai đã xem thông tin của tôi".
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.crypto import decrypt
from thongsuot.common.errors import Forbidden
from thongsuot.common.text import clean_text
from thongsuot.dossiers import journalling
from thongsuot.dossiers.checks import invalid
from thongsuot.dossiers.models import Holding
from thongsuot.dossiers.permissions import Sight
from thongsuot.dossiers.selectors.one import Loaded, dossier_for

READERS = frozenset({Role.COUNTER_CLERK, Role.SPECIALIST})
SHORTEST = 5
# What the page offers; another reason may be written.
REASONS = (
    gettext_lazy("Đối chiếu giấy tờ tùy thân"),
    gettext_lazy("Tra cứu trong cơ sở dữ liệu chuyên ngành"),
    gettext_lazy("Ghi vào kết quả, sổ đăng ký"),
    gettext_lazy("Liên hệ cơ quan khác để xác minh"),
)


def may_reveal(principal: Principal, loaded: Loaded) -> bool:
    """Clerk or specialist of a unit that holds the dossier now."""
    return loaded.dossier.applicant_cipher is not None and bool(_role(principal, loaded))


def _role(principal: Principal, loaded: Loaded) -> tuple[int, str] | None:
    """Unit and role through which this person holds the dossier; who was only asked for an opinion does not."""
    for holder in loaded.holders:
        if holder.involvement == Holding.Involvement.CONSULTED:
            continue
        if roles := sorted(principal.roles_in(holder.unit_id) & READERS):
            return holder.unit_id, roles[0]
    return None


def _reason(text: str) -> str:
    """A reason that says something; refused otherwise."""
    why = clean_text(text, field="reason", limit=500)
    if len(why) < SHORTEST:
        raise invalid("reason", _("Hãy ghi lý do xem; người dân đọc được lý do này ở trang của họ."), "reason_missing")
    return why


@transaction.atomic
def reveal_number(*, code: str, principal: Principal, at: datetime, reason: str) -> str:
    """The plain number; who looked, in which role, when and why stands in the journal."""
    loaded = dossier_for(principal, code)
    found = _role(principal, loaded)
    if found is None or loaded.dossier.applicant_cipher is None:
        raise Forbidden(_("Chỉ cán bộ một cửa, chuyên viên đang giữ hồ sơ mới xem được số định danh đầy đủ."))
    why, dossier = _reason(reason), loaded.dossier
    unit_id, role = found
    journalling.write(loaded, "id_number_revealed", principal=principal, at=at, unit_id=unit_id, reason=why, role=role)
    return decrypt(bytes(dossier.applicant_cipher or b""), dossier.uid.bytes)


@transaction.atomic
def read_contents(*, code: str, principal: Principal, at: datetime, reason: str) -> Loaded:
    """Thanh tra xem nội dung: whoever otherwise sees metadata only, once, for a reason that is kept."""
    loaded = dossier_for(principal, code)
    if loaded.sight is not Sight.METADATA:
        raise Forbidden(_("Chỉ thanh tra cần mở nội dung theo cách này."))
    why = _reason(reason)
    unit_id = next(post.unit_id for post in principal.posts if post.role == Role.AUDITOR)
    journalling.write(
        loaded, "contents_read", principal=principal, at=at, unit_id=unit_id, reason=why, role=Role.AUDITOR
    )
    loaded.sight = Sight.OFFICIAL
    return loaded
