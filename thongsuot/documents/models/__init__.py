"""Tables of the room, one file a topic."""

from thongsuot.documents.models.contents import DocumentFile, DocumentLink, DocumentText, Recipient
from thongsuot.documents.models.document import CLOSED, Direction, Document, DocumentHolding, State, Urgency
from thongsuot.documents.models.drafts import DraftComment, DraftVersion
from thongsuot.documents.models.incoming import IncomingKey, IncomingOrigin, Instruction, Part
from thongsuot.documents.models.mailboxes import MailArrival, Mailbox
from thongsuot.documents.models.registers import Book, BookYear, RegisterEntry
from thongsuot.documents.models.work_files import FileList, FileListItem, WorkFile, WorkFileItem

__all__ = [
    "CLOSED",
    "Book",
    "BookYear",
    "Direction",
    "Document",
    "DocumentFile",
    "DocumentHolding",
    "DocumentLink",
    "DocumentText",
    "DraftComment",
    "DraftVersion",
    "FileList",
    "FileListItem",
    "IncomingKey",
    "IncomingOrigin",
    "Instruction",
    "MailArrival",
    "Mailbox",
    "Part",
    "Recipient",
    "RegisterEntry",
    "State",
    "Urgency",
    "WorkFile",
    "WorkFileItem",
]
