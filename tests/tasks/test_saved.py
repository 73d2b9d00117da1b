"""Bộ lọc đã lưu: one's own, in one's own order, the chosen one opens by itself."""

import pytest
from django.test import Client

from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.tasks import saved
from thongsuot.tasks.models import SavedFilter

pytestmark = pytest.mark.django_db


def keep(user_id: int, name: str, query: str = "q=lan", *, opens: bool = False) -> SavedFilter:
    return saved.save(user_id=user_id, place="dossiers", name=name, address=query, opens=opens)


def names(user_id: int) -> list[str]:
    return [one.name for one in saved.filters_of(user_id, "dossiers")]


def test_only_what_makes_the_filter_is_kept() -> None:
    assert (
        saved.query_of("dossiers", "q=lan&tt=RECEIVED&tt=PROCESSING&sau=abc&la=1&nhom=")
        == "q=lan&tt=RECEIVED&tt=PROCESSING"
    )


def test_filters_stand_in_the_order_their_owner_gives_them(office: Office) -> None:
    me, other = office.users["motcua1"].pk, office.users["motcua2"].pk
    made = [keep(me, name) for name in ("một", "hai", "ba")]
    keep(other, "của người khác")
    saved.change(user_id=me, filter_id=made[2].pk, act="up")
    assert names(me) == ["một", "ba", "hai"]
    saved.change(user_id=me, filter_id=made[0].pk, act="up")
    assert names(me) == ["một", "ba", "hai"]
    keep(me, "một", "q=khác")
    assert names(me) == ["một", "ba", "hai"]
    saved.change(user_id=me, filter_id=made[0].pk, act="remove")
    assert names(me) == ["ba", "hai"]
    for act, owner in (("up", other), ("remove", other), ("open", other), ("lạ", me)):
        with pytest.raises(NotFound):
            saved.change(user_id=owner, filter_id=made[1].pk, act=act)


def test_at_most_one_opens_by_itself(office: Office) -> None:
    me = office.users["motcua1"].pk
    first, second = keep(me, "một", opens=True), keep(me, "hai", opens=True)
    assert [one.opens for one in saved.filters_of(me, "dossiers")] == [False, True]
    saved.change(user_id=me, filter_id=first.pk, act="open")
    assert [one.opens for one in saved.filters_of(me, "dossiers")] == [True, False]
    saved.change(user_id=me, filter_id=first.pk, act="open")
    assert not SavedFilter.objects.filter(opens=True).exists()
    assert second.pk


def test_a_name_is_needed_and_there_is_an_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    me = office.users["motcua1"].pk
    with pytest.raises(Invalid):
        keep(me, "  ")
    monkeypatch.setattr(saved, "MOST", 1)
    keep(me, "một")
    keep(me, "một", "q=khác")
    with pytest.raises(Invalid, match="saved_filters_full"):
        keep(me, "hai")


@pytest.mark.parametrize(("place", "address"), [("dossiers", "/can-bo/ho-so/"), ("tasks", "/can-bo/viec/")])
def test_saved_on_the_page_and_opened_the_next_morning(
    office: Office, client: Client, place: str, address: str
) -> None:
    sign_in(client, office.users["motcua1"])
    assert "Lưu bộ lọc này" in client.get(f"{address}?q=lan").content.decode()
    body = {"place": place, "query": "q=lan&sau=x", "name": "Của chị Lan", "opens": "1"}
    assert client.post("/can-bo/bo-loc/luu/", body)["Location"] == f"{address}?q=lan"
    assert client.get(address)["Location"] == f"{address}?q=lan"
    page = client.get(f"{address}?nhom=")
    assert page.status_code == 200
    assert "Của chị Lan" in page.content.decode()
    assert "Của chị Lan" in client.get("/can-bo/bo-loc/").content.decode()
    assert client.post("/can-bo/bo-loc/luu/", {**body, "place": "lạ"}).status_code == 404
    one = SavedFilter.objects.get()
    assert client.post(f"/can-bo/bo-loc/{one.pk}/", {"viec": "remove"})["Location"] == "/can-bo/bo-loc/"
    assert not SavedFilter.objects.exists()
