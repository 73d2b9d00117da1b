"""Tệp của hồ sơ đi tới cổng: the bytes are there before the message that names them, once, whole; else it is stuck with a cause."""

import hashlib
from dataclasses import replace
from uuid import UUID

import pytest

from tests.exchange.books import PORTAL, Clock, ask, exchange, fault, there, until_empty
from tests.exchange.test_faults import AFTER
from tests.factories.dossiers import finished, moment, papers_for, submit
from tests.factories.procedures import BIRTH, FULL_FORMS
from thongsuot.common import files
from thongsuot.common.models import StoredFile
from thongsuot.dossiers import services
from thongsuot.dossiers.models import DossierComponent, DossierFile
from thongsuot.exchange.models import OutMessage, SentDossier, SentFile
from thongsuot.exchange.selectors import comparing

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"giay chung sinh " * 50


@pytest.fixture
def dossier(office):
    """A birth registration with two scanned papers."""
    return filed(office, PDF, PDF + b"trang 2")


def filed(office, *contents, at=None):
    owner = office.users["motcua1"].pk
    kept = [files.store(content, f"giay-{n}.pdf", owner) for n, content in enumerate(contents)]
    ids = tuple(str(one.uid) for one in kept)
    papers = [
        replace(c, file_ids=ids) if c.code == f"{BIRTH}-CS" else c for c in papers_for(BIRTH, form=FULL_FORMS[BIRTH])
    ]
    more = {"at": at} if at else {}
    return submit(office, components=tuple(papers), **more).dossier


def ours(dossier):
    """What our books hold: number of the file → its hash."""
    rows = DossierComponent.objects.filter(dossier_id=dossier.pk).values_list("files", flat=True)
    return {file["uid"]: file["sha256"] for row in rows for file in row}


def theirs(portal, dossier):
    """What lies there, hashed anew from the bytes."""
    rows = portal.storage.rows("SELECT uid, content FROM dossier_files WHERE code = ?", (dossier.code,))
    return {row["uid"]: hashlib.sha256(row["content"]).hexdigest() for row in rows}


def stuck():
    """Cause and words of what is stuck."""
    found = OutMessage.objects.get(state="stuck")
    return found.cause, found.last_answer


def test_both_sides_hold_the_same_bytes_and_the_message_says_where_they_lie(office, portal, dossier):
    until_empty(Clock(AFTER))
    assert len(ours(dossier)) == 2
    assert theirs(portal, dossier) == ours(dossier)
    told = there(portal, dossier.code)["data"]["TaiLieuNop"]
    assert {one["DuongDan"]: one["TepDinhKemId"] for one in told} == {
        f"/dong-bo/tep/{uid}": uid for uid in ours(dossier)
    }
    assert {str(f.file_uid): f.sha256 for f in SentFile.objects.all()} == ours(dossier)


def test_a_file_is_sent_once_whatever_is_told_of_the_dossier_later(office, portal, dossier):
    clock = Clock(AFTER)
    until_empty(clock)
    services.assign(code=dossier.code, principal=office.who("vanphong"), at=moment(7, 15), to="maiphu.hotich")
    until_empty(Clock(moment(7, 16)))
    assert there(portal, dossier.code)["changes"] >= 2
    assert [one["repeats"] for one in there(portal, dossier.code)["files"]] == [0, 0]


def test_a_result_travels_too(office, portal):
    code = finished(office)
    result = StoredFile.objects.get(pk__in=DossierFile.objects.filter(purpose="result").values("file_id"))
    until_empty(Clock(moment(9, 16)))
    [row] = there(portal, code)["files"]
    assert (row["uid"], row["sha256"]) == (str(result.uid), result.sha256)
    [named] = there(portal, code)["data"]["DanhSachGiayToKetQua"]
    assert named["DuongDan"] == f"/dong-bo/tep/{result.uid}"


@pytest.mark.parametrize("mode", ["down", "500_before", "500_after", "503"])
def test_whatever_fails_on_the_way_everything_is_there_in_the_end_and_nothing_twice(office, portal, mode):
    made = [filed(office, PDF + bytes([n]), PDF + bytes([n]) + b"2") for n in range(8)]
    fault(portal, mode, share=0.4, seconds=5)
    clock = Clock(AFTER)
    for _turn in range(20):
        exchange(clock)
        clock.move(minutes=1)
    ask(portal, "DELETE", "/dieu-khien/loi")
    until_empty(clock, step=300)
    assert all(theirs(portal, one) == ours(one) for one in made)
    assert list(comparing.differences(PORTAL, portal.address)) == []
    told = ask(portal, "GET", "/dieu-khien/dem")["arrivals"]
    assert told == sum(SentDossier.objects.values_list("messages", flat=True))


def test_files_that_are_there_stay_there_when_the_message_fails(office, portal, dossier):
    fault(portal, "500_before", groups=["dossiers"])
    exchange(Clock(AFTER))
    assert theirs(portal, dossier) == ours(dossier)
    assert SentFile.objects.count() == 2
    ask(portal, "DELETE", "/dieu-khien/loi")
    until_empty(Clock(moment(7, 15)))
    assert [one["repeats"] for one in there(portal, dossier.code)["files"]] == [0, 0], "không gửi lại tệp đã có"


def test_the_message_waits_while_its_file_is_not_there(office, portal, dossier):
    fault(portal, "500_before", groups=["files"])
    exchange(Clock(AFTER))
    assert ask(portal, "GET", "/dieu-khien/dem")["arrivals"] == 0
    assert set(OutMessage.objects.values_list("state", flat=True)) == {"waiting"}


def test_a_file_too_large_for_them_is_stuck_with_its_name(office, portal, dossier):
    ask(portal, "PUT", "/dieu-khien/tep-toi-da", {"bytes": len(PDF)})
    exchange(Clock(AFTER))
    cause, words = stuck()
    assert cause == "file_too_large"
    assert words.startswith("giay-1.pdf")
    assert ask(portal, "GET", "/dieu-khien/dem")["arrivals"] == 0, "sau tin kẹt không tin nào của hồ sơ được gửi"


def test_our_own_damaged_copy_is_found_and_goes_on_when_it_is_whole_again(office, portal, dossier):
    uid, sha256 = next(iter(ours(dossier).items()))
    place = files.path_of(sha256)
    whole = place.read_bytes()
    place.write_bytes(whole[:-1] + b"!")
    clock = Clock(AFTER)
    exchange(clock)
    assert stuck()[0] == "file_damaged_here"
    place.write_bytes(whole)
    send_again(clock)
    assert theirs(portal, dossier) == ours(dossier)
    assert str(SentFile.objects.get(file_uid=UUID(uid)).sha256) == sha256


def test_a_copy_that_is_gone_is_named(office, portal, dossier):
    place = files.path_of(next(iter(ours(dossier).values())))
    place.rename(place.with_suffix(".away"))
    exchange(Clock(AFTER))
    assert stuck()[0] == "file_missing_here"
    place.with_suffix(".away").rename(place)


def test_bytes_that_change_on_the_way_are_noticed_there(office, portal, dossier, monkeypatch):
    from simulators.national_portal import files as there_files

    monkeypatch.setattr(there_files, "_digest_of", lambda call: "0" * 64)
    exchange(Clock(AFTER))
    assert stuck()[0] == "file_hash_differs"


def test_a_portal_that_lost_its_files_gets_them_again(office, portal, dossier):
    until_empty(Clock(AFTER))
    ask(portal, "DELETE", "/dieu-khien/tep-ho-so")
    services.assign(code=dossier.code, principal=office.who("vanphong"), at=moment(7, 15), to="maiphu.hotich")
    until_empty(Clock(moment(7, 16)))
    assert theirs(portal, dossier) == ours(dossier)


def test_a_large_file_goes_through_block_by_block(office, portal, monkeypatch):
    """Never as a whole in memory: the line reads blocks, and the end of time is looked at between them."""
    from thongsuot.exchange import enclosing

    asked = []
    read = enclosing._Timely.read
    monkeypatch.setattr(enclosing._Timely, "read", lambda self, size=-1: asked.append(size) or read(self, size))
    big = filed(office, PDF + bytes(6 * 1024 * 1024))
    until_empty(Clock(AFTER))
    assert theirs(portal, big) == ours(big)
    assert max(asked) <= 128 * 1024
    assert min(asked) > 0


def test_what_is_taken_drop_by_drop_does_not_hold_the_line(office, portal, dossier, monkeypatch):
    from thongsuot.exchange import enclosing

    monkeypatch.setattr(enclosing, "WITHIN", -1.0)
    exchange(Clock(AFTER))
    assert set(OutMessage.objects.exclude(cause="").values_list("cause", flat=True)) == {"no_answer"}


def send_again(clock):
    """A person presses "send again"; then everything goes on."""
    from thongsuot.exchange.services import by_hand

    by_hand.retry([OutMessage.objects.get(state="stuck").pk], at=clock.at)
    until_empty(clock)
    assert StoredFile.objects.exists()
