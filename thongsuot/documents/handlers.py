"""Nghe tin của phòng nhiệm vụ: work on a document that is taken or given in the list of tasks."""

from thongsuot.documents.services import incoming_state, sending_back, taking_in, working
from thongsuot.documents.services.arriving import REGISTER
from thongsuot.documents.services.instructing import HELP, WORK
from thongsuot.tasks.events import before_taking, on_taken

TEXT_FEED = "documents_text"  # every change of a document: its words are read again
OF_INCOMING = (REGISTER, taking_in.PRESENT, taking_in.INSTRUCT, WORK, HELP, working.MORE_TIME, sending_back.RECALL)


def lock_document(document_id: int) -> None:
    """The document before its task, as every verb of this room does."""
    incoming_state.lock_id(document_id)


for _kind in (WORK, HELP):
    on_taken(_kind)(working.taken)
for _kind in OF_INCOMING:
    before_taking(_kind)(lock_document)
