"""Ai nộp thay trong một trang danh sách: who filed which of these dossiers; one statement."""

from collections.abc import Collection

from thongsuot.dossiers.models import Dossier


def helpers_of(dossier_ids: Collection[int]) -> dict[int, tuple[str, int | None]]:
    """{hồ sơ: (tên người nộp thay, tài khoản đã nộp)}, only those that somebody filed for somebody else."""
    rows = Dossier.objects.filter(pk__in=list(dossier_ids), submitter__isnull=False)
    return {
        pk: ((told or {}).get("name", ""), by)
        for pk, told, by in rows.values_list("pk", "submitter", "submitted_by_id")
    }
