"""Lines of the task list are drawn once and kept: never another person's view, never an old text, never another language."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils import translation

from tests.factories.accounts import give_post, principal_for, sign_in
from tests.factories.dossiers import Office, moment
from tests.page_client import PageClient
from tests.tasks.test_list import AT, spec
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.tasks import rows, services
from thongsuot.tasks.forms import chosen_from
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.selectors import TaskFilter, TaskRow, open_work

pytestmark = pytest.mark.django_db
PLAIN = chosen_from(QueryDict(), may_see_unit=True)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')


def one_row(office: Office, who: str = "vanphong", view: str = "unit") -> TaskRow:
    (row,) = open_work(office.who(who), TaskFilter(view=view)).rows
    return row


def drawn(office: Office, row: TaskRow, who: str, at: datetime = AT) -> str:
    return str(rows.drawn([row], office.who(who), at))


def test_mine_is_mine_and_a_colleagues_name_is_shown_to_others(office: Office) -> None:
    (task_id,) = services.open_tasks([spec(office)], at=AT)
    services.claim(task_id=task_id, principal=office.who("hotich"), at=AT)
    row = one_row(office)
    for _turn in range(2):  # drawn, then kept
        assert "<strong>Tôi</strong>" in drawn(office, row, "hotich")
        leaders = drawn(office, row, "vanphong")
        assert "Tôi" not in leaders
        assert office.users["hotich"].full_name in leaders


def test_a_changed_text_is_seen_at_once(office: Office) -> None:
    services.open_tasks([spec(office)], at=AT)
    row = one_row(office)
    assert "Thẩm tra" in drawn(office, row, "vanphong")
    for change in ({"what": "Ký giấy"}, {"note": "Gấp"}, {"result": "Giấy khai sinh"}, {"accountable": "Chủ tịch"}):
        assert next(iter(change.values())) in drawn(office, replace(row, **change), "vanphong")
    assert "Gấp" not in drawn(office, row, "vanphong")


def test_the_state_is_part_of_the_line(office: Office) -> None:
    services.open_tasks([spec(office)], at=AT)
    row = one_row(office)
    assert "chờ nhận" in drawn(office, row, "vanphong")
    assert "bị trả lại" in drawn(office, replace(row, state=TaskState.RETURNED), "vanphong")
    assert "đang tạm dừng" in drawn(office, replace(row, state=TaskState.WAITING), "vanphong")


def test_each_language_has_its_own_lines_filters_and_dialogs(office: Office) -> None:
    services.open_tasks([spec(office)], at=AT)
    row = one_row(office)
    seen = {}
    for language in ("vi", "en", "vi"):
        with translation.override(language):
            seen[language] = (
                drawn(office, row, "vanphong") + rows.filters(PLAIN, leads=False) + "".join(rows.fixed_parts().values())
            )
    for words in ("Rõ thời gian", "Thêm điều kiện", "Người nhận việc", "Mọi loại việc"):
        assert words in seen["vi"]
        assert words not in seen["en"]


def test_the_words_for_the_due_moment_follow_the_clock(office: Office) -> None:
    services.open_tasks([spec(office, due_at=moment(7, 11))], at=AT)
    row = one_row(office)
    assert "còn 1 giờ" in drawn(office, row, "vanphong")
    assert "còn 30 phút" in drawn(office, row, "vanphong", moment(7, 10, 30))
    due = moment(7, 11)
    assert "due-row-soon" in drawn(office, row, "vanphong", due)
    assert "due-row-late" in drawn(office, row, "vanphong", due + timedelta(seconds=1))


def test_whose_post_is_in_two_units_sees_the_unit_of_each_line(office: Office) -> None:
    services.open_tasks([spec(office)], at=AT)
    row = one_row(office)
    here = office.world.mai_phu.full_name
    assert f">{here}<" not in drawn(office, row, "hotich")
    clerk = office.users["hotich"]
    give_post(office.world, clerk, Role.SPECIALIST, office.world.thach_khe)
    assert f">{here}<" in str(rows.drawn([row], principal_for(clerk), AT))
    assert f">{here}<" not in drawn(office, row, "kinhte")


def test_what_people_typed_is_text_and_not_markup(office: Office) -> None:
    services.open_tasks([spec(office, subject_title="<b>A & B</b>", what='"><script>')], at=AT)
    html = drawn(office, one_row(office), "vanphong")
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in html
    assert "<script>" not in html
    chosen = replace(PLAIN, text='"><script>')
    assert "<script>" not in rows.filters(chosen, leads=True)


def test_only_leaders_are_offered_the_whole_unit(office: Office) -> None:
    assert "Cả đơn vị" in rows.filters(PLAIN, leads=True)
    assert "Cả đơn vị" not in rows.filters(PLAIN, leads=False)


def test_every_form_of_a_page_carries_the_token_of_that_page(office: Office) -> None:
    services.open_tasks([spec(office)], at=AT)
    tokens = []
    for who in ("hotich", "kinhte", "hotich"):
        client = PageClient()
        sign_in(client, office.users[who])
        with frozen(AT):
            on_page = TOKEN.findall(client.get("/can-bo/viec/").content.decode())
        assert len(on_page) > 1
        assert len(set(on_page)) == 1
        tokens += set(on_page)
    assert len(set(tokens)) == 3
