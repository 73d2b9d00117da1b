"""Vòng đời hồ sơ: submit → receive → assign → complete_step → finish → return_result, and the ways aside (pauses, opinions).

Each verb is one transaction: it locks the dossier, asks `permissions`, changes the state, writes one journal entry.
"""

from thongsuot.dossiers.services.at_once import finish_at_once
from thongsuot.dossiers.services.certified_copies import make_copies
from thongsuot.dossiers.services.closing import finish, return_result, withdraw
from thongsuot.dossiers.services.consultation import answer_consultation, consult, withdraw_consultation
from thongsuot.dossiers.services.correction import correct_result
from thongsuot.dossiers.services.extension import extend
from thongsuot.dossiers.services.intake import receive, refuse, submit
from thongsuot.dossiers.services.pauses import resume, stop
from thongsuot.dossiers.services.payment import (
    Paid,
    cancel_payment_request,
    confirm_payment,
    record_payment,
    request_payment,
)
from thongsuot.dossiers.services.processing import assign, complete_step, correct_form, take_over
from thongsuot.dossiers.services.signing import present_again
from thongsuot.dossiers.services.supplement import request_supplement, supplement

__all__ = [
    "Paid",
    "answer_consultation",
    "assign",
    "cancel_payment_request",
    "complete_step",
    "confirm_payment",
    "consult",
    "correct_form",
    "correct_result",
    "extend",
    "finish",
    "finish_at_once",
    "make_copies",
    "present_again",
    "receive",
    "record_payment",
    "refuse",
    "request_payment",
    "request_supplement",
    "resume",
    "return_result",
    "stop",
    "submit",
    "supplement",
    "take_over",
    "withdraw",
    "withdraw_consultation",
]
