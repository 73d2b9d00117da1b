"""Bản nháp bằng lời: papers and answers as pages show them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.now import now
from thongsuot.org.selectors import unit_by_code
from thongsuot.portal import filing as pages
from thongsuot.portal.filing import Filing
from thongsuot.procedures import eform
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.form_pages import in_words
from thongsuot.procedures.forms import value_at


def paper_rows(version: Version, filing: Filing) -> list[dict[str, Any]]:
    """Each paper with its state in words."""
    asked = pages.asked_papers(version, filing)
    missing = {component.code for component in pages.papers_missing(version, filing)}
    enough = {c.one_of for c in asked if c.one_of and pages.is_given(filing.papers.get(c.code, {}))}
    rows = []
    for component in asked:
        paper = filing.papers.get(component.code, {})
        given = pages.is_given(paper)
        rows.append(
            {
                "component": component,
                "given": given,
                "state": _("Không cần nữa") if not given and component.one_of in enough else paper_words(paper),
                "files": paper.get("files", []) if paper.get("source") == "FILED" else [],
                "missing": component.code in missing,
                "group": component.one_of,
            }
        )
    return rows


def paper_words(paper: dict[str, Any]) -> str:
    """Trạng thái một giấy tờ bằng lời."""
    words = {
        "SHOWN": _("Sẽ mang theo"),
        "FROM_DATABASE": _("Cán bộ tra trong cơ sở dữ liệu"),
        "REUSED": _("Dùng lại kết quả đã cấp"),
        pages.NONE: _("Không có"),
    }
    if paper.get("source") == "FILED" and paper.get("files"):
        return _("Đã gửi %(count)d tệp") % {"count": len(paper["files"])}
    return str(words.get(paper.get("source", ""), _("Chưa có")))


def answers_in_words(version: Version, filing: Filing, step: str) -> list[tuple[str, str]]:
    """Câu trả lời của một trang bằng lời, for comparing two versions of a draft."""
    if step.startswith(pages.SECTION):
        part = eform.section(version, step.removeprefix(pages.SECTION))
        items = part.fields if part else ()
        return [(item.label, in_words(item, value_at(filing.form, item.path))) for item in items if item.kind != "rows"]
    if step == pages.WHO:
        told = filing.applicant
        return [(_("Họ và tên"), told.get("name", "")), (_("Nơi ở"), told.get("address", ""))]
    if step == pages.PLACE:
        unit = unit_by_code(filing.receiving_unit, timezone.localdate(now()), {"commune"})
        return [(_("Nơi nhận hồ sơ"), unit.full_name if unit else "")]
    return [
        (component.name, paper_words(filing.papers.get(component.code, {})))
        for component in pages.asked_papers(version, filing)
    ]
