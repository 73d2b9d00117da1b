"""Tìm hồ sơ: by code and name, with and without marks, inside the unit and wide, never past one's rights."""

from typing import Any

import pytest
from django.test import Client

from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.dossiers import Office, moment, submit
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import Dossier, Holding
from thongsuot.dossiers.selectors import search
from thongsuot.dossiers.selectors.lists import Wanted
from thongsuot.dossiers.selectors.one import dossier_for

pytestmark = pytest.mark.django_db
AT = moment(7, 11)


@pytest.fixture(autouse=True)
def at_eleven():
    with frozen(AT):
        yield


def named(office: Office, *names: str, **more: Any) -> list[str]:
    return [submit(office, applicant=Applicant(name=name), **more).dossier.code for name in names]


def found(office: Office, text: str, *, by: str = "motcua1", wide: bool = False, **wanted: Any) -> list[str]:
    lines = search.search_dossiers(office.who(by, AT), Wanted(text=text, **wanted), wide=wide)
    return [line.applicant_name for line in lines.rows]


def test_unaccented_input_finds_accented_and_accented_input_puts_the_same_marks_first(office: Office) -> None:
    named(office, "Nguyễn Thị Lân", "Nguyễn Thị Lan", "Nguyen Thi Lan")
    assert set(found(office, "nguyen thi lan")) == {"Nguyễn Thị Lân", "Nguyễn Thị Lan", "Nguyen Thi Lan"}
    assert found(office, "nguyễn thị lân")[0] == "Nguyễn Thị Lân"
    assert found(office, "NGUYỄN THỊ LAN")[0] == "Nguyễn Thị Lan"
    assert len(found(office, "Nguyễn Thị Lan")) == 3


def test_two_ways_of_writing_a_tone_are_the_same_name(office: Office) -> None:
    named(office, "Trần Thị Hoà", "Trần Thị Hoa")
    assert found(office, "Trần Thị Hòa") == ["Trần Thị Hoà", "Trần Thị Hoa"]


def test_the_beginning_of_a_name_comes_before_a_word_inside_it(office: Office) -> None:
    named(office, "Trần Văn Lê", "Lê Văn An")
    assert found(office, "lê") == ["Lê Văn An", "Trần Văn Lê"]
    assert found(office, "le") == ["Lê Văn An", "Trần Văn Lê"]
    assert found(office, "văn an") == ["Lê Văn An"]
    assert found(office, "an lê") == ["Lê Văn An"]


def test_a_code_is_found_whole_by_day_and_number_or_by_todays_number(office: Office) -> None:
    [code] = named(office, "Lê Văn An")
    number = code.rsplit("-", 1)[1]
    for typed in (code, code.lower(), f" {code} ", f"250707-{number}", str(int(number))):
        assert found(office, typed) == ["Lê Văn An"], typed
    assert found(office, f"250706-{number}") == []


def test_another_unit_finds_nothing(office: Office) -> None:
    [code] = named(office, "Lê Văn An")
    for typed in ("lê văn an", "an", code):
        for wide in (False, True):
            assert found(office, typed, by="tk_motcua1", wide=wide) == []
            assert found(office, typed, by="quantri", wide=wide) == []
            assert found(office, typed, by="thanhtra", wide=wide) == []


def test_what_was_received_for_another_unit_is_found_by_both(office: Office) -> None:
    [code] = named(
        office, "Lê Văn An", by="tk_motcua1", receiving_unit=office.world.thach_khe.code, competent_unit="18583"
    )
    for typed in ("lê văn", "an", code):
        for who in ("tk_motcua1", "motcua1"):
            assert found(office, typed, by=who) == ["Lê Văn An"], (typed, who)


def test_who_is_consulted_or_sent_a_dossier_finds_it_by_code_beginning_and_words(office: Office) -> None:
    [code] = named(office, "Lê Văn An")
    dossier = Dossier.objects.get(code=code)
    consulted = {"province_id": dossier.province_id, "dossier_id": dossier.pk, "status": "PROCESSING", "due_at": AT}
    Holding.objects.create(unit_id=office.world.thach_khe.id, involvement="consulted", **consulted)
    Holding.objects.create(unit_id=office.world.department.id, involvement="consulted", **consulted)
    user = make_official(office.world, "hatinh.tuphap", Role.DEPARTMENT_OFFICIAL, office.world.department)
    for typed in ("lê văn", "an lê", code):
        assert found(office, typed, by="tk_hotich", wide=True) == ["Lê Văn An"], typed
        for wide in (False, True):
            rows = search.search_dossiers(principal_for(user, AT), Wanted(text=typed), wide=wide).rows
            assert [line.code for line in rows] == [code], typed
    assert found(office, "lê văn", by="tk_hotich") == []


def test_a_leader_of_the_province_searches_his_whole_province_on_request(office: Office) -> None:
    named(office, "Lê Văn An")
    user = make_official(office.world, "hatinh.chutich", Role.CHAIR, office.world.province)
    chair = principal_for(user, AT)
    narrow = search.search_dossiers(chair, Wanted(text="lê văn an"), wide=False)
    wide = search.search_dossiers(chair, Wanted(text="lê văn an"), wide=True)
    assert (len(narrow.rows), len(wide.rows)) == (0, 1)
    assert dossier_for(chair, wide.rows[0].code)


def test_in_a_whole_province_one_word_is_too_little(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "NAMED_UNITS", 3)
    chair = principal_for(make_official(office.world, "hatinh.chutich", Role.CHAIR, office.world.province), AT)
    named(office, "Lê Văn An")
    assert search.needs_more_words(chair, "An", wide=True)
    assert not search.needs_more_words(chair, "Văn An", wide=True)
    assert not search.needs_more_words(chair, "H42.1-250707-0001", wide=True)
    rows = search.search_dossiers(chair, Wanted(text="văn an"), wide=True).rows
    assert [line.applicant_name for line in rows] == ["Lê Văn An"]


def test_filters_narrow_what_is_found(office: Office) -> None:
    named(office, "Lê Văn An")
    assert found(office, "lê", statuses=("RECEIVED",)) == ["Lê Văn An"]
    assert found(office, "lê", statuses=("FINISHED",)) == []
    assert found(office, "lê", due_before=AT) == []
    assert found(office, "lê", unit_ids=(office.world.thach_khe.id,)) == []


@pytest.mark.parametrize(
    "typed", ["%", "_", "\\", "'", "&|!()", ":*", "  ", "<->", "é" * 200, "H'Linh", "12345678901234567890"]
)
def test_signs_are_only_signs(office: Office, typed: str) -> None:
    named(office, "Lê Văn An")
    assert found(office, typed) == []
    assert found(office, typed, wide=True) == []


def test_pages_follow_each_other_through_all_stages(office: Office) -> None:
    names = ["Lê An", "Lê An", "Lẽ An", "Lê Bình", "Trần Lê", "Ngô Lẽ", "Đỗ Lê"]
    named(office, *names)
    clerk, after, pages = office.who("motcua1", AT), None, []
    for _page in range(20):
        lines = search.search_dossiers(clerk, Wanted(text="Lê"), wide=False, after=after, limit=1)
        pages += [line.applicant_name for line in lines.rows]
        after = lines.next
        if after is None:
            break
    assert sorted(pages) == sorted(names)
    assert pages == ["Lê An", "Lê An", "Lê Bình", "Lẽ An", "Đỗ Lê", "Trần Lê", "Ngô Lẽ"]
    whole = search.search_dossiers(clerk, Wanted(text="Lê"), wide=False, limit=20)
    assert [line.applicant_name for line in whole.rows] == pages


def test_an_auditor_finds_by_code_on_the_page_and_sees_no_name(office: Office, client: Client) -> None:
    [code] = named(office, "Lê Văn An")
    sign_in(client, office.users["thanhtra"])
    page = client.get(f"/can-bo/ho-so/?q={code}").content.decode()
    assert code in page
    assert "Lê Văn An" not in page
    assert code not in client.get("/can-bo/ho-so/?q=l%C3%AA+v%C4%83n+an").content.decode()
    assert code in client.get("/can-bo/ho-so/?nhom=mo").content.decode()


def test_the_page_searches_the_unit_and_offers_more_only_when_there_is_more(office: Office, client: Client) -> None:
    named(office, "Lê Văn An")
    sign_in(client, office.users["motcua1"])
    page = client.get("/can-bo/ho-so/?q=le+van").content.decode()
    assert "Lê Văn An" in page
    assert "Tìm trong đơn vị của anh/chị" in page
    wide = client.get("/can-bo/ho-so/?q=le+van&pham-vi=tinh").content.decode()
    assert "Tìm trong mọi hồ sơ anh/chị được xem" in wide
    nothing = client.get("/can-bo/ho-so/?q=khong+co&sau=bent").content.decode()
    assert "Không tìm thấy hồ sơ nào" in nothing


def test_a_whole_name_found_as_typed_leaves_the_other_orders_to_who_asks_for_them(office: Office) -> None:
    named(office, "Lê Văn An", "Lê Văn Bình An", "Trần Văn Lê An")
    assert found(office, "lê văn an") == ["Lê Văn An"]
    assert found(office, "lê văn an", any_order=True) == ["Lê Văn An", "Trần Văn Lê An", "Lê Văn Bình An"]
    assert found(office, "an lê văn") == ["Trần Văn Lê An", "Lê Văn Bình An", "Lê Văn An"]
    assert found(office, "lê an") == ["Trần Văn Lê An", "Lê Văn Bình An", "Lê Văn An"], "no whole name: every order"
    clerk = office.who("motcua1", AT)
    assert search.search_dossiers(clerk, Wanted(text="lê văn an"), wide=False).as_typed
    assert not search.search_dossiers(clerk, Wanted(text="lê văn"), wide=False).as_typed
    assert not search.search_dossiers(clerk, Wanted(text="an lê văn"), wide=False).as_typed


def test_the_list_offers_the_other_orders_of_a_whole_name(office: Office, client: Client) -> None:
    named(office, "Lê Văn An", "Lê Văn Bình An")
    sign_in(client, office.users["motcua1"])
    page = client.get("/can-bo/ho-so/", {"q": "lê văn an"}).content.decode()
    assert page.count("data-item") == 1
    assert "tim=chu" in page
    page = client.get("/can-bo/ho-so/", {"q": "lê văn an", "tim": "chu"}).content.decode()
    assert page.count("data-item") == 2
    assert 'name="tim" value="chu"' in page, "the export takes what the list shows"


def test_in_a_whole_province_the_words_are_asked_first_and_beginnings_when_nobody_has_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NAMED_UNITS", 3)
    chair = principal_for(make_official(office.world, "hatinh.chutich", Role.CHAIR, office.world.province), AT)
    named(office, "Lê Văn An", "Lê Văn Ánh", "Trần Văn An Lê")

    def in_province(text: str) -> list[str]:
        after, names = None, []
        for _page in range(9):
            lines = search.search_dossiers(chair, Wanted(text=text), wide=True, after=after, limit=1)
            names += [line.applicant_name for line in lines.rows]
            if (after := lines.next) is None:
                break
        return names

    assert in_province("le van an") == ["Trần Văn An Lê", "Lê Văn An"]
    assert in_province("lê văn án") == ["Trần Văn An Lê", "Lê Văn An"]
    assert in_province("le van a") == ["Lê Văn An", "Lê Văn Ánh"]
    assert search.ways_shown(search.wide_scope(chair), Wanted(text="le van an")) == (False, True)
    assert search.ways_shown(search.wide_scope(chair), Wanted(text="le van a")) == (True, False)
