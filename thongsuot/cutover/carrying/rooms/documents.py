"""Văn bản: documents with their files, links, receivers, numbers and words."""

from thongsuot.cutover.carrying.decisions import carried, left
from thongsuot.documents.models import (
    BookYear,
    Document,
    DocumentCopy,
    DocumentFile,
    DocumentHolding,
    DocumentLink,
    DocumentTemplate,
    DocumentText,
    DraftComment,
    DraftVersion,
    FileList,
    FileListItem,
    IncomingKey,
    IncomingOrigin,
    Instruction,
    MailArrival,
    Mailbox,
    Part,
    Recipient,
    RegisterEntry,
    TemplateVersion,
    WorkFile,
    WorkFileItem,
    WorkFileText,
)

DOCUMENT = {"document_id": "documents.document"}

carried(DocumentTemplate, "province")
carried(TemplateVersion, "province")
carried(Document, "province", kinds={"subject_id": "subject_kind"})
for _model in (DocumentFile, DocumentHolding, DraftComment, DraftVersion, Recipient, RegisterEntry):
    carried(_model, "province", refs=DOCUMENT, vanishes=_model is DocumentHolding)
# The unit stands among the words (documents/lexemes.py): under its number here.
WORDS = """ts_delete(s.words, '_' || s.unit_id) || array_to_tsvector(ARRAY['_' || (SELECT u.new FROM cutover_identity u
  WHERE u.source_id = %(source)s AND u.model = 'org.unit' AND u.old = s.unit_id)])"""
carried(
    DocumentText,
    "province",
    refs={**DOCUMENT, "file_id": "documents.documentfile"},
    written={"words": WORDS},
)
carried(DocumentLink, "province", refs={**DOCUMENT, "other_id": "documents.document"})
carried(DocumentCopy, "province", refs={**DOCUMENT, "source_id": "documents.document"})
carried(BookYear, "province")
carried(IncomingKey, "province", refs=DOCUMENT)
carried(
    IncomingOrigin,
    "province",
    refs={**DOCUMENT, "recipient_id": "documents.recipient", "recipient_province_id": "org.unit"},
)
carried(Instruction, "province", refs=DOCUMENT)
carried(
    Part,
    "province",
    refs={
        **DOCUMENT,
        "instruction_id": "documents.instruction",
        "task_id": "tasks.task",
        "asked_task_id": "tasks.task",
    },
)
carried(FileList, "province")
carried(
    FileListItem,
    "where",
    "t.list_id IN (SELECT l.id FROM documents_filelist l WHERE l.unit_id IN (SELECT id FROM pack_unit))",
)
carried(WorkFile, "province")
carried(WorkFileItem, "province", refs={"work_file_id": "documents.workfile"}, kinds={"ref_id": "kind"})
carried(WorkFileText, "province", refs={"item_id": "documents.workfileitem"})
left(Mailbox, why="hộp thư nối lại ở nơi nhận, vì mật khẩu đã mã hoá bằng khoá riêng của nơi gửi")
left(MailArrival, why="thư đã nhận thì mang theo văn bản; thư để riêng còn trên máy chủ thư, nối hộp thư là đọc lại")
