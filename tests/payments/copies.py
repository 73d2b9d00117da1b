"""A dossier whose fee the tariff knows: true copies, 2 pages × 2,000 đ × 3 = 12,000 đ; and accounts for the two communes."""

from datetime import date, datetime
from typing import Any

from tests.factories.dossiers import MONDAY_9, Office, papers_for, submit
from tests.factories.procedures import COPY, FULL_FORMS
from thongsuot.payments.models import BeneficiaryAccount
from thongsuot.payments.services import accounts

PRICE = 12_000


def copies(office: Office, *, at: datetime = MONDAY_9, **changes: Any) -> str:
    """Received at the counter of Mai Phụ, nothing asked for yet; returns the code."""
    papers = papers_for(COPY, form=FULL_FORMS[COPY])
    given = {"procedure_code": COPY, "form": FULL_FORMS[COPY], "components": papers, **changes}
    return str(submit(office, at=at, **given).dossier.code)


def with_account(office: Office, number: str = "1020304050") -> BeneficiaryAccount:
    """Mai Phụ gets an account."""
    return accounts.put(
        office.world.mai_phu.id,
        "970405",
        number,
        date(2025, 7, 1),
        by_id=office.users["quantri"].pk,
        at=MONDAY_9,
        bank_name="Agribank",
        holder="UBND xã Mai Phụ",
        is_demo=True,
    )
