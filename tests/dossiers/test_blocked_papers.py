"""What no signature could be asked for stands in the register of signers, and is presented from its list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.documents.outgoing_story import StandInGate
from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office, in_processing, moment
from tests.page_client import PageClient
from thongsuot.common.now import frozen
from thongsuot.documents import gate
from thongsuot.documents.models import Document
from thongsuot.dossiers import services
from thongsuot.dossiers.models import PaperSigning

pytestmark = pytest.mark.django_db
AT = moment(7, 14)
LIST, REGISTER = "/can-bo/ho-so/chua-ky-so/", "/can-bo/so-nguoi-ky/"


@pytest.fixture
def unsigned():
    stand_in, before = StandInGate(why_not="Cơ quan chưa có chứng thư số."), gate.current()
    gate.use(stand_in)
    with frozen(AT):
        yield stand_in
    gate.use(before)


def rejected(office: Office):
    how = {"principal": office.who("chutich"), "at": AT, "outcome": "rejected", "note": "Không đủ căn cứ"}
    return services.finish(code=in_processing(office), **how).dossier


def page_for(office: Office, name: str, address: str) -> str:
    answer = sign_in(PageClient(), office.users[name]).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_register_of_signers_counts_them_with_the_reason_and_where_to_go(office: Office, unsigned):
    rejected(office)
    rejected(office)
    words = page_for(office, "chutich", REGISTER)
    assert "2 kết quả hồ sơ chưa trình ký được" in words
    assert "Cơ quan chưa có chứng thư số." in words
    assert LIST in words


def test_the_list_names_paper_dossier_and_reason_and_the_chair_presents_them(office: Office, unsigned):
    dossiers = [rejected(office), rejected(office)]
    words = page_for(office, "chutich", LIST)
    assert all(one.code in words for one in dossiers)
    unsigned.why_not = ""
    client = sign_in(PageClient(), office.users["chutich"])
    answer = client.post(f"{LIST}trinh-ky/", {"chon": [one.code for one in dossiers]}, follow=True)
    assert "Đã trình ký 2 giấy tờ." in answer.content.decode()
    assert Document.objects.filter(subject_kind="dossier").count() == 2
    assert "Không có giấy tờ nào bị chặn" in page_for(office, "chutich", LIST)


def test_what_is_still_blocked_says_why_and_stays(office: Office, unsigned):
    dossier = rejected(office)
    client = sign_in(PageClient(), office.users["chutich"])
    answer = client.post(f"{LIST}trinh-ky/", {"chon": [dossier.code, "H-KHONG-CO"]}, follow=True)
    assert "Cơ quan chưa có chứng thư số." in answer.content.decode()
    assert PaperSigning.objects.get().document_id is None


def test_another_units_leader_sees_nothing(office: Office, unsigned):
    dossier = rejected(office)
    assert dossier.code not in page_for(office, "tk_chutich", LIST)


def test_the_list_costs_the_same_for_many(office: Office, unsigned):
    first = rejected(office)
    row = PaperSigning.objects.get()
    for _n in range(30):
        row.pk = None
        row.save(force_insert=True)
    client = sign_in(PageClient(), office.users["chutich"])
    client.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        words = client.get(LIST).content.decode()
    assert words.count(f'value="{first.code}"') == 31
    assert len(captured) <= 7, [q["sql"][:90] for q in captured]
