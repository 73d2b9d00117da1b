"""Bản nháp: sealed, never silently lost, thrown away in time."""

from datetime import timedelta

import pytest

from tests.factories.accounts import make_citizen
from tests.factories.dossiers import MONDAY_9
from thongsuot.common import crypto
from thongsuot.common.errors import MoveNotAllowed, NotFound, TooLarge
from thongsuot.common.now import frozen
from thongsuot.dossiers import drafts, jobs
from thongsuot.dossiers.models import Draft

pytestmark = pytest.mark.django_db
SECRET = {"applicant": {"name": "Nguyễn Thị Lan", "id_number": "042190001234"}}


@pytest.fixture
def lan():
    return make_citizen()


@pytest.fixture
def draft(lan):
    return drafts.start(user_id=lan.pk, procedure_code="1.001193", at=MONDAY_9, data=SECRET)


def test_contents_stand_encrypted_and_come_back_readable(draft, lan):
    stored = str(Draft.objects.values_list("data", flat=True).get())
    assert "042190001234" not in stored
    assert "Lan" not in stored
    assert drafts.own(uid=draft.pk, user_id=lan.pk).data == SECRET
    assert drafts.latest(lan.pk, "1.001193").data == SECRET
    assert [one.data for one in drafts.open_drafts(lan.pk)] == [SECRET]


def test_contents_moved_to_another_draft_do_not_open(draft, lan):
    other = drafts.start(user_id=lan.pk, procedure_code="1.004873", at=MONDAY_9)
    Draft.objects.filter(pk=other.pk).update(data=Draft.objects.get(pk=draft.pk).data)
    with pytest.raises(crypto.CannotDecryptError):
        drafts.own(uid=other.pk, user_id=lan.pk)


def test_a_save_from_an_older_revision_is_refused_with_the_newer_one(draft, lan):
    drafts.save(uid=draft.pk, user_id=lan.pk, revision=0, data={"a": 1}, at=MONDAY_9)
    with pytest.raises(MoveNotAllowed) as refused:
        drafts.save(uid=draft.pk, user_id=lan.pk, revision=0, data={"a": 2}, at=MONDAY_9)
    assert (refused.value.status, refused.value.code) == (409, "draft_overtaken")
    assert refused.value.extra["revision"] == 1
    assert drafts.own(uid=draft.pk, user_id=lan.pk).data == {"a": 1}


def test_nobody_else_reads_saves_or_discards_it(draft):
    other = make_citizen("congdan.khac").pk
    for act in (
        lambda: drafts.own(uid=draft.pk, user_id=other),
        lambda: drafts.save(uid=draft.pk, user_id=other, revision=0, data={}, at=MONDAY_9),
        lambda: drafts.discard(uid=draft.pk, user_id=other),
        lambda: drafts.start(user_id=other, procedure_code="1.001193", at=MONDAY_9, uid=draft.pk),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_sent_draft_keeps_only_its_code(draft, lan):
    drafts.mark_submitted(drafts.lock_for_submission(uid=draft.pk, user_id=lan.pk), "H27-1", at=MONDAY_9)
    kept = drafts.own(uid=draft.pk, user_id=lan.pk)
    assert (kept.submitted_code, kept.data) == ("H27-1", {})
    with pytest.raises(MoveNotAllowed):
        drafts.save(uid=draft.pk, user_id=lan.pk, revision=0, data={}, at=MONDAY_9)
    with pytest.raises(NotFound):
        drafts.discard(uid=draft.pk, user_id=lan.pk)


def test_a_draft_beyond_all_measure_is_refused(draft, lan):
    with pytest.raises(TooLarge):
        drafts.save(uid=draft.pk, user_id=lan.pk, revision=0, data={"a": "x" * 400_000}, at=MONDAY_9)


def test_old_drafts_are_forgotten(draft):
    assert drafts.forget_old(MONDAY_9 + timedelta(days=59)) == 0
    assert drafts.forget_old(MONDAY_9 + timedelta(days=61)) == 1
    assert not Draft.objects.exists()


def test_a_new_key_reaches_every_draft(draft, lan, settings, tmp_path):
    settings.KEYS_ROOT = tmp_path / "keys"
    one = drafts.start(user_id=lan.pk, procedure_code="1.004873", at=MONDAY_9, data=SECRET)
    Draft.objects.filter(pk=draft.pk).delete()
    before = Draft.objects.get(pk=one.pk).data
    assert crypto.rotate()["dossiers_draft.data"] == 1
    assert Draft.objects.get(pk=one.pk).data != before
    assert drafts.own(uid=one.pk, user_id=lan.pk).data == SECRET
    assert crypto.recrypt_all()["dossiers_draft.data"] == 0


def test_the_nightly_job_forgets_them(draft):
    with frozen(MONDAY_9 + timedelta(days=61)):
        assert jobs.forget_old_drafts(timestamp=0) == 1
