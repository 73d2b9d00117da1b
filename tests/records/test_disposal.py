"""Huỷ tài liệu: by a list, a council, a second person's decision and minutes; never what must stay."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.records.archive_world import NOW, a_file
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.records import events, services
from thongsuot.records.models import Disposal, Fonds, Hold, ObjectCopy, RecordFile, RecordItem, StoreObject
from thongsuot.records.selectors.expiring import expired_files
from thongsuot.records.storage import copying

pytestmark = pytest.mark.django_db
COUNCIL = [{"name": name, "post": "uỷ viên", "opinion": "đồng ý"} for name in ("An", "Bình", "Chi")]
OLD = {"ended_on": date(2014, 6, 1), "began_on": date(2014, 1, 2)}


@pytest.fixture
def old(archive):
    """Two files whose ten years are over, one that is permanent, one that is young."""
    return archive.kept(a_file(1, **OLD), a_file(2, **OLD), a_file(3, rule="VV", **OLD), a_file(4))


def draft(archive, *files, who="luutru"):
    return services.draft_disposal(
        fonds_uid=Fonds.objects.get().uid, file_uids=[file.uid for file in files], reason="Hết thời hạn bảo quản",
        principal=archive.who(who), at=NOW,
    )  # fmt: skip


def approved(archive, *files, kept=()):
    uid = draft(archive, *files).uid
    services.propose_disposal(
        uid=uid, council=COUNCIL, minutes="BB 01 ngày 05/3/2026", kept=kept, principal=archive.who("luutru"), at=NOW
    )
    return services.approve_disposal(uid=uid, decision="15/QĐ-UBND", principal=archive.who("chutich"), at=NOW)


def carry_out(archive, disposal, at=NOW):
    return services.carry_out_disposal(
        uid=disposal.uid, way="cắt vụn", witness="Lê Văn Dũng", principal=archive.who("luutru"), at=at
    )


def test_only_what_is_past_its_time_is_listed(archive, old):
    found = expired_files(Fonds.objects.get(), date(2026, 3, 10))
    assert sorted(file.source_id for file in found) == [1, 2]
    for file in old[2:]:
        with pytest.raises(Invalid) as refused:
            draft(archive, file)
        assert refused.value.code == "not_disposable"


def test_ten_years_of_2014_end_with_2024(archive, old):
    assert old[0].expires_on == date(2024, 12, 31)
    assert not expired_files(Fonds.objects.get(), date(2024, 12, 31)).exists()
    assert expired_files(Fonds.objects.get(), date(2025, 1, 1)).count() == 2


def test_goes_from_list_to_minutes_and_the_bytes_go_from_the_stores(archive, old):
    copying.copy_some(NOW + timedelta(minutes=10))
    told = []
    events._handlers["work_file"] = [told.append]
    disposal = carry_out(archive, approved(archive, old[0]))
    del events._handlers["work_file"]
    file = RecordFile.objects.get(pk=old[0].pk)
    assert (disposal.state, file.state, str(disposal)) == ("done", "disposed", "01/2026")
    assert RecordItem.objects.get(file=file, ordinal=1).stored_id is None
    gone = StoreObject.objects.get(erase_at=NOW)
    assert copying.erase_some(NOW + timedelta(hours=1)) == 3
    assert set(ObjectCopy.objects.filter(object=gone).values_list("state", flat=True)) == {"erased"}
    assert not (archive.folders["kho-1"] / gone.sha256[:2] / gone.sha256[2:4] / gone.sha256).exists()
    assert [entry.verb for entry in journal.timeline(file.province_id, "record", file.pk)] == ["kept", "disposed"]
    assert [list(one.source_ids) for one in told] == [[1]]


def test_bytes_that_a_kept_file_still_names_stay(archive, old):
    young = a_file(9, items=())
    archive.kept(young, key="dot-9")
    RecordItem.objects.create(
        province_id=old[0].province_id, file=RecordFile.objects.get(source_id=9), ordinal=1, summary="như trên",
        sha256=RecordItem.objects.get(file=old[0], ordinal=1).sha256,
    )  # fmt: skip
    carry_out(archive, approved(archive, old[0]))
    assert not StoreObject.objects.exclude(erase_at=None).exists()


def test_who_proposes_never_approves(archive, old):
    uid = draft(archive, old[0], who="lanhdao").uid
    services.propose_disposal(
        uid=uid, council=COUNCIL, minutes="BB 01", kept=(), principal=archive.who("lanhdao"), at=NOW
    )
    with pytest.raises(Forbidden):
        services.approve_disposal(uid=uid, decision="QĐ", principal=archive.who("lanhdao"), at=NOW)
    with pytest.raises(Forbidden):
        services.approve_disposal(uid=uid, decision="QĐ", principal=archive.who("luutru"), at=NOW)
    user = archive.people["lanhdao"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposal.objects.update(state="approved", approved_by=user, approved_at=NOW, decision="QĐ")


@pytest.mark.parametrize(("council", "minutes", "field"), [(COUNCIL[:2], "BB", "council"), (COUNCIL, " ", "minutes")])
def test_needs_a_council_of_three_and_its_minutes(archive, old, council, minutes, field):
    uid = draft(archive, old[0]).uid
    with pytest.raises(Invalid) as refused:
        services.propose_disposal(
            uid=uid, council=council, minutes=minutes, kept=(), principal=archive.who("luutru"), at=NOW
        )
    assert refused.value.errors[0]["field"] == field


def test_what_the_council_keeps_is_not_disposed_of(archive, old):
    disposal = draft(archive, old[0], old[1])
    line = disposal.lines.get(file_id=old[1].pk).pk
    services.propose_disposal(
        uid=disposal.uid, council=COUNCIL, minutes="BB", kept=[line], principal=archive.who("luutru"), at=NOW
    )
    services.approve_disposal(uid=disposal.uid, decision="QĐ", principal=archive.who("chutich"), at=NOW)
    carry_out(archive, disposal)
    assert {f.source_id: f.state for f in RecordFile.objects.filter(source_id__in=[1, 2])} == {1: "disposed", 2: "kept"}


def test_a_hold_blocks_also_after_the_decision_and_in_the_database(archive, old):
    disposal = approved(archive, old[0])
    hold = services.place_hold(
        reason="Thanh tra đất đai", basis="QĐ 7/TTr", file_uid=old[0].uid, principal=archive.who("luutru"), at=NOW
    )
    with pytest.raises(MoveNotAllowed) as refused:
        carry_out(archive, disposal)
    assert refused.value.code == "must_stay"
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordFile.objects.filter(pk=old[0].pk).update(state="disposed", disposed_at=NOW)
    with pytest.raises(Invalid):
        services.end_hold(hold_id=hold.pk, reason="", principal=archive.who("luutru"), at=NOW)
    services.end_hold(hold_id=hold.pk, reason="Thanh tra xong", principal=archive.who("luutru"), at=NOW)
    assert carry_out(archive, disposal).state == "done"


def test_a_hold_on_the_fonds_holds_everything(archive, old):
    services.place_hold(
        reason="Điều tra", basis="CV 3/CA", fonds_uid=Fonds.objects.get().uid, principal=archive.who("luutru"), at=NOW
    )
    assert not expired_files(Fonds.objects.get(), date(2026, 3, 10)).exists()
    with pytest.raises(Invalid):
        draft(archive, old[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordFile.objects.filter(pk=old[0].pk).update(state="disposed", disposed_at=NOW)


def test_the_database_refuses_what_is_not_past_its_time_and_what_comes_back(archive, old):
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordFile.objects.filter(pk=old[3].pk).update(state="disposed", disposed_at=NOW)
    carry_out(archive, approved(archive, old[0]))
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordFile.objects.filter(pk=old[0].pk).update(state="kept")


def test_a_file_stands_on_one_open_list_only_and_is_free_when_it_is_dropped(archive, old):
    first = draft(archive, old[0])
    with pytest.raises(Invalid):
        draft(archive, old[0])
    services.drop_disposal(uid=first.uid, reason="Lập lại", principal=archive.who("luutru"), at=NOW)
    assert str(draft(archive, old[0])) == "02/2026"


def test_a_lent_file_is_not_disposed_of(archive, old):
    disposal = approved(archive, old[0])
    services.lend(
        uid=old[0].uid, borrower_id=archive.people["canbo"].pk, purpose="xem", due_on=date(2026, 3, 20),
        principal=archive.who("luutru"), at=NOW,
    )  # fmt: skip
    with pytest.raises(MoveNotAllowed):
        carry_out(archive, disposal)


def test_strangers_find_nothing(archive, old):
    uid = draft(archive, old[0]).uid
    with pytest.raises(NotFound):
        services.drop_disposal(uid=uid, reason="x", principal=archive.who("thachkhe"), at=NOW)
    with pytest.raises(NotFound):
        services.place_hold(reason="x", basis="y", file_uid=old[0].uid, principal=archive.who("thachkhe"), at=NOW)
    assert not Hold.objects.exists()
