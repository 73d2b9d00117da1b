"""Scans that were stored unsigned are signed once the unit has a certificate: chosen by a person, in the archive's place."""

import pytest

from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from tests.records.digitising import signed
from tests.records.digitising.test_signing import read  # noqa: F401
from tests.signatures.conftest import centre, shared_centre, trusted  # noqa: F401
from tests.signatures.desk import make_desk
from tests.signatures.judged import signed_by
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.common.now import now
from thongsuot.records.digitising.services import signing_late
from thongsuot.records.models import RecordFile, RecordItem, StoreObject
from thongsuot.signatures import services
from thongsuot.signatures.models import AskingRow, AskingRun, SigningRequest
from thongsuot.signatures.services import late_asking

pytestmark = pytest.mark.django_db
UNSIGNED = "/can-bo/ky-so/chua-ky/"


@pytest.fixture
def kept(read):  # noqa: F811
    """Two documents in the archive, unsigned; the unit has no certificate."""
    signed.describe(read)
    assert signed.keep(read) == 1
    return read


def test_nothing_is_offered_before_there_is_a_certificate(kept):
    page = sign_in(PageClient(), kept.users["luutru"])
    assert "Không có gì chưa ký số mà nay ký được" in page.get(UNSIGNED).content.decode()
    assert signing_late.listed(kept.batch.unit_id, now(), 10) == []


def test_chosen_on_the_page_they_are_asked_for_and_the_signed_files_take_their_places(
    kept,
    world,
    centre,  # noqa: F811
    trusted,  # noqa: F811
    tmp_path,
):
    make_desk(world, centre, b"")
    before = {item.pk: item.sha256 for item in RecordItem.objects.all()}
    page = sign_in(PageClient(), kept.users["luutru"])
    shown = page.get(UNSIGNED).content.decode()
    values = [f"scanned_document:{one.pk}" for one in signed.documents(kept)]
    assert all(value in shown for value in values)
    assert not SigningRequest.objects.exists()  # never by itself
    answer = page.post(UNSIGNED, {"chon": values})
    assert answer.status_code == 302
    run = AskingRun.objects.get()
    assert late_asking.carry_out(run.pk, clock=now) == 2
    assert "Đã trình ký 2" in page.get(answer.url).content.decode()
    assert signing_late.listed(kept.batch.unit_id, now(), 10) == []
    assert signed.sign(kept, *signed.waiting()).state == "done"
    for item in RecordItem.objects.all():
        assert (signed_by(item.stored, tmp_path), item.trust) == (["UBND xã Mai Phụ"], "certified")
        assert item.sha256 != before[item.pk]
    file = RecordFile.objects.get()
    told = [e for e in timeline(file.province_id, "record", file.pk) if e.verb == "item_signed"]
    assert (file.trust, {e.data["before"] for e in told}) == ("certified", set(before.values()))
    wanted = set(StoreObject.objects.values_list("sha256", flat=True))
    assert wanted >= set(before.values()) | {one.sha256 for one in RecordItem.objects.all()}


def test_a_refused_one_stays_as_it_was_and_is_offered_again(kept, world, centre, trusted):  # noqa: F811
    make_desk(world, centre, b"")
    document = signed.documents(kept)[0]
    signing_late.ask(document.pk, kept.who("luutru", now()), now())
    with pytest.raises(MoveNotAllowed):
        signing_late.ask(document.pk, kept.who("luutru", now()), now())
    services.refuse(signed.waiting()[0], "Mờ", principal=kept.who("luutru", now()), at=now())
    document.refresh_from_db()
    assert (document.state, document.refusal, document.asked_at) == ("kept", "Mờ", None)
    assert len(signing_late.listed(kept.batch.unit_id, now(), 10)) == 2


def test_a_killed_job_goes_on_where_it_stopped_and_asks_nothing_twice(kept, world, centre, trusted, monkeypatch):  # noqa: F811
    make_desk(world, centre, b"")
    chosen = [("scanned_document", one.pk) for one in signed.documents(kept)]
    run = late_asking.begin(unit_id=kept.batch.unit_id, chosen=chosen, principal=kept.who("luutru", now()), at=now())
    real, seen = late_asking._one, []

    def killed(*given):
        if seen:
            raise KeyboardInterrupt
        seen.append(1)
        return real(*given)

    monkeypatch.setattr(late_asking, "_one", killed)
    with pytest.raises(KeyboardInterrupt):
        late_asking.carry_out(run.pk, clock=now)
    monkeypatch.setattr(late_asking, "_one", real)
    assert late_asking.carry_out(run.pk, clock=now) == 0  # somebody seems to work on it
    later = now() + late_asking.LEASE * 2
    assert late_asking.left(later) == [run.pk]
    assert late_asking.carry_out(run.pk, clock=lambda: later) == 1
    assert SigningRequest.objects.count() == 2
    assert set(AskingRow.objects.values_list("state", flat=True)) == {"asked"}


def test_what_was_asked_for_meanwhile_says_so_in_its_row(kept, world, centre, trusted):  # noqa: F811
    make_desk(world, centre, b"")
    first, second = signed.documents(kept)
    chosen = [("scanned_document", first.pk), ("scanned_document", second.pk), ("hand_in", 1), ("other", 2)]
    who = kept.who("luutru", now())
    run = late_asking.begin(unit_id=kept.batch.unit_id, chosen=chosen, principal=who, at=now())
    signing_late.ask(first.pk, who, now())
    assert late_asking.carry_out(run.pk, clock=now) == 1
    states = list(run.rows.order_by("position").values_list("state", "words"))
    assert [state for state, _words in states] == ["failed", "asked"]
    assert "đang chờ ký" in states[0][1]
