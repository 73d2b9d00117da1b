"""Nhập bù: paper work enters with its true times, its reason and its evidence, and never before its own past."""

from datetime import timedelta

import pytest

from tests.factories.dossiers import birth_submission, moment, submit
from thongsuot.common import files, journal
from thongsuot.common.errors import Forbidden, Invalid
from thongsuot.dossiers import services
from thongsuot.dossiers.backdating import EVIDENCE, FARTHEST, Happened, backdated
from thongsuot.dossiers.models import DossierFile, Status
from thongsuot.dossiers.present import entry_out
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.dossiers.selectors.timeline import timeline_of

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364600000000600023081d02f0000000049454e44ae426082"
)


def scan(office, who="motcua1"):
    return str(files.store(PNG, "phieu-giay.png", owner_id=office.users[who].pk).pk)


def happened(office, at, *, who="motcua1", **changes):
    return Happened(**{"at": at, "reason": "Mất mạng từ 8 giờ", "evidence_file_id": scan(office, who), **changes})


def late_reception(office, at=None, entered=None, **changes):
    """Received on paper on Monday at nine, entered on Tuesday."""
    at, entered = at or moment(7, 9), entered or moment(8, 8)
    who = office.who("motcua1", entered)
    with backdated(happened(office, at, **changes), principal=who, entered_at=entered) as codes:
        loaded = services.submit(submission=birth_submission(office.world), principal=who, at=at)
        codes.append(loaded.dossier.code)
    return loaded.dossier.code


def test_the_clock_and_the_code_follow_the_true_time(office):
    code = late_reception(office)
    dossier = dossier_for(office.who("motcua1"), code).dossier
    on_time = submit(office, at=moment(7, 9)).dossier
    assert (dossier.received_at, dossier.due_at) == (on_time.received_at, on_time.due_at)
    assert code.rsplit("-", 1)[0] == on_time.code.rsplit("-", 1)[0]


def test_the_journal_keeps_both_times_who_entered_it_and_the_evidence(office):
    code = late_reception(office)
    loaded = dossier_for(office.who("motcua1"), code)
    entries = journal.timeline(loaded.dossier.province_id, "dossier", loaded.dossier.pk)
    for entry in entries:
        assert entry.at == moment(7, 9)
        assert entry.data["backdated"]["entered_at"] == moment(8, 8).isoformat()
        assert entry.data["backdated"]["reason"] == "Mất mạng từ 8 giờ"
    [paper] = DossierFile.objects.filter(dossier_id=loaded.dossier.pk, code=EVIDENCE)
    assert paper.file.sha256 == entries[0].data["backdated"]["evidence"]
    told = entry_out(timeline_of(loaded)[0], loaded, {})["note"]
    assert told.startswith("nhập bù lúc 08:00 08/07/2025")


def test_a_whole_life_on_paper_is_entered_afterwards(office):
    code = late_reception(office)
    entered = moment(9, 8)
    acts = [
        ("vanphong", moment(7, 9, 30), services.assign, {"to": "maiphu.hotich"}),
        ("hotich", moment(7, 10), services.complete_step, {"step": "verify", "decision": "pass"}),
        ("chutich", moment(7, 14), services.finish, {"outcome": "granted"}),
        ("motcua1", moment(7, 16), services.return_result, {"method": "COUNTER", "taken_by": "Lan"}),
    ]
    for name, at, verb, words in acts:
        who = office.who(name, entered)
        with backdated(happened(office, at, who=name), principal=who, entered_at=entered) as codes:
            verb(code=code, principal=who, at=at, **words)
            codes.append(code)
    dossier = dossier_for(office.who("motcua1"), code).dossier
    assert (dossier.status, dossier.finished_at, dossier.returned_at) == (
        Status.RETURNED,
        moment(7, 14),
        moment(7, 16),
    )


def test_ordinary_work_says_nothing_about_back_dating(office):
    loaded = submit(office)
    [*entries] = journal.timeline(loaded.dossier.province_id, "dossier", loaded.dossier.pk)
    assert not any("backdated" in entry.data for entry in entries)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": moment(8, 9)}, "happened.at"),
        ({"at": moment(8, 8) - FARTHEST - timedelta(minutes=1)}, "happened.at"),
        ({"reason": "  "}, "happened.reason"),
        ({"evidence_file_id": ""}, "happened.evidence"),
        ({"evidence_file_id": "0e6fbd0c-1111-4222-8333-944455556666"}, "happened.evidence"),
        ({"evidence_file_id": "\x00"}, "happened.evidence"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_kept(office, changes, field):
    at = changes.pop("at", moment(7, 9))
    with pytest.raises(Invalid) as refused:
        late_reception(office, at=at, **changes)
    assert refused.value.code == "backdating_invalid"
    assert refused.value.errors[0]["field"] == field
    assert not DossierFile.objects.exists()


def test_an_act_cannot_have_been_done_before_the_reception(office):
    code = late_reception(office)
    who = office.who("vanphong", moment(8, 9))
    with (
        pytest.raises(Invalid, match="không thể xảy ra trước"),
        backdated(happened(office, moment(7, 8), who="vanphong"), principal=who, entered_at=moment(8, 9)),
    ):
        services.assign(code=code, principal=who, at=moment(7, 8), to="maiphu.hotich")
    assert dossier_for(who, code).dossier.status == Status.RECEIVED


def test_somebody_elses_scan_proves_nothing(office):
    with pytest.raises(Invalid):
        late_reception(office, evidence_file_id=scan(office, "motcua2"))


def test_one_scan_proves_several_acts_of_one_dossier_but_not_of_two(office):
    proof = scan(office)
    code = late_reception(office, evidence_file_id=proof)
    with pytest.raises(Invalid, match="đã thuộc hồ sơ khác"):
        late_reception(office, evidence_file_id=proof)
    assert dossier_for(office.who("motcua1"), code)


def test_a_citizen_does_not_back_date(office):
    lan = office.who("lan")
    with (
        pytest.raises(Forbidden),
        backdated(happened(office, moment(7, 9), who="lan"), principal=lan, entered_at=moment(8, 9)),
    ):
        raise AssertionError("không được tới đây")
