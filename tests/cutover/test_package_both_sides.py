"""A second package meets what was worked on here; a dossier comes with a code that somebody here has."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from tests.cutover.test_package_again import later_package
from tests.cutover.three_provinces import LATER, PASSPHRASE, House
from tests.factories.accounts import make_official, sign_in
from tests.factories.installations import Installation
from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import journal
from thongsuot.common.journal_verify import verify
from thongsuot.common.numbering import next_number
from thongsuot.cutover.carrying import both_sides, differences, packing, undoing
from thongsuot.cutover.carrying.arriving import Arrived
from thongsuot.cutover.models import Difference, Package
from thongsuot.dossiers import services
from thongsuot.dossiers.models import CodeAlias, Dossier
from thongsuot.dossiers.selectors.one import dossier_for, public_progress
from thongsuot.payments.models import Intent
from thongsuot.tasks.models import OpenWork


def who(name: str) -> Principal:
    principal = principal_of(User.objects.get(username=name).pk, LATER)
    assert principal is not None
    return principal


def put_off(code: str, *, days: int = 14) -> None:
    """One act here on a dossier that came over."""
    services.extend(
        code=code, principal=who("maiphu.vanphong"), at=LATER, reason="Chờ xác minh",
        new_due_at=LATER + timedelta(days=days),
    )  # fmt: skip


def say(decision: str, difference: Difference | None = None) -> int:
    package = Package.objects.get(state=Package.State.STAGED)
    by = User.objects.order_by("pk").values_list("pk", flat=True)[0]
    pk = difference.pk if difference else None
    return both_sides.decide(package_id=package.pk, difference_id=pk, decision=decision, by_id=by, at=LATER)


@pytest.fixture
def second(house: House, home: Installation, copy_of: Callable[[str], Installation], tmp_path: Path) -> Path:
    """Hậu Giang came over, its open dossier was extended here and finished there; the path of the second package."""
    house.take_in("93")
    put_off(house.codes["93"]["open"])
    return later_package(house, copy_of("haugiang"), tmp_path / "later.goi")


def test_what_both_sides_changed_waits_for_a_word_and_ours_stays_by_it(house: House, second: Path) -> None:
    code = house.codes["93"]["open"]
    ours = Dossier.objects.get(code=code)
    first = house.take_in("93", second)
    assert (first.state, first.waiting > 0) == (Package.State.STAGED, True)
    changed = say("ours", Difference.objects.get(kind="both_changed", model="dossiers.dossier"))
    assert changed == first.waiting  # all its rows were rows of this dossier
    assert say("ours") == 0
    done = house.take_in("93", second)
    assert (done.state, done.problems) == (Package.State.IMPORTED, [])
    kept = Dossier.objects.get(code=code)
    assert (kept.status, kept.due_at) == (ours.status, ours.due_at)
    assert Difference.objects.filter(kind="both_changed", model="journal.dossier").exists()
    assert verify().faults == []


def test_theirs_is_taken_whole_with_an_entry_and_the_work_here_is_closed(house: House, second: Path) -> None:
    house.take_in("93", second)
    assert say("theirs") > 1
    done = house.take_in("93", second)
    assert (done.state, done.problems) == (Package.State.IMPORTED, [])
    dossier = Dossier.objects.get(code=house.codes["93"]["open"])
    assert (dossier.status, dossier.extension_count) == ("FINISHED", 0)
    assert OpenWork.objects.filter(subject_id=dossier.pk).values_list("role", flat=True).get() == "counter_clerk"
    verbs = [entry.verb for entry in journal.timeline(dossier.province_id, "dossier", dossier.pk)]
    assert verbs[-2:] == ["extended", "content_replaced"]
    assert house.take_in("93", second).state == Package.State.IMPORTED
    assert verify().faults == []


def test_a_word_about_what_has_changed_since_is_asked_for_again(house: House, second: Path) -> None:
    house.take_in("93", second)
    say("theirs")
    Dossier.objects.filter(code=house.codes["93"]["open"]).update(supplement_count=1)
    again = house.take_in("93", second)
    assert (again.state, again.waiting) == (Package.State.STAGED, 1)
    [waiting] = Difference.objects.filter(needs_person=True, decision="")
    assert waiting.facts["ours"]["supplement_count"] == 1


def test_a_dry_run_keeps_ours_and_says_how_many_wait(house: House, second: Path) -> None:
    done = house.take_in("93", second, dry_run=True)
    assert (done.waiting > 0, done.problems) == (True, [])
    assert Dossier.objects.get(code=house.codes["93"]["open"]).extension_count == 1


@pytest.fixture
def collided(house: House, home: Installation, copy_of: Callable[[str], Installation], tmp_path: Path) -> Arrived:
    """Sóc Trăng comes with a dossier under the code of one of Hậu Giang's."""
    house.take_in("93")
    code = house.codes["93"]["submitted"]
    source = copy_of("soctrang")
    with source.at_work():
        own = Dossier.objects.get(code=house.codes["94"]["submitted"])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE dossiers_dossier SET code = %s WHERE id = %s", [code, own.pk])
        packing.export(province="94", to=(path := tmp_path / "same.goi"), at=LATER, passphrase=PASSPHRASE)
    house.take_in("94", path)
    [same] = Difference.objects.filter(needs_person=True, decision="")
    differences.decide(difference_id=same.pk, decision="separate", by_id=0, at=LATER)
    return house.take_in("94", path)


def test_a_dossier_that_comes_with_a_taken_code_gets_its_own_and_is_found_by_both(
    house: House, collided: Arrived
) -> None:
    assert (collided.state, collided.problems) == (Package.State.IMPORTED, [])
    code = house.codes["93"]["submitted"]
    stayed = Dossier.objects.get(code=code)
    alias = CodeAlias.objects.get(alias=code)
    came = Dossier.objects.get(code=alias.code)
    assert came.pk == alias.dossier_id != stayed.pk
    assert came.code.rpartition("-")[0] == code.rpartition("-")[0]
    assert public_progress(code).code == code
    [said] = Difference.objects.filter(kind="code", model="dossiers.dossier")
    assert (said.title, said.proposal, said.decision) == (code, came.code, "recoded")
    assert said.facts["theirs"]["unit"] != said.facts["ours"]["unit"]
    assert said.facts["ours"]["applicant"].count(".") >= 1  # N. T. Lan
    assert not Intent.objects.filter(dossier_id=came.pk).exclude(dossier_code=came.code).exists()
    assert verify().faults == []


def test_whoever_may_see_only_the_arriving_one_finds_it_by_its_old_code(house: House, collided: Arrived) -> None:
    code = house.codes["93"]["submitted"]
    came = Dossier.objects.get(pk=CodeAlias.objects.get(alias=code).dossier_id)
    clerk = Dossier.objects.get(code=code)
    for dossier in (came, clerk):
        post = User.objects.filter(posts__unit_id=dossier.receiving_unit_id, posts__role=Role.COUNTER_CLERK).first()
        assert post is not None
        principal = principal_of(post.pk, LATER)
        assert principal is not None
        assert dossier_for(principal, code).dossier.pk == dossier.pk
    page = Client().get(f"/tra-cuu/{code}/").content.decode()
    assert came.code in page


def test_no_number_is_given_again_after_a_new_code(house: House, collided: Arrived) -> None:
    came = CodeAlias.objects.get(alias=house.codes["93"]["submitted"]).code
    identifier, day, number = came.rsplit("-", 2)
    assert next_number(f"dossier:{identifier}", day, LATER) > int(number)


def test_the_page_shows_both_dossiers_of_one_code(house: House, collided: Arrived) -> None:
    package = Package.objects.get(source__province__versions__code="94", state=Package.State.IMPORTED)
    admin = make_official(None, "goi.quantri", Role.PROVINCE_ADMIN, package.source.province)
    client = Client()
    sign_in(client, admin)
    page = client.get(f"/quan-tri/chuyen-doi/goi/{package.uid}/").content.decode()
    assert "Trùng mã hồ sơ" in page
    assert CodeAlias.objects.get(alias=house.codes["93"]["submitted"]).code in page


def test_a_package_taken_back_takes_the_old_code_with_it(house: House, collided: Arrived) -> None:
    undoing.take_back(Package.objects.get(uid=collided.package), by_id=None, at=LATER)
    assert not CodeAlias.objects.exists()
