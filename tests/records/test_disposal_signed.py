"""An approved list of what is destroyed is signed by who approved it, then sealed; nothing is destroyed before."""

from datetime import date

import pytest
from django.utils import translation

from tests.factories.accounts import principal_for, sign_in
from tests.page_client import PageClient
from tests.records.archive_world import a_file
from tests.records.test_disposal import COUNCIL, OLD
from tests.signatures.conftest import centre, desk, letter, shared_centre, trusted  # noqa: F401
from tests.signatures.judged import signed_by
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.common.now import now
from thongsuot.records import late_papers
from thongsuot.records import services as archives
from thongsuot.records.models import Disposal, Fonds
from thongsuot.records.services import signing_disposals, signing_lists
from thongsuot.signatures import services
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.papers import paper_of
from thongsuot.signatures.services import late_asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def approve(archive):
    """A list of one old file, approved by whoever is named."""
    [file] = archive.kept(a_file(1, **OLD))
    assert file.expires_on == date(2024, 12, 31)
    keeper = archive.who("luutru", now())

    def run(chair):
        about = {"principal": keeper, "at": now()}
        uid = archives.draft_disposal(fonds_uid=Fonds.objects.get().uid, file_uids=[file.uid], reason="Hết hạn", **about).uid  # fmt: skip
        archives.propose_disposal(uid=uid, council=COUNCIL, minutes="BB 01", kept=(), **about)
        page = sign_in(PageClient(), chair)
        assert page.post(f"/can-bo/luu-tru/huy/{uid}/lam/duyet/", {"decision": "15/QĐ-UBND"}).status_code == 302
        return Disposal.objects.get(uid=uid)

    return run


def carry_out(archive, disposal):
    keeper = archive.who("luutru", now())
    return archives.carry_out_disposal(uid=disposal.uid, way="cắt vụn", witness="Lê Dũng", principal=keeper, at=now())


def waiting(disposal):
    rows = SigningRequest.objects.filter(subject_kind="disposal", subject_id=disposal.pk, state="waiting")
    return list(rows.order_by("order"))


def test_the_approver_and_the_seal_sign_before_anything_is_destroyed(archive, approve, desk, tmp_path):  # noqa: F811
    disposal = approve(desk.people["chair"])
    person, seal = waiting(disposal)
    for request, by in ((person, "chair"), (seal, "clerk")):
        with pytest.raises(MoveNotAllowed) as early:
            carry_out(archive, disposal)
        assert early.value.code == "list_not_signed"
        assert desk.sign(request, by=by).rows.get().state == "signed"
    signed = paper_of(disposal.province_id, signing_lists.SUBJECT, disposal.pk)
    assert signed_by(signed.file, tmp_path) == ["Trần Văn Ký", "UBND xã Mai Phụ"]
    assert carry_out(archive, disposal).state == "done"
    client = sign_in(PageClient(), archive.people["luutru"])
    page = f"/can-bo/luu-tru/huy/{disposal.uid}/"
    assert client.get(page).content.decode().count("đã ký số") == 2
    assert b"/ETSI.CAdES.detached" in b"".join(client.get(f"{page}bien-ban.pdf?ban=danh-muc").streaming_content)
    verbs = [entry.verb for entry in timeline(disposal.province_id, "disposal", disposal.pk)]
    assert verbs[-4:] == ["list_sent_to_sign", "list_signed", "list_signed", "disposal_done"]


def test_an_approval_that_is_not_signed_falls(archive, approve, desk):  # noqa: F811
    disposal = approve(desk.people["chair"])
    services.refuse(waiting(disposal)[0], "Còn một hồ sơ cần giữ", principal=desk.principal(), at=now())
    disposal.refresh_from_db()
    assert (disposal.state, disposal.decision, disposal.approved_by, waiting(disposal)) == ("proposed", "", None, [])


def test_a_list_that_is_dropped_is_not_waited_for_any_more(archive, approve, desk):  # noqa: F811
    disposal = approve(desk.people["chair"])
    archives.drop_disposal(uid=disposal.uid, reason="Giữ lại", principal=archive.who("luutru", now()), at=now())
    assert waiting(disposal) == []


def test_an_approver_without_certificate_decides_on_paper_and_the_page_says_so(archive, approve):
    disposal = approve(archive.people["chutich"])
    client = sign_in(PageClient(), archive.people["luutru"])
    assert "quyết định ký trên giấy" in client.get(f"/can-bo/luu-tru/huy/{disposal.uid}/").content.decode()
    with pytest.raises(MoveNotAllowed) as unable:
        signing_lists.ask(uid=disposal.uid, principal=principal_for(archive.people["chutich"], now()), at=now())
    assert unable.value.code == "no_certificate"
    assert carry_out(archive, disposal).state == "done"


@pytest.fixture
def done(archive, approve):
    """Carried out by the archivist on his page, after an approval on paper."""

    def run():
        disposal = approve(archive.people["chutich"])
        page = sign_in(PageClient(), archive.people["luutru"])
        said = {"way": "cắt vụn", "witness": "Lê Dũng"}
        assert page.post(f"/can-bo/luu-tru/huy/{disposal.uid}/lam/huy/", said).status_code == 302
        return Disposal.objects.select_related("fonds").get(uid=disposal.uid)

    return run


def minutes(disposal):
    rows = SigningRequest.objects.filter(subject_kind="disposal_minutes", subject_id=disposal.pk, state="waiting")
    return list(rows.order_by("order"))


def test_its_papers_are_called_in_vietnamese_in_whatever_language_they_are_asked_for(archive, approve, desk):  # noqa: F811
    desk.people["luutru"] = archive.people["luutru"]
    desk.certify("Phan Lưu Trữ", "huy-luu-tru", user=archive.people["luutru"])
    with translation.override("en"):
        disposal = approve(desk.people["chair"])
        for request, by in zip(waiting(disposal), ("chair", "clerk"), strict=True):
            desk.sign(request, by=by)
        carry_out(archive, disposal)
        signing_disposals.ask(uid=disposal.uid, principal=archive.who("luutru", now()), at=now())
    titles = SigningRequest.objects.order_by("pk").values_list("subject_title", flat=True).distinct()
    assert {title.split(",")[0] for title in titles} == {
        "Danh mục tài liệu hết giá trị được huỷ",
        "Biên bản huỷ tài liệu hết giá trị",
    }


def test_who_carried_it_out_and_the_seal_sign_the_minutes(archive, done, desk, tmp_path):  # noqa: F811
    desk.people["luutru"] = archive.people["luutru"]
    desk.certify("Phan Lưu Trữ", "huy-luu-tru", user=archive.people["luutru"])
    disposal = done()
    person, seal = minutes(disposal)
    with pytest.raises(MoveNotAllowed):
        signing_disposals.ask(uid=disposal.uid, principal=archive.who("luutru", now()), at=now())
    assert desk.sign(person, by="luutru").rows.get().state == "signed"
    assert desk.sign(seal, by="clerk").rows.get().state == "signed"
    paper = paper_of(disposal.province_id, signing_disposals.SUBJECT, disposal.pk)
    assert signed_by(paper.file, tmp_path) == ["Phan Lưu Trữ", "UBND xã Mai Phụ"]
    client = sign_in(PageClient(), archive.people["luutru"])
    address = f"/can-bo/luu-tru/huy/{disposal.uid}/"
    assert client.get(address).content.decode().count("đã ký số") == 2
    assert b"/ETSI.CAdES.detached" in b"".join(client.get(f"{address}bien-ban.pdf").streaming_content)
    verbs = [entry.verb for entry in timeline(disposal.province_id, "disposal", disposal.pk)]
    assert verbs[-3:] == ["minutes_sent_to_sign", "minutes_signed", "minutes_signed"]


def test_minutes_without_a_certificate_say_so_and_are_offered_once_there_is_one(archive, done, desk):  # noqa: F811
    disposal = done()
    client = sign_in(PageClient(), archive.people["luutru"])
    address = f"/can-bo/luu-tru/huy/{disposal.uid}/"
    assert "ở đây chưa ký số" in client.get(address).content.decode()
    assert (minutes(disposal), late_papers.disposals(disposal.fonds.keeper_id, now(), 10)) == ([], [])
    with pytest.raises(MoveNotAllowed) as unable:
        signing_disposals.ask(uid=disposal.uid, principal=archive.who("luutru", now()), at=now())
    assert unable.value.code == "no_certificate"
    desk.people["luutru"] = archive.people["luutru"]
    desk.certify("Phan Lưu Trữ", "huy-sau", user=archive.people["luutru"])
    [offered] = late_papers.disposals(disposal.fonds.keeper_id, now(), 10)
    run = late_asking.begin(
        unit_id=disposal.fonds.keeper_id, chosen=[("disposal_minutes", offered.key)],
        principal=archive.who("luutru", now()), at=now(),
    )  # fmt: skip
    assert late_asking.carry_out(run.pk, clock=now) == 1
    services.refuse(minutes(disposal)[0], "Sai tên", principal=desk.principal("luutru"), at=now())
    assert len(late_papers.disposals(disposal.fonds.keeper_id, now(), 10)) == 1
