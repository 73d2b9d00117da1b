"""Cửa của bản sao: các bản sao, sao một văn bản, chứng thực, kiểm tra bằng mã."""

from tests.walks.samples.base import BOTH, Sample
from tests.walks.samples.documents_in import letter_uid
from tests.walks.samples.documents_out import works_with_documents

COPIES = "can-bo/van-ban/sao/"


COPY_PAGES: dict[str, Sample] = {
    COPIES: Sample(),
    f"{COPIES}chung-thuc/": Sample(methods=BOTH),
    f"{COPIES}<uuid:uid>/": Sample(letter_uid, BOTH, sees=works_with_documents),
    "kiem-tra-ban-sao/<str:code>/": Sample(lambda stage: {"code": "KHONGCOMANAY"}, fine=frozenset({404})),
}
