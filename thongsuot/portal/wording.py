"""Bản nháp bằng lời: papers and answers as pages show them."""

from typing import Any

from django.utils.translation import gettext as _

from thongsuot.common.now import now
from thongsuot.portal import filing as pages
from thongsuot.portal.filing import Filing
from thongsuot.portal.sources import why_asked
from thongsuot.procedures.catalogue import Version


def paper_rows(version: Version, filing: Filing) -> list[dict[str, Any]]:
    """Each paper with its state in words."""
    asked = pages.asked_papers(version, filing)
    missing = {component.code for component in pages.papers_missing(version, filing)}
    enough = {c.one_of for c in asked if c.one_of and pages.is_given(pages.paper_of(filing, c.code))}
    rows = []
    for component in asked:
        paper = pages.paper_of(filing, component.code)
        given = pages.is_given(paper)
        rows.append(
            {
                "component": component,
                "given": given,
                "state": _("Không cần nữa") if not given and component.one_of in enough else paper_words(paper),
                "origin": paper.get("words", ""),
                "why": why_asked(version, component, filing, now()),
                "files": paper.get("files", []) if paper.get("source") == "FILED" else [],
                "missing": component.code in missing,
                "group": component.one_of,
            }
        )
    return rows


def paper_words(paper: dict[str, Any]) -> str:
    """Trạng thái một giấy tờ bằng lời."""
    words = {
        "FROM_DATABASE": _("Không phải nộp: đã tra được"),
        "REUSED": _("Không phải nộp: dùng lại kết quả đã cấp"),
        pages.NONE: _("Không có"),
    }
    if paper.get("source") == "FILED" and paper.get("files"):
        return _("Đã gửi %(count)d tệp") % {"count": len(paper["files"])}
    return str(words.get(paper.get("source", ""), _("Chưa có")))
