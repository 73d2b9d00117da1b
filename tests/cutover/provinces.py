"""What the three provinces have done before they come together; each has worked a little, on the same July days."""

from datetime import date, timedelta

from tests.factories.accounts import make_citizen
from tests.factories.documents import a_letter
from tests.factories.dossiers import MONDAY_9, Office, birth_submission, finished, in_processing, moment, submit
from tests.factories.procedures import BIRTH
from tests.factories.results import PDF
from tests.payments.copies import copies, with_account
from thongsuot.common import files
from thongsuot.documents import texts
from thongsuot.documents.services import arriving, taking_in
from thongsuot.dossiers import drafts, services
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Submitter
from thongsuot.payments.models import Receipt
from thongsuot.payments.services import collecting
from thongsuot.procedures.selectors import components_for, version_in_force

PASSWORD = "mật khẩu cũ của tôi 2025"
BINH_ID = "042098004321"


def work(office: Office, *, binh_born: date = date(1998, 2, 3)) -> dict[str, str]:
    """One dossier closed, one open in a specialist's hands, one paid with a receipt, one with files by a helper, a draft; a letter."""
    office.users["binh"] = make_citizen(
        "congdan.binh", full_name="Lê Văn Bình", id_number=BINH_ID, birth_date=binh_born
    )
    clerk = office.users["hotich"]
    clerk.set_password(PASSWORD)
    clerk.save()
    closed = finished(office)
    services.return_result(
        code=closed, principal=office.who("motcua1"), at=moment(8, 10), method="COUNTER", taken_by="Nguyễn Thị Lan"
    )
    with_account(office)
    paid = copies(office, at=MONDAY_9 + timedelta(minutes=5))
    receipt: Receipt = collecting.collect_cash(code=paid, principal=office.who("motcua1"), at=moment(7, 9, 30))
    _letter(office)
    drafts.start(user_id=office.users["lan"].pk, procedure_code=BIRTH, at=MONDAY_9, data={"child": {"name": "Khôi"}})
    return {
        "closed": closed,
        "open": in_processing(office, at=MONDAY_9 + timedelta(minutes=9)),
        "paid": paid,
        "receipt": str(receipt.number),
        "helped": _helped(office),
        "submitted": submit(
            office, by="lan", channel="ONLINE", at=moment(7, 11), components=_papers(office, "lan")
        ).dossier.code,
    }


def _helped(office: Office) -> str:
    wanted = birth_submission(
        office.world,
        channel="ONLINE",
        applicant=Applicant(name="Nguyễn Thị Lan", id_number="042190001234", phone="0912345678"),
        submitter=Submitter("Lê Văn Bình", "hàng xóm", BINH_ID, "0987654321", "relative"),
        components=_papers(office, "binh"),
    )
    return str(services.submit(submission=wanted, principal=office.who("binh"), at=moment(7, 10)).dossier.code)


def _letter(office: Office) -> None:
    """A letter of the province in the register of the commune, found by its words."""
    letter = a_letter(issued_on=date(2025, 7, 4), summary="V/v rà soát hộ nghèo năm 2025")
    document = arriving.arrive(unit_id=office.world.mai_phu.id, way="axis", facts=letter, at=moment(7, 9))
    taking_in.register(uid=document.uid, principal=office.who("vanphong"), at=moment(7, 10))
    texts.refresh(document.pk)


def _papers(office: Office, name: str) -> tuple[FiledComponent, ...]:
    version = version_in_force(BIRTH, MONDAY_9.date())
    assert version is not None
    content = PDF + office.world.province.code.encode()
    return tuple(
        FiledComponent(
            one.code,
            "FILED",
            file_ids=() if one.is_form else (str(files.store(content, "anh.pdf", office.users[name].pk).uid),),
        )
        for one in components_for(version, "", {})
    )
