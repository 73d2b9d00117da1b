"""The shelf of templates: who puts, who takes; versions stay with the drafts made from them; the heir keeps the shelf."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.documents.outgoing_story import AT
from tests.documents.test_word_files import changed, word
from tests.factories.accounts import make_official, sign_in
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common import files, journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.documents.models import Document, DocumentTemplate, DraftVersion, TemplateVersion
from thongsuot.documents.selectors import templates as selectors
from thongsuot.documents.services import templates
from thongsuot.documents.services.word_files import DOTS, blanks_of, typed_text_of

pytestmark = pytest.mark.django_db
SHELF, NEW = "/can-bo/van-ban/mau/", "/can-bo/van-ban/di/moi/"
INVITATION = word("Kính mời dự họp về {{ trich_yeu }} tại {{ dia_diem }}.", "{{ co_quan }}")
MACROS = changed(word("a"), "word/vbaProject.bin", lambda _old: b"x")


def client(user):
    return sign_in(PageClient(), user)


def put(office, name="Giấy mời họp", *, by=None, unit=None, content=INVITATION, type_key="CV", **more):
    return templates.add(
        unit_id=(unit or office.unit).id,
        type_key=type_key,
        name=name,
        content=content,
        file_name="giay-moi.docx",
        principal=office.who(by or office.clerk, AT),
        at=AT,
        **more,
    )


def upload(content, name="giay-moi.docx"):
    return SimpleUploadedFile(name, content, files.kinds.DOCX.media_type)


@pytest.fixture
def province(office, world):
    return make_official(world, "tinh.vanthu", Role.DOCUMENT_CLERK, world.province)


def draft(user, template, **typed):
    form = {"unit": "", "type": "CV", "urgency": "0", "summary": "họp thôn", "body": "", "template": str(template.uid)}
    return client(user).post(NEW, form | typed)


def test_the_blanks_of_a_template_are_listed_and_unknown_ones_become_dots():
    assert blanks_of(INVITATION) == ["co_quan", "dia_diem", "trich_yeu"]
    typed = typed_text_of(INVITATION, {"trich_yeu": "họp thôn", "co_quan": "Ủy ban nhân dân xã Mai Phụ"})
    assert typed == f"Kính mời dự họp về họp thôn tại {DOTS}.\nỦy ban nhân dân xã Mai Phụ"


def test_a_template_is_put_on_the_shelf_and_a_draft_begins_from_it(office):
    clerk = client(office.clerk)
    assert "Không có mẫu nào ở đây" in clerk.get(SHELF).content.decode()
    sent = {"unit": office.unit.id, "type": "CV", "name": "Giấy mời họp", "file": upload(INVITATION)}
    assert clerk.post(f"{SHELF}them/", sent).status_code == 302
    template = DocumentTemplate.objects.get()
    page = client(office.drafter).get(SHELF).content.decode()
    assert "tự điền: cơ quan ban hành, trích yếu" in page
    assert "để chấm: dia_diem" in page
    assert f"{NEW}?mau={template.uid}" in page
    assert "Thêm mẫu vào kho" not in page  # a specialist takes, and does not put
    chosen = client(office.drafter).get(f"{NEW}?mau={template.uid}").content.decode()
    assert f'<option value="{template.uid}" selected' in chosen
    made = draft(office.drafter, template, unit=office.unit.id)
    assert made.status_code == 302
    version = DraftVersion.objects.get()
    assert version.body.startswith(f"Kính mời dự họp về họp thôn tại {DOTS}.")
    assert version.made_from == TemplateVersion.objects.get()
    assert "Soạn từ mẫu" in client(office.drafter).get(made["Location"]).content.decode()
    verbs = [one.verb for one in journal.timeline(template.province_id, templates.SUBJECT, template.pk)]
    assert verbs == ["template_added"]


def test_a_draft_keeps_the_version_it_was_made_from_and_new_ones_take_the_new(office):
    template = put(office)
    draft(office.drafter, template, unit=office.unit.id)
    newer = word("Trân trọng kính mời về {{ trich_yeu }}.")
    act = reverse("documents:template_act", args=[template.uid, "thay"])
    assert client(office.leader).post(act, {"file": upload(newer)}).status_code == 302
    old = Document.objects.get()
    edit = reverse("documents:outgoing_edit", args=[old.uid])
    typed = {"summary": "họp thôn", "urgency": "0", "addressed_to": "", "body": "Sửa tay.", "appendix": "", "seen": "1"}
    assert client(office.drafter).post(edit, typed).status_code == 302
    assert [one.made_from.version for one in DraftVersion.objects.order_by("revision")] == [1, 1]
    page = client(office.drafter).get(reverse("documents:template", args=[template.uid])).content.decode()
    for version in (1, 2):
        address = reverse("documents:template_file", args=[template.uid, version])
        assert f'href="{address}"' in page
    first = client(office.drafter).get(reverse("documents:template_file", args=[template.uid, 1]))
    assert b"".join(first.streaming_content) == INVITATION
    again = {**typed, "seen": "2", "template": str(template.uid)}
    assert client(office.drafter).post(edit, again).status_code == 302
    last = DraftVersion.objects.order_by("-revision")[0]
    assert (last.made_from.version, last.body) == (2, "Trân trọng kính mời về họp thôn.")


def test_a_withdrawn_template_begins_nothing_more_and_what_was_made_stays(office):
    template = put(office)
    draft(office.drafter, template, unit=office.unit.id)
    assert client(office.clerk).post(reverse("documents:template_act", args=[template.uid, "ngung"])).status_code == 302
    assert draft(office.drafter, template, unit=office.unit.id).status_code == 422
    assert Document.objects.count() == 1
    page = client(office.drafter).get(reverse("documents:template", args=[template.uid])).content.decode()
    assert "ngừng dùng mẫu lúc" in page
    assert template.name in client(office.drafter).get(f"{SHELF}?nhom=ngung").content.decode()
    with pytest.raises(MoveNotAllowed):
        templates.withdraw(template.uid, principal=office.who(office.clerk, AT), at=AT)
    assert put(office).pk != template.pk  # the name is free again


def test_what_the_province_offers_is_used_by_its_communes_and_kept_by_the_province(office, province, world):
    own = put(office, "Mẫu nội bộ của tỉnh", by=province, unit=world.province)
    shared = put(office, "Báo cáo tháng", by=province, unit=world.province, shared=True)
    usable = [one.template for one in selectors.usable([office.unit.id], AT.date())]
    assert usable == [shared]
    drafter = client(office.drafter)
    assert "dùng chung" in drafter.get(SHELF).content.decode()
    assert drafter.get(reverse("documents:template", args=[own.uid])).status_code == 404
    assert draft(office.drafter, shared, unit=office.unit.id).status_code == 302
    with pytest.raises(NotFound):
        templates.withdraw(shared.uid, principal=office.who(office.clerk, AT), at=AT)
    with pytest.raises(Invalid):
        put(office, "Của xã", shared=True)


def test_only_those_who_keep_the_shelf_change_it(office, world):
    template = put(office)
    with pytest.raises(Forbidden):
        put(office, "Của chuyên viên", by=office.drafter)
    with pytest.raises(Forbidden):
        templates.withdraw(template.uid, principal=office.who(office.drafter, AT), at=AT)
    stranger = make_official(world, "thachkhe.vanthu", Role.DOCUMENT_CLERK, world.thach_khe)
    assert client(stranger).get(reverse("documents:template", args=[template.uid])).status_code == 404
    assert client(stranger).get(reverse("documents:template_file", args=[template.uid, 1])).status_code == 404
    assert draft(stranger, template, unit=world.thach_khe.id).status_code == 422
    assert template.name in client(office.drafter).get(f"{SHELF}?loai=khong&trang=khong").content.decode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "invalid_input"),
        (b"khong phai word", "word_broken"),
        (MACROS, "word_macros"),
        (word("{% for i in x %}a{% endfor %}"), "word_template"),
        (word("{{ ''.__class__.__mro__ }}"), "word_template"),
    ],
)
def test_a_file_that_may_do_harm_is_refused_at_the_door_and_nothing_is_kept(office, content, code):
    with pytest.raises(Invalid) as refused:
        put(office, content=content)
    assert refused.value.code == code
    sent = {"unit": office.unit.id, "type": "CV", "name": "Mẫu", "file": upload(content or b"x")}
    answer = client(office.clerk).post(f"{SHELF}them/", sent)
    assert answer.status_code == 422
    assert "Chưa thêm được mẫu" in answer.content.decode()
    assert not DocumentTemplate.objects.exists()


def test_wrong_choices_stand_at_their_field(office):
    template = put(office)
    with pytest.raises(Invalid) as refused:
        put(office)
    assert refused.value.code == "template_name_taken"
    wrong_type = draft(office.drafter, template, unit=office.unit.id, type="TB")
    assert "Mẫu này dành cho loại" in wrong_type.content.decode()
    both = draft(office.drafter, template, unit=office.unit.id, body="Đã gõ.")
    assert "Đã gõ nội dung thì không lấy" in both.content.decode()
    assert (wrong_type.status_code, both.status_code) == (422, 422)
    assert not Document.objects.exists()


def test_the_heir_uses_and_keeps_the_shelf_of_a_dissolved_unit(office, world):
    template = put(office, unit=world.phu_luu)  # went into Mai Phụ
    assert [one.template for one in selectors.usable([office.unit.id], AT.date())] == [template]
    assert draft(office.drafter, template, unit=office.unit.id).status_code == 302
    stranger = make_official(world, "thachkhe.vanthu", Role.DOCUMENT_CLERK, world.thach_khe)
    with pytest.raises(NotFound):
        templates.withdraw(template.uid, principal=office.who(stranger), at=AT)
    page = client(office.clerk).get(reverse("documents:template", args=[template.uid])).content.decode()
    assert "Đơn vị giữ mẫu đã kết thúc" in page
    assert "Thay bằng bản mới" in page
    assert templates.withdraw(template.uid, principal=office.who(office.clerk), at=AT).withdrawn_at == AT


def test_the_shelf_asks_the_same_number_of_statements_however_long_it_is(office):
    who = office.who(office.drafter)

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert len(selectors.shelf(who, AT.date())) == count
        return len(found)

    counts = []
    selectors.shelf(who, AT.date())  # the book of units is read once for all
    for count in (1, 6):
        while DocumentTemplate.objects.count() < count:
            put(office, f"Mẫu {DocumentTemplate.objects.count()}", content=word("a"))
        counts.append(asked())
    assert counts[0] == counts[1] <= 3, "kho mẫu phải đọc trong một câu lệnh (và hai câu hỏi dấu của sổ đơn vị)"
