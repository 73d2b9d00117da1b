"""A closed register is signed on its kept print: a person, then the seal; where nobody can, it says that it is unsigned."""

import pytest

from tests.factories.accounts import make_official, principal_for, sign_in
from tests.page_client import PageClient
from tests.signatures.conftest import centre, desk, letter, shared_centre, trusted  # noqa: F401
from tests.signatures.judged import signed_by
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.journal import timeline
from thongsuot.common.now import now
from thongsuot.documents.models import RegisterEntry
from thongsuot.documents.services import closing_books, signing_books
from thongsuot.signatures import services
from thongsuot.signatures.models import Certificate, SigningRequest

pytestmark = pytest.mark.django_db
YEAR = 2024


def closed(world, unit, principal, year=YEAR):
    RegisterEntry.objects.create(
        province_id=world.province.id, unit_id=unit.id, book="out", year=year, number=1, state="void",
        day=f"{year}-05-05", given_at=now(), void_reason="Thôi không ban hành",
    )  # fmt: skip
    return closing_books.close(unit_id=unit.id, book="out", year=year, principal=principal, at=now())


def waiting(shut):
    rows = SigningRequest.objects.filter(subject_kind=signing_books.SUBJECT, subject_id=shut.pk, state="waiting")
    return list(rows.order_by("order"))


def page(user, unit, year=YEAR):
    client = sign_in(PageClient(), user)
    return client.get(f"/can-bo/van-ban/so/?don-vi={unit.id}&so=out&nam={year}").content.decode()


def test_a_leader_and_the_seal_sign_the_print_that_was_kept(desk, world, tmp_path):  # noqa: F811
    clerk, chair = desk.principal("clerk"), desk.people["chair"]
    shut = closed(world, world.mai_phu, clerk)
    assert "chưa ký số" in page(desk.people["clerk"], world.mai_phu)
    with pytest.raises(Invalid) as unable:  # the clerk has no certificate of her own
        signing_books.ask(shut=shut, signer_id=clerk.user_id, principal=clerk, at=now())
    assert unable.value.code == "signer_unable"
    with pytest.raises(Forbidden):
        signing_books.ask(shut=shut, signer_id=chair.pk, principal=desk.principal("other"), at=now())
    person, seal = signing_books.ask(shut=shut, signer_id=chair.pk, principal=clerk, at=now())
    assert person.mark["x"] > 140  # the right half of a page across: the box of the head
    with pytest.raises(MoveNotAllowed):
        signing_books.ask(shut=shut, signer_id=chair.pk, principal=clerk, at=now())
    assert desk.sign(person).rows.get().state == "signed"
    assert desk.sign(seal, by="clerk").rows.get().state == "signed"
    shut.refresh_from_db()
    assert signed_by(shut.file, tmp_path) == ["Trần Văn Ký", "UBND xã Mai Phụ"]
    shown = page(desk.people["clerk"], world.mai_phu)
    assert shown.count("đã ký số") == 2
    assert f"/kiem-tra-chu-ky/{seal.code}/" in shown
    verbs = [entry.verb for entry in timeline(world.province.id, "documents.book", shut.pk)]
    assert verbs == ["book_closed", "book_sent_to_sign", "book_signed", "book_signed"]


def test_who_does_not_sign_says_why_and_the_unsigned_print_stands_again(desk, world):  # noqa: F811
    clerk, chair = desk.principal("clerk"), desk.people["chair"]
    shut = closed(world, world.mai_phu, clerk)
    kept = shut.file_id
    person, seal = signing_books.ask(shut=shut, signer_id=chair.pk, principal=clerk, at=now())
    desk.sign(person)
    services.refuse(seal, "Thiếu một số", principal=clerk, at=now())
    shut.refresh_from_db()
    assert shut.file_id == kept
    assert "Thiếu một số" in page(desk.people["clerk"], world.mai_phu)
    assert len(signing_books.ask(shut=shut, signer_id=chair.pk, principal=clerk, at=now())) == 2


def test_the_book_of_a_dissolved_unit_is_closed_and_signed_by_its_successor(desk, world, tmp_path):  # noqa: F811
    clerk = desk.principal("clerk")
    stranger = make_official(world, "thachkhe.vanthu", Role.DOCUMENT_CLERK, world.thach_khe)
    with pytest.raises(NotFound):
        closed(world, world.phu_luu, principal_for(stranger, now()))
    RegisterEntry.objects.all().delete()
    shut = closed(world, world.phu_luu, clerk, year=now().year)  # its year is over, whatever the calendar says
    assert "Đơn vị kết thúc ngày" in shut.reason
    Certificate.objects.filter(kind="seal").update(revoked_at=now(), revoked_why="chưa cấp lại")
    [person] = signing_books.ask(shut=shut, signer_id=desk.people["chair"].pk, principal=clerk, at=now())
    assert person.unit_id == world.mai_phu.id
    desk.sign(person)
    shut.refresh_from_db()
    assert signed_by(shut.file, tmp_path) == ["Trần Văn Ký"]
    assert "với tư cách đơn vị kế thừa" not in page(desk.people["clerk"], world.phu_luu, now().year)


def test_where_nobody_has_a_certificate_the_book_stays_unsigned_and_says_so(world):
    clerk = make_official(world, "maiphu.vanthu", Role.DOCUMENT_CLERK, world.mai_phu)
    closed(world, world.phu_luu, principal_for(clerk, now()))
    shown = page(clerk, world.phu_luu)
    assert "chưa ký số" in shown
    assert "chưa ký số được" in shown
