"""The minutes of a hand-in are signed by who handed in and by the archivist, with their own certificates."""

import pytest

from tests.factories.accounts import principal_for, sign_in
from tests.page_client import PageClient
from tests.records.archive_world import a_file
from tests.signatures.conftest import centre, desk, letter, shared_centre, trusted  # noqa: F401
from tests.signatures.judged import signed_by
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.common.now import now
from thongsuot.records.models import HandIn
from thongsuot.records.services import signing_minutes
from thongsuot.signatures import services
from thongsuot.signatures.selectors.papers import paper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def able(archive, desk):  # noqa: F811
    """Both sides have certificates."""
    for name, full in (("canbo", "Nguyễn Thị Nộp"), ("luutru", "Phan Lưu Trữ")):
        desk.people[name] = archive.people[name]
        desk.certify(full, f"nop-luu-{name}", user=archive.people[name])
    return archive


def about(archive, hand, *, giver="canbo", receiver="luutru", who="luutru"):
    people = archive.people
    return {
        "uid": hand.uid, "giver_id": people[giver].pk, "receiver_id": people[receiver].pk,
        "principal": principal_for(people[who], now()), "at": now(),
    }  # fmt: skip


def paper(hand):
    return paper_of(hand.province_id, signing_minutes.SUBJECT, hand.pk)


def test_both_sides_sign_the_one_electronic_original(able, desk, tmp_path):  # noqa: F811
    able.kept(a_file(1))
    hand = HandIn.objects.get()
    giver, receiver = signing_minutes.ask(**about(able, hand))
    with pytest.raises(MoveNotAllowed):
        signing_minutes.ask(**about(able, hand))
    assert desk.sign(giver, by="canbo").rows.get().state == "signed"
    assert paper(hand).waiting
    assert desk.sign(receiver, by="luutru").rows.get().state == "signed"
    assert signed_by(paper(hand).file, tmp_path) == ["Nguyễn Thị Nộp", "Phan Lưu Trữ"]
    verbs = [entry.verb for entry in timeline(hand.province_id, "hand_in", hand.pk)]
    assert verbs[-3:] == ["minutes_sent_to_sign", "minutes_signed", "minutes_signed"]
    client = sign_in(PageClient(), able.people["canbo"])
    page = f"/can-bo/luu-tru/nop/{hand.uid}/"
    assert client.get(page).content.decode().count("đã ký số") == 2
    assert b"/ETSI.CAdES.detached" in b"".join(client.get(f"{page}bien-ban.pdf").streaming_content)


def test_only_what_is_closed_is_signed_by_two_people_with_certificates(able, desk):  # noqa: F811
    hand = able.hand_in(a_file(1))
    with pytest.raises(MoveNotAllowed, match="Kiểm xong"):
        signing_minutes.ask(**about(able, hand))
    with pytest.raises(Forbidden):
        signing_minutes.ask(**about(able, hand, who="canbo"))
    for wrong in ({"giver": "lanhdao"}, {"receiver": "lanhdao"}, {"giver": "luutru"}):
        with pytest.raises(Invalid) as unable:
            signing_minutes.ask(**about(able, hand, **wrong))
        assert unable.value.code == "signer_unable"


def test_a_side_that_refuses_says_why_and_the_minutes_can_be_sent_again(able, desk):  # noqa: F811
    able.kept(a_file(1))
    hand = HandIn.objects.get()
    giver, _receiver = signing_minutes.ask(**about(able, hand))
    services.refuse(giver, "Sai số trang", principal=able.who("canbo", now()), at=now())
    assert (paper(hand).lines, paper(hand).refusal) == ([], "Sai số trang")
    assert len(signing_minutes.ask(**about(able, hand))) == 2


def test_without_certificates_the_page_names_the_paper_way(archive):
    archive.kept(a_file(1))
    client = sign_in(PageClient(), archive.people["luutru"])
    shown = client.get(f"/can-bo/luu-tru/nop/{HandIn.objects.get().uid}/").content.decode()
    assert "chưa ký số" in shown
    assert "hai bên ký tay" in shown
