"""Bộ hồ sơ đang khai: what a citizen has answered so far, and which question comes next. Pure, no database.

`Filing` is what a draft holds; `steps` turns it into the list of pages, in the order a person meets them.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.procedures import eform
from thongsuot.procedures.catalogue import Component, Version
from thongsuot.procedures.forms import form_from_post, value_at
from thongsuot.procedures.selectors import components_for, missing_components

PLACE, WHO, CASE, PAPERS, REVIEW = "noi-nhan", "nguoi-nop", "truong-hop", "giay-to", "xem-lai"
LEAVE, WISH = "dong-y", "nhan-ket-qua"
SECTION = "khai-"
SELF, OTHER = "self", "other"
NONE = "NONE"  # an optional paper the person said not to have


@dataclass
class Filing:
    """Nội dung bản nháp của công dân."""

    receiving_unit: str = ""
    whose: str = ""
    applicant: dict[str, Any] = field(default_factory=dict)
    relation: str = ""
    case_code: str = ""
    case_chosen: bool = False
    form: dict[str, Any] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    papers: dict[str, dict[str, Any]] = field(default_factory=dict)
    lookups: dict[str, dict[str, Any]] = field(default_factory=dict)  # by database: uid, outcome, at, facts
    held: dict[str, dict[str, Any]] = field(default_factory=dict)  # papers that somebody has already, by component
    consent: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    agreed: dict[str, Any] = field(default_factory=dict)  # the code of consent: id, to (masked), confirmed
    wish: dict[str, str] = field(default_factory=dict)
    touched: dict[str, list[Any]] = field(
        default_factory=dict
    )  # by page: revision of its last answer, and which window

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Filing":
        """From a draft's data; what a draft of another version of the platform does not know is left out."""
        known = {item.name for item in fields(cls)}
        return cls(**deepcopy({name: value for name, value in data.items() if name in known}))

    def data(self) -> dict[str, Any]:
        """For the draft."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Step:
    """Một trang của việc khai: `key` stands in the address."""

    key: str
    title: str
    done: bool


def steps(version: Version, filing: Filing) -> list[Step]:
    """Các trang phải qua, theo những câu đã trả lời; the last one is the summary."""
    found = [
        Step(PLACE, _("Nơi nhận hồ sơ"), bool(filing.receiving_unit)),
        Step(WHO, _("Người làm thủ tục"), bool(filing.whose and filing.applicant.get("name"))),
    ]
    if filing.whose == OTHER:
        found.append(Step(LEAVE, _("Sự đồng ý của người được nộp thay"), bool(filing.consent)))
    if version.cases:
        found.append(Step(CASE, _("Trường hợp của bạn"), filing.case_chosen))
    sections = eform.applicable_sections(version, filing.form)
    found += [Step(SECTION + part.key, part.title, part.key in filing.answered) for part in sections]
    if asked_papers(version, filing):
        found.append(Step(PAPERS, _("Giấy tờ kèm theo"), not papers_missing(version, filing)))
    return [*found, Step(REVIEW, _("Xem lại và gửi"), False)]


def next_step(version: Version, filing: Filing, current: str) -> str:
    """Trang sau trang này; answers may have made this one disappear, then the first that is not done."""
    keys = [step.key for step in steps(version, filing)]
    if current in keys[:-1]:
        return keys[keys.index(current) + 1]
    return first_open(version, filing)


def previous_step(version: Version, filing: Filing, current: str) -> str:
    """Trang trước; empty at the first."""
    keys = [step.key for step in steps(version, filing)]
    return keys[keys.index(current) - 1] if current in keys[1:] else ""


def first_open(version: Version, filing: Filing) -> str:
    """Trang đầu tiên chưa xong: where somebody who comes back goes on."""
    return next(step.key for step in steps(version, filing) if not step.done)


def with_section(version: Version, filing: Filing, key: str, post: Mapping[str, Any]) -> Filing:
    """Sau khi gửi một phần của tờ khai: its answers are replaced by what was typed, the rest stays."""
    part = eform.section(version, key)
    changed = Filing.of(filing.data())
    if part is None:
        return changed
    typed = form_from_post(version, post)
    for item in part.fields:
        eform.drop(changed.form, item.path)
        value = value_at(typed, item.path)
        if value not in (None, "", [], {}):
            eform.put(changed.form, item.path, value)
    return changed


def of_section(version: Version, key: str, name: str) -> bool:
    """Whether an error at this field (`form.child.name`, `form.documents.0.pages`) belongs to the section."""
    part = eform.section(version, key)
    paths = {f"form.{item.path}" for item in part.fields} if part else set()
    return any(name == path or name.startswith(f"{path}.") for path in paths)


def section_of(version: Version, name: str) -> str:
    """Khoá của phần chứa ô này; empty when none does."""
    return next((part.key for part in eform.sections(version) if of_section(version, part.key, name)), "")


def asked_papers(version: Version, filing: Filing) -> list[Component]:
    """Giấy tờ phải nói tới: the declaration itself is filled in on these pages."""
    asked = components_for(version, filing.case_code, filing.form)
    return [component for component in asked if not component.is_form]


def given_papers(filing: Filing) -> set[str]:
    """Mã giấy tờ đã có cách nộp."""
    return {code for code in {*filing.papers, *filing.held} if is_given(paper_of(filing, code))}


def paper_of(filing: Filing, code: str) -> dict[str, Any]:
    """Cách đưa một giấy: what the person chose, else where it is held already."""
    return filing.papers.get(code) or filing.held.get(code) or {}


def is_given(paper: Mapping[str, Any]) -> bool:
    """Whether the paper will come: a file is there, or it rests on a result or a look-up of ours."""
    return bool(paper.get("files") if paper.get("source") == "FILED" else paper.get("reference"))


def papers_missing(version: Version, filing: Filing) -> list[Component]:
    """Giấy tờ bắt buộc còn thiếu, groups of alternatives by one name."""
    form = filing.form or {"_": ""}  # the declaration is being filled in, so it is never the missing paper
    return missing_components(version, filing.case_code, given_papers(filing), form)


def sources_of(component: Component, held: Mapping[str, Any] | None = None) -> list[tuple[str, str, str]]:
    """Cách đưa một giấy tờ: value, label, hint; what is held already comes first and need not be sent."""
    found = []
    if held:
        found.append((held["source"], _("Không phải nộp, đã có"), held["words"]))
    found.append(("FILED", _("Gửi ảnh chụp hoặc tệp"), _("Chụp bằng điện thoại cũng được, miễn là đọc rõ cả bốn góc.")))
    if not component.required:
        found.append((NONE, _("Tôi không có giấy này"), ""))
    return found


def sent_files(filing: Filing) -> list[dict[str, Any]]:
    """Mọi tệp đang kèm trong bản nháp."""
    papers = [file for paper in filing.papers.values() for file in paper.get("files", ())]
    return [*papers, filing.evidence] if filing.evidence else papers


def drop_files(filing: Filing, uids: set[str]) -> list[str]:
    """Bỏ những tệp không còn; the names of what went, to be told."""
    names = [file["name"] for file in sent_files(filing) if file["uid"] in uids]
    for paper in filing.papers.values():
        paper["files"] = [file for file in paper.get("files", ()) if file["uid"] not in uids]
    if filing.evidence.get("uid") in uids:
        filing.evidence, filing.consent = {}, ""
    return names
