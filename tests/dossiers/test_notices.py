"""Báo cho người dân: each change that concerns the citizen is told once, in words that say what to do."""

import pytest
from django.utils import timezone

from tests.factories.dossiers import LAN_ID, MONDAY_9, finished, moment, submit
from thongsuot.common.models import Notice, NoticePreference
from thongsuot.common.notices import Book, sms
from thongsuot.common.notices.words import books, faults
from thongsuot.dossiers import notices, services
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.notices import BOOK, words_on
from thongsuot.dossiers.payments import Item, reference_of
from thongsuot.dossiers.reveal import reveal_number
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import OpenWork
from thongsuot.tasks.services import claim

pytestmark = pytest.mark.django_db
LAN = Applicant(name="Nguyễn Thị Lan", id_number=LAN_ID, phone="0912345678", email="lan@vi.example")


def tell(at=MONDAY_9):
    notices.tell_citizens(at)
    return list(Notice.objects.order_by("id").values_list("event", "subject", "body"))


def last_told(event, at):
    """The text of the newest message about this event."""
    return [body for told, _subject, body in tell(at) if told == event][-1]


def at_work(office, **changes):
    """A dossier of Lan that the specialist holds."""
    loaded = submit(office, applicant=LAN, **changes)
    code = loaded.dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 10), to="maiphu.hotich")
    return code


def test_reception_is_told_once_with_the_day_of_the_result(office):
    loaded = submit(office, applicant=LAN)
    [(event, subject, body)] = tell()
    assert event == "received"
    assert loaded.dossier.code in subject
    assert "Hẹn trả kết quả: 17:00" in body
    assert f"/tra-cuu/{loaded.dossier.code}/" in body
    assert tell() == [(event, subject, body)], "đọc lại không có tin mới"


def test_a_supplement_is_asked_for_with_everything_the_citizen_needs(office):
    code = at_work(office)
    services.request_supplement(
        code=code,
        principal=office.who("hotich"),
        at=moment(7, 11),
        items=["Giấy chứng sinh", "Giấy ủy quyền"],
        reason="Bản chụp mờ",
        contact="Bà Hoa, 0239 000 000",
    )
    bodies = {event: body for event, _subject, body in tell(moment(7, 11))}
    assert "- Giấy chứng sinh\n- Giấy ủy quyền" in bodies["supplement_requested"]
    assert "Bản chụp mờ" in bodies["supplement_requested"]
    assert "Bà Hoa" in bodies["supplement_requested"]


def test_a_state_without_words_of_its_own_is_told_all_the_same(office):
    at_work(office)
    told = {event: subject for event, subject, _body in tell(moment(7, 10))}
    assert told["assigned"].endswith("Đang xử lý")


def test_what_changes_nothing_for_the_citizen_is_not_told(office):
    code = at_work(office)
    tell(moment(7, 10))
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 11), to="maiphu.hotich", note="gấp")
    assert "gấp" not in "".join(body for _event, _subject, body in tell(moment(7, 11)))
    assert Notice.objects.filter(event="assigned").count() == 1


def test_work_that_changes_hands_is_no_news_for_the_citizen(office):
    code = submit(office, applicant=LAN).dossier.code
    tell()
    [work] = OpenWork.objects.all()
    hotich = office.who("hotich", moment(7, 10))
    give = {"task_id": work.task_id, "to": "maiphu.hotich", "principal": office.who("vanphong"), "at": moment(7, 11)}
    tasks.give(**give)
    told = [event for event, _subject, _body in tell(moment(7, 11))]
    assert set(told) <= {"received", "processing_started"}
    tasks.hand_back(task_id=work.task_id, principal=hotich, at=moment(7, 12), reason="vắng nội bộ")
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 13), to="maiphu.hotich")
    events = tell(moment(7, 13))
    assert "vắng nội bộ" not in "".join(body for _event, _subject, body in events)
    assert [event for event, _subject, _body in events] == told


def test_a_payment_is_told_with_its_amount_and_code_and_its_record_with_the_day(office):
    code = at_work(office)
    item = Item("FEE", "Bản sao trích lục", 24_000)
    at = moment(7, 11)
    services.request_payment(
        code=code, principal=office.who("hotich"), at=at, items=[item], reason="xin thêm bản sao", note="cất tủ 3"
    )
    body = last_told("payment_requested", at)
    assert "- Bản sao trích lục: 24.000\u00a0đ" in body
    assert reference_of(code, at) in body
    assert "cất tủ 3" not in body
    paid = {"amount": 24_000, "method": "cash", "payer": "Lan", "paid_at": moment(7, 14)}
    services.record_payment(code=code, principal=office.who("motcua1"), at=moment(7, 15), **paid)
    body = last_told("payment_recorded", moment(7, 15))
    due = dossier_for(office.who("hotich"), code).dossier.due_at
    assert "24.000\u00a0đ" in body
    assert f"Hẹn trả kết quả: {timezone.localtime(due):%H:%M %d/%m/%Y}" in body


def test_a_stop_is_told_with_reason_and_basis_and_going_on_without_the_note(office):
    code = at_work(office)
    leader = office.who("vanphong")
    services.stop(code=code, principal=leader, at=moment(7, 11), reason="Chờ tòa án", basis="Văn bản số 5")
    assert "Chờ tòa án" in last_told("stopped", moment(7, 11))
    assert "Văn bản số 5" in last_told("stopped", moment(7, 11))
    services.resume(code=code, principal=leader, at=moment(7, 14), note="nhắc chị Hoa")
    body = last_told("resumed", moment(7, 14))
    assert "Hẹn trả kết quả: " in body
    assert "chị Hoa" not in body


def test_an_extension_apologises_with_both_days_though_the_state_stays(office):
    code = at_work(office)
    due = dossier_for(office.who("vanphong"), code).dossier.due_at
    services.extend(
        code=code, principal=office.who("vanphong"), at=moment(7, 11), reason="Mất điện", new_due_at=moment(10, 16)
    )
    body = last_told("extended", moment(7, 11))
    assert "xin lỗi" in body
    assert "Mất điện" in body
    assert f"{timezone.localtime(due):%H:%M %d/%m/%Y}" in body
    assert "16:00 10/07/2025" in body


def test_a_corrected_result_is_told_with_what_was_wrong(office):
    code = finished(office)
    Dossier.objects.update(applicant={"email": "lan@vi.example"})
    services.correct_result(code=code, principal=office.who("chutich"), at=moment(9, 9), reason="Sai ngày sinh")
    assert "Sai ngày sinh" in last_told("result_corrected", moment(9, 9))


def test_what_offices_ask_each_other_is_not_told(office):
    code = at_work(office)
    tell(moment(7, 10))
    before = Notice.objects.count()
    asked = {"to": "42-STP", "question": "Có nghi giả mạo không?", "due_at": moment(8, 11)}
    services.consult(code=code, principal=office.who("hotich"), at=moment(7, 11), **asked)
    services.withdraw_consultation(code=code, principal=office.who("hotich"), at=moment(7, 14), reason="đã rõ")
    tell(moment(7, 15))
    assert Notice.objects.count() == before


def test_who_gave_no_address_gets_no_message_and_the_feed_goes_on(office):
    submit(office, applicant=Applicant(name="Nguyễn Thị Lan", id_number=""))
    assert tell() == []
    submit(office, applicant=LAN)
    assert len(tell()) == 1


def test_who_gave_only_a_telephone_number_gets_a_short_message_without_personal_data(office):
    loaded = submit(office)
    tell()
    row = Notice.objects.get()
    assert (row.channel, row.address) == ("zalo", "+84912345678")
    assert [other["channel"] for other in row.others] == ["sms"]
    assert row.params["values"]["code"] == loaded.dossier.code
    for text in (row.body, row.others[0]["body"]):
        assert "Lan" not in text
        assert "khai sinh" not in text.lower()
    assert sms.is_gsm(row.others[0]["body"])


def test_a_wish_of_the_citizen_is_followed_and_the_other_ways_stay_quiet(office):
    user = office.users["lan"]
    NoticePreference.objects.create(user_id=user.pk, channels=["sms"], changed_at=MONDAY_9)
    submit(office, applicant=LAN)
    tell()
    row = Notice.objects.get()
    assert (row.channel, row.others) == ("sms", [])


def test_who_wants_every_way_is_told_by_each(office):
    wish = {"channels": ["sms", "mail"], "every": True, "changed_at": MONDAY_9}
    NoticePreference.objects.create(user_id=office.users["lan"].pk, **wish)
    submit(office, applicant=LAN)
    tell()
    assert sorted(Notice.objects.values_list("channel", flat=True)) == ["mail", "sms"]


def test_what_does_not_arrive_is_the_business_of_the_counter_that_holds_the_dossier(office):
    submit(office, applicant=LAN)
    tell()
    assert Notice.objects.get().unit_id == office.world.mai_phu.id


def test_braces_in_what_people_write_stay_as_they_are(office):
    submit(office, applicant=Applicant(name="Nguyễn {due} Lan", id_number=LAN_ID, email="lan@vi.example"))
    [(_event, _subject, body)] = tell()
    assert "Nguyễn {due} Lan" in body


def test_a_batch_takes_a_fixed_number_of_statements(office, django_assert_num_queries):
    for _number in range(3):
        submit(office, applicant=LAN)
    notices.tell_citizens(MONDAY_9)
    for _number in range(12):
        submit(office, applicant=LAN)
    with django_assert_num_queries(7):  # notes, people, stamps, messages, notes read, and a savepoint
        notices.tell_citizens(MONDAY_9)
    assert len(tell()) == 15, "each was told, once"


def test_every_event_has_words_in_every_channel_and_every_placeholder_is_known():
    assert {book.name for book in books()} >= {"dossiers"}
    for book in books():
        assert faults(book) == []
        assert all(explanation and sample for explanation, sample in book.known.values())


def test_no_short_message_costs_more_than_two_parts(office):
    values = {name: sample for name, (_words, sample) in BOOK.known.items()}
    for event in words_on(MONDAY_9.date())["events"]:
        for unaccented, most in ((True, 2), (False, 4)):
            way = BOOK.way("sms", "+84912345678", event, values, day=MONDAY_9.date(), unaccented=unaccented)
            assert sms.count(way.body) <= most, f"{event}: {sms.count(way.body)} phần"


def test_a_book_with_holes_is_found_out(tmp_path):
    path = tmp_path / "loi.yaml"
    path.write_text("""
- valid_from: 2025-07-01
  greeting: ""
  closing: ""
  events:
    soon: {subject: "{code}", body: "{la}", sms: "{name} sắp đến lượt"}
""")
    found = faults(Book("thu", "Thử", path, {"code": ("mã", "1"), "name": ("tên", "Lan")}))
    assert [line.split(": ", 1)[1] for line in found] == [
        "thiếu zalo",
        "không biết {la}",
        "{name} không được có trong tin ngắn",
    ]


def test_pages_show_what_was_told(office, client):
    from tests.factories.accounts import sign_in

    code = submit(office, applicant=LAN).dossier.code
    tell()
    sign_in(client, office.users["motcua1"])
    page = client.get(f"/can-bo/ho-so/{code}/").content.decode()
    assert "l***@vi.example" in page
    assert "chờ gửi" in page


def test_taking_a_task_is_told_once_as_the_state_it_led_to_and_looking_at_a_number_not_at_all(office):
    code = submit(office, applicant=LAN).dossier.code
    specialist = office.who("hotich")
    claim(task_id=OpenWork.objects.get().task_id, principal=specialist, at=moment(7, 10))
    reveal_number(code=code, principal=specialist, at=moment(7, 10), reason="Đối chiếu giấy tờ")
    services.complete_step(code=code, principal=specialist, at=moment(7, 11), step="verify", decision="pass")
    told = tell(moment(7, 11))
    assert [(event, subject.split(": ", 1)[1]) for event, subject, _body in told[1:]] == [
        ("processing_started", "Đang xử lý")
    ]


def test_a_dossier_filed_at_the_counter_is_told_to_the_account_with_the_same_id_number(office):
    user = office.users["lan"]
    user.email = "lan@vi.example"
    user.save(update_fields=["email"])
    submit(office)
    submit(office, applicant=Applicant(name="Người khác", id_number="042190009999"))
    tell()
    assert list(Notice.objects.values_list("address", flat=True)) == ["lan@vi.example"]
