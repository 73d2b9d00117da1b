"""The minutes of a hand-over are signed by both sides with their own certificates; only then is it accepted."""

import pytest

from tests.factories.accounts import give_post, principal_for, sign_in
from tests.page_client import PageClient
from tests.records.handing_over.conftest import BOXES, FILES
from tests.signatures.conftest import centre, desk, letter, shared_centre, trusted  # noqa: F401
from tests.signatures.judged import signed_by
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.common.now import now
from thongsuot.records.handing_over import events
from thongsuot.records.handing_over.services import handovers, listing, signing
from thongsuot.records.models import HandoverFile
from thongsuot.signatures import services
from thongsuot.signatures.models import SigningRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def able(ledger, desk, world):  # noqa: F811
    """A checked hand-over; both heads have certificates, the old one works in Mai Phụ now."""
    cu = ledger.users["cu"]
    give_post(world, cu, Role.SPECIALIST, world.mai_phu)
    desk.people["cu"] = cu
    desk.certify("Võ Văn Lưu", "chu-tich-cu", user=cu)
    ledger.checked()
    return ledger


def how(ledger, name="luutru"):
    ledger.handover.refresh_from_db()
    return {"uid": ledger.handover.uid, "by": principal_for(ledger.users[name], now()), "at": now()}


def ask(ledger, desk, **more):  # noqa: F811
    given = {"giver_id": ledger.users["cu"].pk, "receiver_id": desk.people["chair"].pk}
    return signing.ask(seen=ledger.handover.revision, **(how(ledger) | given | more))


def test_both_heads_then_the_seal_sign_one_electronic_original(able, desk, world, tmp_path, monkeypatch):  # noqa: F811
    told = []
    monkeypatch.setitem(events._changed, "test", lambda handover, at: told.append(handover.state))
    giver, receiver, seal = ask(able, desk)
    with pytest.raises(MoveNotAllowed) as waiting:
        able.put()
    assert waiting.value.code == "minutes_waiting"
    early = desk.sign(receiver).rows.get()
    assert (early.state, early.words) == ("failed", "Văn bản này còn chờ chữ ký trước.")
    assert desk.sign(giver, by="cu").rows.get().state == "signed"
    able.handover.refresh_from_db()
    assert (able.handover.state, able.handover.way, able.handover.handed_title) == ("handed", "digital", "Chủ tịch cũ")
    with pytest.raises(MoveNotAllowed) as mixed:
        handovers.accept(scan=able.scan(), **able.about("chutich"))
    assert mixed.value.code == "signed_digitally"
    assert desk.sign(receiver).rows.get().state == "signed"
    able.handover.refresh_from_db()
    assert (able.handover.state, able.handover.accepted_by) == ("accepted", desk.people["chair"])
    desk.sign(seal, by="clerk")
    able.handover.refresh_from_db()
    assert signed_by(able.handover.minutes, tmp_path) == ["Võ Văn Lưu", "Trần Văn Ký", "UBND xã Mai Phụ"]
    assert told == ["handed", "accepted"]
    verbs = [entry.verb for entry in timeline(world.province.id, "records_handover", able.handover.pk)]
    assert verbs[-4:] == ["handover_sent_to_sign", "handover_handed", "handover_accepted", "handover_sealed"]


def test_a_list_changed_behind_the_request_is_not_signed(able, desk):  # noqa: F811
    giver, *_rest = ask(able, desk)
    HandoverFile.objects.filter(handover=able.handover, number=2).delete()
    assert "không còn đúng" in desk.sign(giver, by="cu").rows.get().words
    able.handover.refresh_from_db()
    assert able.handover.state == "checked"


def test_a_side_that_refuses_opens_the_list_again(able, desk):  # noqa: F811
    giver, receiver, _seal = ask(able, desk)
    desk.sign(giver, by="cu")
    services.refuse(receiver, "Thiếu hộp 4", principal=desk.principal(), at=now())
    able.handover.refresh_from_db()
    handover = able.handover
    assert (handover.state, handover.handed_by, handover.way, handover.minutes) == ("collected", None, "", None)
    assert not SigningRequest.objects.filter(subject_id=handover.pk, state="waiting").exists()


def test_minutes_that_wait_are_taken_back_with_a_reason(able, desk):  # noqa: F811
    ask(able, desk)
    again = handovers.send_back(reason="Ghi thêm một hồ sơ", **how(able))
    assert (again.state, again.asked_at) == ("collected", None)
    listing.put_rows(boxes=BOXES, files=FILES, seen=again.revision, **how(able))
    assert not SigningRequest.objects.filter(subject_id=again.pk, state="waiting").exists()


def test_who_has_no_certificate_is_not_asked_and_the_page_names_the_paper_way(ledger, desk):  # noqa: F811
    ledger.checked()
    with pytest.raises(Invalid) as unable:
        ask(ledger, desk)
    assert (unable.value.code, unable.value.errors[0]["field"]) == ("signer_unable", "giver")
    client = sign_in(PageClient(), ledger.users["luutru"])
    shown = client.get(f"/can-bo/luu-tru/ban-giao/{ledger.handover.uid}/").content.decode()
    assert "Bên giao chưa có ai ký số được" in shown
    assert "ký tay trên biên bản giấy" in shown
    assert "Trình ký biên bản" not in shown


def test_the_page_shows_who_signed_and_gives_the_signed_minutes(able, desk):  # noqa: F811
    client = sign_in(PageClient(), able.users["luutru"])
    page = f"/can-bo/luu-tru/ban-giao/{able.handover.uid}/"
    given = {"ban": able.handover.revision, "giver": able.users["cu"].pk, "receiver": desk.people["chair"].pk}
    assert client.post(f"{page}lam/trinh-ky/", given).status_code == 302
    [giver, *_rest] = SigningRequest.objects.filter(subject_kind=signing.SUBJECT).order_by("order")
    desk.sign(giver, by="cu")
    shown = client.get(page).content.decode()
    assert f"/kiem-tra-chu-ky/{giver.code}/" in shown
    assert shown.count("chờ ký số") == 2
    pdf = b"".join(client.get(f"{page}bien-ban.pdf").streaming_content)
    assert pdf.startswith(b"%PDF")
    assert b"/ETSI.CAdES.detached" in pdf
