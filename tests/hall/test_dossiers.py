"""Số thứ tự và hồ sơ là một: nothing is typed twice, the reception ends the turn, the link is kept."""

import re
from uuid import uuid4

import pytest

from tests.factories.accounts import sign_in
from tests.factories.dossiers import LAN_ID, moment
from tests.factories.hall import Centre
from tests.page_client import PageClient
from thongsuot.common.crypto import decrypt
from thongsuot.common.journal import timeline
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier, TicketDossier
from thongsuot.hall.models import Ticket

pytestmark = pytest.mark.django_db
AT = moment(7, 9, 30)
SAID = {"name": "Nguyễn Thị Lan", "id_number": LAN_ID, "birth_date": "20/05/1990", "address": "Thôn 4, xã Mai Phụ"}


@pytest.fixture(autouse=True)
def half_past_nine():
    with frozen(AT):
        yield


@pytest.fixture
def clerk(centre: Centre) -> PageClient:
    client = PageClient()
    sign_in(client, centre.office.users["motcua1"])
    centre.sit("motcua1", 3, AT)
    return client


def called(centre: Centre, **more: object) -> Ticket:
    centre.take("A", AT, procedure_code="1.001193", **{"said": SAID, **more})
    ticket = centre.call(at=AT)
    assert ticket is not None
    return ticket


def receive(clerk: PageClient, ticket: Ticket | None, **values: object) -> str:
    address = "/can-bo/quay/moi/1.001193/"
    page = clerk.get(address + (f"?so={ticket.uid}" if ticket else "")).content.decode()
    typed = dict(re.findall(r'name="(name|birth_date|address|phone)" type="\w+" value="([^"]*)"', page))
    components = [part.split('"')[0] for part in page.split('name="component" value="')[1:]]
    body = {"act": "receive", "component": components, **typed}
    body |= {"so": str(ticket.uid), "ticket_number": "1"} if ticket else {}
    answer = clerk.post(address, body | values)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer["Location"])


def test_what_was_said_at_the_kiosk_is_there_and_the_reception_ends_the_turn(centre: Centre, clerk: PageClient) -> None:
    ticket = called(centre)
    where = clerk.post(f"/can-bo/hang-cho/so/{ticket.uid}/", {"viec": "bat-dau", "ve": "/can-bo/quay/"})["Location"]
    where = clerk.get(where)["Location"]
    assert where == f"/can-bo/quay/moi/1.001193/?so={ticket.uid}", "straight to what he came for"
    page = clerk.get(where).content.decode()
    assert 'value="Nguyễn Thị Lan"' in page
    assert LAN_ID not in page
    done = receive(clerk, ticket)
    dossier = Dossier.objects.get()
    assert decrypt(bytes(dossier.applicant_cipher), dossier.uid.bytes) == LAN_ID
    assert dossier.applicant["address"] == SAID["address"]
    link = TicketDossier.objects.get()
    assert (link.ticket_uid, link.label, link.code) == (ticket.uid, "A001", dossier.code)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.prefill) == ("finished", None)
    assert timeline(dossier.province_id, "dossier", dossier.pk)[-1].verb == "received_in_turn"
    assert "Gọi số tiếp theo" in clerk.get(done).content.decode()


def test_a_second_dossier_of_the_same_person_belongs_to_the_same_turn(centre: Centre, clerk: PageClient) -> None:
    ticket = called(centre)
    receive(clerk, ticket)
    first = Dossier.objects.get()
    desk = clerk.post(f"/can-bo/quay/them/{first.code}/")["Location"]
    with frozen(moment(7, 9, 50)):
        receive(clerk, None, dot=desk.rpartition("=")[2], name="Nguyễn Thị Lan", same_person="1")
    assert list(TicketDossier.objects.values_list("ticket_uid", flat=True)) == [ticket.uid, ticket.uid]
    ticket.refresh_from_db()
    assert ticket.ended_at == moment(7, 9, 50)


def test_a_dossier_written_after_the_next_was_called_does_not_lengthen_the_turn(
    centre: Centre, clerk: PageClient
) -> None:
    ticket = called(centre)
    centre.take("A", AT)
    clerk.post(f"/can-bo/hang-cho/so/{ticket.uid}/", {"viec": "bat-dau"})
    centre.call(at=moment(7, 9, 40))
    with frozen(moment(7, 9, 55)):
        receive(clerk, ticket, name="Nguyễn Thị Lan", birth_date="", address="")
    ticket.refresh_from_db()
    assert TicketDossier.objects.get().ticket_uid == ticket.uid
    assert ticket.ended_at == moment(7, 9, 40)


def test_the_citizen_reads_who_helped_him_at_the_kiosk(centre: Centre, clerk: PageClient) -> None:
    receive(clerk, called(centre, said={**SAID, "helper": "Trần Văn Giúp"}))
    dossier = Dossier.objects.get()
    lan = PageClient()
    sign_in(lan, centre.office.users["lan"])
    page = lan.get(f"/cong-dan/ho-so/{dossier.code}/").content.decode()
    assert "Người giúp khai ở ki-ốt: Trần Văn Giúp" in page


def test_another_name_does_not_inherit_the_number_from_the_kiosk(centre: Centre, clerk: PageClient) -> None:
    receive(clerk, called(centre), name="Trần Văn Khác")
    assert Dossier.objects.get().applicant_hash is None


def test_another_clerk_sees_nothing_of_it(centre: Centre, clerk: PageClient) -> None:
    ticket = called(centre)
    other = PageClient()
    sign_in(other, centre.office.users["motcua2"])
    page = other.get(f"/can-bo/quay/moi/1.001193/?so={ticket.uid}").content.decode()
    assert "Nguyễn Thị Lan" not in page
    receive(other, None, so=str(ticket.uid), name="Ai đó", birth_date="", address="")
    assert not TicketDossier.objects.exists()
    ticket.refresh_from_db()
    assert ticket.state == "called"


def test_the_search_at_the_counter_keeps_the_number(centre: Centre, clerk: PageClient) -> None:
    ticket = called(centre)
    found = clerk.get(f"/can-bo/quay/?so={ticket.uid}&q=khai", headers={"HX-Request": "true"}).content.decode()
    assert f"/can-bo/quay/moi/1.001193/?so={ticket.uid}" in found
    assert clerk.get(f"/can-bo/quay/?so={ticket.uid}&q=khai+sinh&mo=1")["Location"].endswith(f"?so={ticket.uid}")
    assert clerk.get(f"/can-bo/quay/?so={uuid4()}").status_code == 200
    assert clerk.get("/can-bo/quay/?so=x").status_code == 200


def test_pressing_receive_twice_ends_the_turn_once(centre: Centre, clerk: PageClient) -> None:
    ticket, draft = called(centre), str(uuid4())
    assert receive(clerk, ticket, draft=draft) == receive(clerk, ticket, draft=draft, name="Nguyễn Thị Lan")
    verbs = [entry.verb for entry in timeline(ticket.province_id, "ticket", ticket.pk)]
    assert verbs == ["taken", "called", "finished"]
