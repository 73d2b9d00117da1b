"""A token pulled out while many letters are being signed: said plainly, nothing half-done, continued once it is back."""

from contextlib import contextmanager

import pytest
from django.urls import reverse

from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from tests.signatures.centre import MODULE, PIN
from thongsuot.common import files
from thongsuot.common.models import JournalEntry, StoredFile
from thongsuot.common.now import now
from thongsuot.signatures import hooks, services
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.signing import State, validate_pdf
from thongsuot.signatures.signing.tokens import _library
from thongsuot.signatures.signing.trust import configured

pytestmark = pytest.mark.django_db
MANY, SIGNED = 12, 5


@pytest.fixture
def plug(centre):
    """Takes the token's folder away under the open session, as a hand takes the device out; puts it back at the end."""
    _library(MODULE).reinitialize()  # another centre of this process may have been there before: look where this one is
    there, away = centre.folder / "tokens", centre.folder / "tokens-rut-ra"

    class Plug:
        def out(self):
            there.rename(away)
            there.mkdir()

        def back(self):
            if away.exists():
                there.rmdir()
                away.rename(there)

    plug = Plug()
    yield plug
    plug.back()


@contextmanager
def after(signed, act):
    """Something happens in the world when so many letters of the run are stored."""
    done = []

    def told(request, *_words):
        done.append(request.pk)
        if len(done) == signed:
            act()

    hooks.register("test_letter", done=told)
    try:
        yield
    finally:
        hooks.register("test_letter")


def states(run):
    return list(run.rows.order_by("position").values_list("state", flat=True))


def test_a_token_unplugged_in_the_middle_leaves_nothing_half_done_and_the_rest_is_signed_when_it_is_back(plug, desk):
    letters = [desk.wait() for _n in range(MANY)]
    run = services.sign([one.pk for one in letters], principal=desk.principal(), pin=PIN, at=now())
    before = StoredFile.objects.count()
    with after(SIGNED, plug.out):
        assert services.carry_out(run.pk) == "paused"
    run.refresh_from_db()
    assert (run.pause_code, states(run)) == ("token_gone", ["signed"] * SIGNED + ["waiting"] * (MANY - SIGNED))
    assert (bytes(run.pin_cipher), run.lease) == (b"", None)
    assert StoredFile.objects.count() - before == SIGNED
    assert JournalEntry.objects.filter(verb="signature_made").count() == SIGNED
    assert SigningRequest.objects.filter(state="waiting", signed_file=None).count() == MANY - SIGNED
    kept = dict(SigningRequest.objects.filter(state="signed").values_list("pk", "signed_file__sha256"))
    _told_on_the_pages(desk, run)
    plug.back()
    client = sign_in(PageClient(), desk.people["chair"])
    assert client.post(reverse("signatures:approve", args=[run.uid]), {"pin": PIN}).status_code == 302
    assert services.carry_out(run.pk) == "done"
    assert states(run) == ["signed"] * MANY
    for letter in letters:
        letter.refresh_from_db()
        assert letter.signed_file.sha256 == kept.get(letter.pk, letter.signed_file.sha256)
    first, last = (
        validate_pdf(files.read_bytes(one.signed_file), at=now(), trust=configured())
        for one in (letters[0], letters[-1])
    )
    assert (first.state, last.state, len(last.signatures)) == (State.VALID, State.VALID, 1)


def _told_on_the_pages(desk, run):
    """Who looks at the run reads what happened and how to go on; going on without the token says the same again."""
    client = sign_in(PageClient(), desk.people["chair"])
    page = client.get(reverse("signatures:run", args=[run.uid])).content.decode()
    assert "Không thấy thiết bị ký số, hoặc thiết bị vừa bị rút ra" in page
    assert "Ký tiếp phần còn lại" in page
    again = client.post(reverse("signatures:approve", args=[run.uid]), {"pin": PIN})
    assert again.status_code == 422
    assert "Không thấy thiết bị ký số" in again.content.decode()
    run.refresh_from_db()
    assert run.state == "paused"
