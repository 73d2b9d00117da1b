"""Văn bản đang mở, hồ sơ công việc đổi đơn vị: the narrow row of an open document goes to the new unit; the document is not written."""

from thongsuot.documents.models import DocumentHolding, WorkFile
from thongsuot.org.table_mover import TableMover

HOLDING = TableMover(
    kind="document",
    label="văn bản đang xử lý",
    journal="document",
    key="document_id",
    columns=((DocumentHolding, "unit_id"),),
    open="true",
    state="m.state",
    alone="true",
    code="(SELECT concat_ws('/', nullif(d.number, ''), nullif(d.notation, '')) FROM documents_document d"
    " WHERE d.province_id = m.province_id AND d.id = m.document_id)",
    title="(SELECT d.summary FROM documents_document d WHERE d.province_id = m.province_id AND d.id = m.document_id)",
    due="nullif(m.due_at, '9999-01-01Z'::timestamptz)",
    # The result or letter of a dossier goes where the dossier goes, unless a person says otherwise.
    facts="SELECT coalesce(jsonb_object_agg('with', 'dossier:' || d.subject_id), '{}') FROM documents_document d"
    " WHERE d.province_id = m.province_id AND d.id = m.document_id"
    " AND d.subject_kind IN ('dossier', 'dossier_letter', 'dossier_copy')",
)
WORK_FILE = TableMover(
    kind="work_file",
    label="hồ sơ công việc chưa nộp lưu",
    journal="work_file",
    columns=((WorkFile, "unit"),),
    open="m.state <> 'handed'",
    state="m.state",
    code="m.code",
    title="m.title",
)
