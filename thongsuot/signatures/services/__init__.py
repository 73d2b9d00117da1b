"""Động từ của chữ ký: ask for one, sign many, refuse, cancel; enter and revoke certificates."""

from thongsuot.signatures.services.asking import cancel, cancel_subject, request_signature
from thongsuot.signatures.services.certificates import enter_certificate, revoke_certificate
from thongsuot.signatures.services.refusing import refuse
from thongsuot.signatures.services.running import approve, ask_for_approval, drop, resume, sign
from thongsuot.signatures.services.working import carry_out

__all__ = [
    "approve",
    "ask_for_approval",
    "cancel",
    "cancel_subject",
    "carry_out",
    "drop",
    "enter_certificate",
    "refuse",
    "request_signature",
    "resume",
    "revoke_certificate",
    "sign",
]
