"""Khi đơn vị kế thừa: what was signed keeps its unit; the seal of a dissolved unit signs nothing from that day on.

`permissions.certificates_for` asks whether the unit is in force, so the seal ends at the very hour of the change without
anybody doing anything. What still waits for a signature of the old unit is a red line before the change; what waits all
the same goes to the successor with its subject, whose seal or people sign it. When who was named has no post there, it is
ended with a word (`services.ending`) and the drafter is told.
"""

from django.utils.translation import gettext_lazy as _

from thongsuot.org.moving import moves
from thongsuot.org.registry import follows, stays
from thongsuot.org.table_mover import TableMover
from thongsuot.signatures.models import SUBJECT, AskingRun, Certificate, SigningRequest, SigningRow, SigningRun

stays(Certificate, "unit", why="chứng thư của đơn vị nào là của đơn vị ấy; hết dùng khi đơn vị thôi hiệu lực")
follows(
    SigningRequest,
    "unit",
    how="chữ ký đang chờ sang đơn vị kế thừa cùng việc của nó, người được nêu tên không còn chức vụ ở đó thì thôi và báo lại; đã ký thì giữ đơn vị lúc ký",
)
stays(SigningRequest, "province_id", why="tỉnh lúc xin ký, là khoá chia bảng")
stays(SigningRun, "province_id", why="tỉnh lúc ký")
stays(SigningRow, "province_id", why="tỉnh của chữ ký")
stays(AskingRun, "unit", why="đơn vị lúc trình; chữ ký đã xin đi theo SigningRequest")
stays(AskingRun, "province_id", why="tỉnh lúc trình")

moves(
    TableMover(
        kind="signature",
        label=_("chữ ký đang chờ"),
        journal=SUBJECT,
        columns=((SigningRequest, "unit"),),
        open="m.state = 'waiting'",
        code="m.subject_code",
        title="m.subject_title",
        due="m.due_at",
        facts="jsonb_build_object('with', CASE WHEN m.subject_kind = 'document' THEN 'document:' || m.subject_id END)",
    )
)
