"""Bổ sung: asked once in a dossier's life, answered once; the clock stops by the policy of the procedure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.text import clean_line, clean_text
from thongsuot.dossiers import checks, claims, journalling
from thongsuot.dossiers.form_secrets import merge, seal, unseal
from thongsuot.dossiers.intake_data import FiledComponent
from thongsuot.dossiers.models import Dossier, Status, SupplementRequest
from thongsuot.dossiers.permissions import require
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.services import pauses
from thongsuot.procedures.forms import validate

ADD_COMPONENTS = """
WITH c AS (
  INSERT INTO dossiers_dossiercomponent (province_id, dossier_id, code, name, source, originals, copies, files, added_by_supplement, origin)
  SELECT %(province)s, %(dossier)s, x.code, x.name, x.source, x.originals, x.copies, x.files, true, x.origin
  FROM jsonb_to_recordset(%(components)s::jsonb) AS x(code text, name text, source text, originals smallint, copies smallint, files jsonb, origin jsonb)),
f AS (
  INSERT INTO dossiers_dossierfile (province_id, dossier_id, file_id, purpose, code, title, number, signed, added_at)
  SELECT %(province)s, %(dossier)s, x.uid, 'component', x.code, x.title, '', false, %(at)s
  FROM jsonb_to_recordset(%(files)s::jsonb) AS x(uid uuid, code text, title text)
  ON CONFLICT DO NOTHING)
UPDATE common_storedfile SET attached_at = coalesce(attached_at, %(at)s) WHERE uid = ANY(%(file_uids)s::uuid[])
"""


@transaction.atomic
def request_supplement(
    *, code: str, principal: Principal, at: datetime, items: Sequence[str], reason: str, contact: str
) -> Loaded:
    """Yêu cầu bổ sung (mẫu 02): all faults in one go; once in a dossier's life (NĐ 118/2025 Art 11)."""
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    if dossier.supplement_count and dossier.status in (Status.SUBMITTED, Status.PROCESSING):
        require(principal, "request-supplement", dossier, loaded.holders)
        raise MoveNotAllowed(
            _("Hồ sơ này đã được yêu cầu bổ sung một lần; luật chỉ cho một lần trong cả quá trình giải quyết."),
            reason="supplement_once",
        )
    require(principal, "request-supplement", dossier, loaded.holders)
    wanted = [clean_text(item, field="items", limit=500) for item in items]
    wanted = [item for item in wanted if item]
    reason = clean_text(reason, field="reason", limit=2000)
    contact = clean_line(contact, field="contact", limit=200)
    for field, value in (("items", wanted), ("reason", reason), ("contact", contact)):
        if not value:
            raise checks.invalid(field, _("Phiếu bổ sung phải ghi đủ giấy tờ cần thêm, lý do và người để hỏi."))
    if len(wanted) > 50:
        raise checks.invalid("items", _("Mỗi phiếu bổ sung tối đa 50 mục."))
    dossier.supplement_count = 1
    pauses.pause(loaded, Status.AWAITING_SUPPLEMENT, at, "supplement_count")
    SupplementRequest.objects.create(
        province_id=dossier.province_id,
        dossier=dossier,
        items=wanted,
        reason=reason,
        contact=contact,
        requested_at=at,
        requested_by_id=principal.user_id,
    )
    journalling.write(
        loaded, "supplement_requested", principal=principal, at=at, items=wanted, reason=reason, contact=contact
    )
    return dossier_for(principal, code)


@transaction.atomic
def supplement(
    *,
    code: str,
    principal: Principal,
    at: datetime,
    components: Sequence[FiledComponent] = (),
    form: dict[str, Any] | None = None,
) -> Loaded:
    """Nhận bổ sung: the dossier goes back to where it came from; RESTART by default counts its full time anew."""
    loaded = dossier_for(principal, code, lock=True)
    dossier, version = loaded.dossier, loaded.version
    require(principal, "supplement", dossier, loaded.holders)
    if not components and not form:
        raise checks.invalid("components", _("Chưa có giấy tờ hay thông tin nào được bổ sung."), "supplement_empty")
    papers = checks.papers_checked(
        version,
        dossier.case_code,
        components,
        owner_id=principal.user_id,
        online=principal.kind == "citizen" or principal.speaks_for is not None,
    )
    papers = claims.verified(
        papers,
        components,
        version,
        principal,
        case_code=dossier.case_code,
        owner_hash=bytes(dossier.applicant_hash) if dossier.applicant_hash else None,
        owner_id=dossier.applicant_user_id,
        at=at,
    )
    if form:
        merged = merge(unseal(version, dossier.form, dossier.uid), form)
        corrected = validate(version, dossier.case_code, merged, dossier.channel, partial=True)
        dossier.form = seal(version, corrected, dossier.uid)
    _add_papers(dossier, papers, at)
    policy = version.pause_policies.get("supplement", "RESTART")
    pauses.go_on(loaded, policy, "supplement", at, "form")
    SupplementRequest.objects.filter(province_id=dossier.province_id, dossier_id=dossier.pk).update(answered_at=at)
    journalling.write(
        loaded,
        "supplemented",
        principal=principal,
        at=at,
        components=sorted(papers.given),
        origins=claims.journalled(papers.rows),
        files=[f["sha256"] for row in papers.rows for f in row["files"]],
        policy=policy,
        due_at=dossier.due_at.isoformat() if dossier.due_at else None,
    )
    return dossier_for(principal, code)


def _add_papers(dossier: Dossier, papers: checks.Papers, at: datetime) -> None:
    if not papers.rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_COMPONENTS,
            {
                "province": dossier.province_id,
                "dossier": dossier.pk,
                "at": at,
                "components": orjson.dumps(papers.rows).decode(),
                "files": orjson.dumps(papers.files).decode(),
                "file_uids": [f["uid"] for f in papers.files],
            },
        )
