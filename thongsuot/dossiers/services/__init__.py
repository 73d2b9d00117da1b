"""Vòng đời hồ sơ: submit → receive → assign → complete_step → finish → return_result, and the ways aside.

Each verb is one transaction: it locks the dossier, asks `permissions`, changes the state, writes one journal entry.
"""

from thongsuot.dossiers.services.closing import finish, return_result, withdraw
from thongsuot.dossiers.services.intake import receive, refuse, submit
from thongsuot.dossiers.services.processing import assign, complete_step, correct_form, take_over
from thongsuot.dossiers.services.supplement import request_supplement, supplement

__all__ = [
    "assign",
    "complete_step",
    "correct_form",
    "finish",
    "receive",
    "refuse",
    "request_supplement",
    "return_result",
    "submit",
    "supplement",
    "take_over",
    "withdraw",
]
