"""Giấy tờ của một cửa: receipt, supplement, refusal, apology, stopping (mẫu 01–05), receipt of submission, and the results by template.

Pure functions: data in, PDF/A out. The services map a dossier to the data; nothing here reads the database.
"""

from thongsuot.dossiers.papers.data import (
    COPY_FOR_CITIZEN,
    COPY_FOR_FILE,
    FORM_SET_VERSION,
    Agency,
    ApologyData,
    ArrivedFile,
    Matter,
    PaperComponent,
    Person,
    ProcedureName,
    ReceiptData,
    RefusalData,
    ResultData,
    Signer,
    Stage,
    StoppingData,
    SubmissionData,
    SupplementData,
    SupplementItem,
    in_text,
)
from thongsuot.dossiers.papers.forms import form_01, form_02, form_03, submission_receipt, tracking_address
from thongsuot.dossiers.papers.forms_more import form_04, form_05
from thongsuot.dossiers.papers.results import RESULT_TEMPLATES, ResultField, missing_fields, result, result_fields

__all__ = [
    "COPY_FOR_CITIZEN",
    "COPY_FOR_FILE",
    "FORM_SET_VERSION",
    "RESULT_TEMPLATES",
    "Agency",
    "ApologyData",
    "ArrivedFile",
    "Matter",
    "PaperComponent",
    "Person",
    "ProcedureName",
    "ReceiptData",
    "RefusalData",
    "ResultData",
    "ResultField",
    "Signer",
    "Stage",
    "StoppingData",
    "SubmissionData",
    "SupplementData",
    "SupplementItem",
    "form_01",
    "form_02",
    "form_03",
    "form_04",
    "form_05",
    "in_text",
    "missing_fields",
    "result",
    "result_fields",
    "submission_receipt",
    "tracking_address",
]
