"""Tables of the room, one file a topic."""

from thongsuot.documents.models.contents import DocumentFile, DocumentLink, DocumentText, Recipient
from thongsuot.documents.models.copies import CopyKind, DocumentCopy, Held, Medium
from thongsuot.documents.models.document import CLOSED, Direction, Document, DocumentHolding, State, Urgency
from thongsuot.documents.models.drafts import DraftComment, DraftVersion
from thongsuot.documents.models.incoming import IncomingKey, IncomingOrigin, Instruction, Part
from thongsuot.documents.models.mailboxes import MailArrival, Mailbox
from thongsuot.documents.models.registers import Book, BookYear, RegisterEntry
from thongsuot.documents.models.templates import DocumentTemplate, TemplateVersion
from thongsuot.documents.models.work_files import FileList, FileListItem, WorkFile, WorkFileItem, WorkFileText

__all__ = [
    "CLOSED",
    "Book",
    "BookYear",
    "CopyKind",
    "Direction",
    "Document",
    "DocumentCopy",
    "DocumentFile",
    "DocumentHolding",
    "DocumentLink",
    "DocumentTemplate",
    "DocumentText",
    "DraftComment",
    "DraftVersion",
    "FileList",
    "FileListItem",
    "Held",
    "IncomingKey",
    "IncomingOrigin",
    "Instruction",
    "MailArrival",
    "Mailbox",
    "Medium",
    "Part",
    "Recipient",
    "RegisterEntry",
    "State",
    "TemplateVersion",
    "Urgency",
    "WorkFile",
    "WorkFileItem",
    "WorkFileText",
]
