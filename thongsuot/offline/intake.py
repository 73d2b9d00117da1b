"""Từ bì thư thành hồ sơ nộp: what the PC wrote down, read as the API reads a dossier."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import Field, ValidationError

from thongsuot.common.api import Moment
from thongsuot.common.errors import Invalid
from thongsuot.dossiers.intake_data import Submission
from thongsuot.dossiers.models import Channel
from thongsuot.dossiers.schemas import ApplicantIn, ComponentIn, Strict, SubmitterIn


class WrittenDown(Strict):
    """Nội dung một hồ sơ nhận khi mất mạng; without `form` the declaration stays on paper until the specialist's step.

    `ticket_at`, `began_at`: when its number was taken and its turn began, by the PC's clock.
    """

    procedure_code: str = Field(max_length=60)
    case_code: str | None = Field(None, max_length=60)
    applicant: ApplicantIn
    submitter: SubmitterIn | None = None
    components: list[ComponentIn] = Field([], max_length=200)
    version_id: int | None = None
    fee: str | None = Field(None, max_length=500)
    ticket: str | None = Field(None, max_length=20)
    note: str | None = Field(None, max_length=500)
    form: dict[str, Any] = {}
    ticket_at: Moment | None = None
    began_at: Moment | None = None


def read(content: Mapping[str, Any]) -> WrittenDown:
    """Đọc nội dung; Invalid names the fields, so that a person can see what the PC sent."""
    try:
        return WrittenDown.model_validate(content)
    except ValidationError as wrong:
        errors = [
            {"field": ".".join(str(part) for part in one["loc"]), "message": one["msg"]}
            for one in wrong.errors(include_url=False, include_input=False)
        ]
        raise Invalid(_("Nội dung máy quầy gửi lên không đọc được."), code="unreadable_item", errors=errors) from None


def submission(written: WrittenDown, unit_code: str, offline: dict[str, Any]) -> Submission:
    """Như nộp tại quầy của đơn vị."""
    return Submission(
        procedure_code=written.procedure_code,
        case_code=written.case_code or "",
        receiving_unit=unit_code,
        channel=Channel.DIRECT,
        applicant=written.applicant.plain(),
        submitter=written.submitter.plain() if written.submitter else None,
        components=tuple(component.plain() for component in written.components),
        form=written.form,
        receive=True,
        offline=offline,
    )
