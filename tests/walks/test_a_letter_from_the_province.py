"""A letter of the province comes over the axis to Mai Phụ, is answered with two signatures, and is found in the archive."""

import io
import re
from typing import Any

import pypdf
import pytest
import typst
from playwright.sync_api import expect

from simulators.axis.server import Server
from tests.browser import WIDE, open_window
from tests.exchange.axis import messages
from tests.exchange.axis.house import House
from tests.factories.accounts import make_official
from tests.signatures.centre import PIN
from tests.signatures.conftest import centre, desk, letter, shared_centre, trusted  # noqa: F401
from tests.walks.keyboard import Hands
from thongsuot.accounts.models import Role
from thongsuot.common import journal_verify
from thongsuot.common.now import now
from thongsuot.documents import texts
from thongsuot.documents.models import Direction, Document, Recipient, State, WorkFile
from thongsuot.documents.timing import local_day
from thongsuot.exchange.axis import edxml
from thongsuot.exchange.axis.edxml.messages import Agency, Attachment
from thongsuot.exchange.axis.transport import HttpTransport
from thongsuot.records import retention
from thongsuot.records.models import RecordFile, RecordState
from thongsuot.signatures import services as signatures
from thongsuot.signatures.models import SigningRun
from thongsuot.signatures.signing import State as Verdict
from thongsuot.signatures.signing import validate_pdf
from thongsuot.signatures.signing.trust import configured

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROVINCE, MAI_PHU = Agency("H27", "Ủy ban nhân dân tỉnh Hà Tĩnh"), "H27.18583"
LINE = {"id": "van-phong-tinh", "secret": "cua-tinh", "agencies": [{"organ_id": "H27", "name": PROVINCE.name}]}
OURS = {"id": "mai-phu", "secret": "cua-xa", "prefixes": [MAI_PHU]}
SUBJECT = "Về việc rà soát nhà văn hoá thôn dôi dư sau sắp xếp"
ON_PAGE_THREE = "Phương án cho đập Khe Xai thực hiện sau."
PAPER = f"""#set page(paper: "a4")
Ủy ban nhân dân tỉnh yêu cầu rà soát. #pagebreak() Phụ lục: mẫu báo cáo. #pagebreak() {ON_PAGE_THREE}"""
PEOPLE = {"vanthu": "clerk", "chutich": "chair", "chuyenvien": "other"}


class Commune(House):
    """Mai Phụ on the axis with its windows; the province beyond."""

    def __init__(self, chromium: Any, address: str, desk: Any, axis: Server) -> None:  # noqa: F811
        super().__init__(desk.world, axis)
        self.clock = now  # certificates and time stamps are of today
        self.browser, self.address, self.faults = chromium, address, []
        unit = desk.world.mai_phu
        self.users = {name: desk.people[key] for name, key in PEOPLE.items()}
        self.users["vanphong"] = make_official(desk.world, "maiphu.vanphong", Role.UNIT_LEADER, unit, "office")
        self.users["luutru"] = make_official(desk.world, "maiphu.luutru", Role.ARCHIVIST, unit)
        self.windows: dict[str, Hands] = {}

    def ministry(self) -> HttpTransport:
        """The line of whoever is beyond: here the province."""
        return HttpTransport(self.axis.address, LINE["id"], LINE["secret"])

    def at(self, name: str, path: str) -> Hands:
        """Somebody's window at this page."""
        if name not in self.windows:
            window = open_window(self.browser, self.faults, viewport=WIDE)
            self.windows[name] = Hands(window, self.address, self.users[name])
        return self.windows[name].open(path)

    def axis_turns(self) -> list[Any]:
        """What the jobs of the axis do; answers what the province found in its box."""
        self.receive()
        self.send()
        return self.ministry_hears()

    def close(self) -> None:
        """A fault of a script or of the CSP in any window fails the test."""
        for hands in self.windows.values():
            hands.window.context.close()
        assert not self.faults, "; ".join(self.faults)


@pytest.fixture
def commune(chromium, live_server, desk, settings, tmp_path):  # noqa: F811
    server = Server("127.0.0.1", 0)
    server.in_thread()
    server.post.connect(OURS)
    server.post.connect(LINE)
    settings.DOCUMENT_AXIS = {
        "address": server.address, "system": OURS["id"], "secret": OURS["secret"], "agencies": [MAI_PHU],
    }  # fmt: skip
    settings.RECORD_STORES = ",".join(f"kho-{n}=folder:{tmp_path}/kho-{n}|kho-{n}" for n in (1, 2))
    retention.load()
    commune = Commune(chromium, live_server.url, desk, server)
    yield commune
    commune.close()
    server.shutdown()
    server.server_close()
    server.post.close()


def comes_over_the_axis(commune: Commune) -> Document:
    """The province sends three pages; the document waits to be registered, and its words are read."""
    today = local_day(now())
    message = messages.new(
        document_id=f"H27,{today:%Y/%m/%d},1234/UBND-NC", receivers=(Agency(MAI_PHU, "UBND xã Mai Phụ"),), sender=PROVINCE,
        subject=SUBJECT, promulgated_on=today, due_on=None, pages=3,
        attachments=(Attachment("cong-van.pdf", typst.compile(PAPER.encode()), "application/pdf", "tep-1"),),
    )  # fmt: skip
    commune.ministry_sends(message)
    assert [told.status for told in commune.axis_turns()] == ["01"]
    came = commune.arrived().get()
    texts.refresh(came.pk)
    return came


def registered_and_instructed(commune: Commune, came: Document) -> None:
    """The clerk registers and presents it, the chair gives it to the specialist, who takes it; the province is told."""
    clerk = commune.at("vanthu", "/can-bo/van-ban/den/").sees(SUBJECT).looked_at("tinh-den")
    page = f"/can-bo/van-ban/den/{came.uid}/"
    clerk.open(page).choose("to", str(commune.users["chutich"].pk))
    clerk.arrive(f"**{page}", "Control+Enter").sees("Đã vào sổ: số đến 1.")
    chair = commune.at("chutich", page).choose("lead", f"p{commune.users['chuyenvien'].pk}")
    chair.looked_at("tinh-chi-dao").arrive(f"**{page}", "Control+Enter").sees("Đã giao việc.")
    commune.at("chuyenvien", "/can-bo/viec/").sees(SUBJECT)
    commune.at("chuyenvien", page).press_button("Nhận việc", "Đã nhận việc.")
    assert [told.status for told in commune.axis_turns()] == ["03", "04", "05"]


def answered(commune: Commune, came: Document) -> Document:
    """Drafted from the letter itself, so that it knows its receiver; checked for content and form."""
    writer = commune.at("chuyenvien", f"/can-bo/van-ban/den/{came.uid}/").tab_to_words("Soạn văn bản trả lời")
    writer.arrive("**/soan/", "Enter").fill({"body": "UBND xã đã rà soát, có 04 nhà văn hoá dôi dư.\nTrân trọng./."})
    writer.arrive("**/di/*-*/", "Control+Enter").sees("trục liên thông").sees("H27")
    page = re.sub(r"^https?://[^/]+", "", writer.window.url)
    writer.open(page + "noi-nhan/").choose("signer", f"{commune.users['chutich'].pk}:TM")
    writer.arrive(f"**{page}", "Control+Enter").looked_at("tinh-du-thao")
    writer.press_button("Trình kiểm tra nội dung", "Đã trình kiểm tra nội dung")
    commune.at("vanphong", page).press_button("Đồng ý nội dung", "Đã đồng ý nội dung")
    commune.at("vanthu", page).press_button("Thể thức đúng, trình ký", "đã trình ký")
    return Document.objects.get(direction=Direction.OUTGOING)


def signed(commune: Commune, name: str) -> None:
    """At the desk, with the PIN; the worker's part is done here."""
    hands = commune.at(name, "/can-bo/ky-so/").tab_to("chon").press("Space")
    hands.fill({"pin": PIN}).looked_at(f"tinh-ky-{name}")
    hands.tab_to_words("Ký các văn bản đã chọn").arrive("**/luot/**", "Enter")
    signatures.carry_out(SigningRun.objects.latest("pk").pk)
    hands.sees("Đã ký 1 văn bản")


def sealed_and_issued(commune: Commune, answer: Document) -> Any:
    """Chair, seal, number, issue; what the province finds in its box."""
    signed(commune, "chutich")
    signed(commune, "vanthu")
    clerk = commune.at("vanthu", f"/can-bo/van-ban/di/{answer.uid}/").looked_at("tinh-da-dong-dau")
    clerk.press_button("Phát hành 01/UBND", "Đã phát hành")
    [message] = commune.axis_turns()
    answer.refresh_from_db()
    assert answer.state == State.ISSUED
    return message


def heard_by_the_province(commune: Commune, answer: Document, message: Any) -> None:
    """It names what it answers, its file bears both signatures; the province says that it has registered it."""
    assert (message.sender.organ_id, message.number, message.notation) == (MAI_PHU, answer.number, answer.notation)
    assert [one.code for one in message.answers] == ["1234/UBND-NC"]
    [file] = message.attachments
    report = validate_pdf(file.content, at=now(), trust=configured())
    assert report.state == Verdict.VALID
    assert [one.name for one in report.signatures] == ["Trần Văn Ký", "UBND xã Mai Phụ"]
    assert f"Số: {answer.sign}" in " ".join(pypdf.PdfReader(io.BytesIO(file.content)).pages[0].extract_text().split())
    commune.ministry_sends(
        edxml.messages.StatusMessage(
            sender=PROVINCE, receiver=message.sender, status=edxml.words.StatusCode.RECEIVED,
            about=edxml.messages.Answered(MAI_PHU, answer.sign, answer.issued_on, message.document_id), at=now(),
        ), key="da-tiep-nhan",
    )  # fmt: skip
    commune.axis_turns()
    assert Recipient.objects.get(document_id=answer.pk, way="axis").status == "03"


def filed_and_handed_in(commune: Commune, came: Document, answer: Document) -> None:
    """The specialist says with what he answered, puts both into a file, closes it and hands it in."""
    page = f"/can-bo/van-ban/den/{came.uid}/"
    writer = commune.at("chuyenvien", "/can-bo/ho-so-cong-viec/").unfold("Mở hồ sơ mới")
    writer.fill({"code": "01-NVH", "title": "Hồ sơ rà soát nhà văn hoá thôn"})
    writer.press_button("Mở hồ sơ", "Đã mở hồ sơ 01-NVH")
    writer.open(page).fill({"report": "Đã báo cáo UBND tỉnh."}).looked_at("tinh-da-tra-loi")
    assert writer.window.locator("[name=answer]").input_value() == answer.sign
    writer.press_button("Đã xong", "Đã xong phần việc này")
    assert [told.status for told in commune.axis_turns()] == ["06"]
    writer.choose("file", str(WorkFile.objects.get().uid)).looked_at("tinh-lap-ho-so")
    writer.arrive(f"**{page}", "Control+Enter").sees("Đã cho vào hồ sơ 2 tài liệu")
    texts.refresh(answer.pk)
    writer.open(f"/can-bo/ho-so-cong-viec/{WorkFile.objects.get().uid}/").unfold("Đóng hồ sơ")
    writer.tab_to("ended_on").press_button("Đóng hồ sơ", "Đã đóng hồ sơ")
    writer.press_button("Nộp vào lưu trữ cơ quan", "Đã nộp lưu")


def accepted_and_found(commune: Commune) -> None:
    """The archivist takes it from his tasks, and finds it again by what stands on the third page."""
    keeper = commune.at("luutru", "/can-bo/viec/").tab_to_words("nộp").arrive("**/luu-tru/nop/**", "Enter")
    keeper.looked_at("tinh-nop-luu").arrive("**/nop/**", "Control+Enter").sees("Đã nhận 1 hồ sơ vào phông")
    assert RecordFile.objects.get().state == RecordState.KEPT
    keeper.open("/can-bo/luu-tru/?q=khe+xai").sees("Hồ sơ rà soát nhà văn hoá thôn").looked_at("tinh-tim-thay")
    keeper.open("/can-bo/luu-tru/?q=khe+vang")
    expect(keeper.window.locator("main")).not_to_contain_text("Hồ sơ rà soát nhà văn hoá thôn")


def test_a_letter_of_the_province_is_answered_over_the_axis_and_found_in_the_archive(commune: Commune) -> None:
    came = comes_over_the_axis(commune)
    registered_and_instructed(commune, came)
    answer = answered(commune, came)
    message = sealed_and_issued(commune, answer)
    heard_by_the_province(commune, answer, message)
    filed_and_handed_in(commune, came, answer)
    accepted_and_found(commune)
    came.refresh_from_db()
    assert came.state == State.DONE
    assert not journal_verify.verify().faults
